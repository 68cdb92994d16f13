import { type LevelLayout } from "./levelLayout";
import { type Dimensions, type VoxelArray, voxelArrayOf } from "./voxels";

/** One brick of one level of the volume and time point at hand. */
export type BrickId = { level: number; at: Dimensions };

/** Its name among the bricks of the same volume and time point. */
export type BrickKey = string;

export function keyOf({ level, at: [i, j, k] }: BrickId): BrickKey {
  return `${level}/${i}.${j}.${k}`;
}

/** Decoded voxels. */
export type Brick = {
  /** Stored values; voxel (i, j, k) of channel c lies at ((c · nk + k) · nj + j) · ni + i, n being `size`. */
  data: VoxelArray;
  /** Voxels along i, j, k: those that the level has, without what stands over its edge. */
  size: Dimensions;
  /** What it takes in memory: 0 where many bricks that are all zero share one array. */
  bytes: number;
};

/** Voxels along i, j, k of the brick at `at`. */
export function brickSize(
  { dimensions, brick }: Pick<LevelLayout, "dimensions" | "brick">,
  at: Dimensions,
): Dimensions {
  const along = (axis: 0 | 1 | 2) =>
    Math.min(brick[axis], dimensions[axis] - at[axis] * brick[axis]);
  return [along(0), along(1), along(2)];
}

/** The values of a whole brick that holds the fill value alone. */
export function fillOf({ brick, channels, dtype, brickMetadata }: LevelLayout): VoxelArray {
  const [i, j, k] = brick;
  const data = voxelArrayOf(dtype, i * j * k * channels);
  const value = Number(brickMetadata.fill_value ?? 0);
  return value === 0 ? data : data.fill(value);
}
