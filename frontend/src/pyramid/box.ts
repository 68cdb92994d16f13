import { type Dimensions } from "./voxels";

/** Voxels first … end − 1 along i, j, k. */
export type VoxelBox = { first: Dimensions; end: Dimensions };

export function wholeBox(dimensions: Dimensions): VoxelBox {
  return { first: [0, 0, 0], end: dimensions };
}

export function boxSize({ first, end }: VoxelBox): Dimensions {
  return [end[0] - first[0], end[1] - first[1], end[2] - first[2]];
}

/** The voxels of a level, each standing for `factor` full ones, that a box of full ones needs. */
export function boxInLevel({ first, end }: VoxelBox, factor: Dimensions): VoxelBox {
  const along = (axis: 0 | 1 | 2) => ({
    first: Math.floor(first[axis] / factor[axis]),
    end: Math.ceil(end[axis] / factor[axis]),
  });
  const [i, j, k] = [along(0), along(1), along(2)];
  return { first: [i.first, j.first, k.first], end: [i.end, j.end, k.end] };
}

/** The bricks that a box of voxels touches, i fastest. */
export function bricksIn({ first, end }: VoxelBox, brick: Dimensions): Dimensions[] {
  const from = first.map((at, axis) => Math.floor(at / (brick[axis] ?? 1)));
  const to = end.map((at, axis) => Math.ceil(at / (brick[axis] ?? 1)));
  const bricks: Dimensions[] = [];
  for (let k = from[2] ?? 0; k < (to[2] ?? 0); k += 1)
    for (let j = from[1] ?? 0; j < (to[1] ?? 0); j += 1)
      for (let i = from[0] ?? 0; i < (to[0] ?? 0); i += 1) bricks.push([i, j, k]);
  return bricks;
}
