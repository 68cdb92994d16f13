import { type DisplayWindow, type Level, type Volume } from "../api/types";

/** The kinds of array that stored voxels come in. 64-bit integers are not shown. */
export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const kinds = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Zeros of a stored type, as Zarr names it. @throws Error where it is not shown. */
export function voxelArrayOf(dtype: string, length: number): VoxelArray {
  if (!(dtype in kinds)) throw new Error(`voxels of type ${dtype} are not shown`);
  return new kinds[dtype as keyof typeof kinds](length);
}

/** Number of voxels along i, j, k: the fastest axis first, the other way round than `shape`. */
export type Dimensions = readonly [i: number, j: number, k: number];

/** One resolution of a volume, whole in memory. */
export type Voxels = {
  /** Stored values; voxel (i, j, k) of channel c lies at ((c · nk + k) · nj + j) · ni + i. */
  data: VoxelArray;
  dimensions: Dimensions;
  channels: 1 | 3;
  /** Real value = stored × slope + intercept. */
  slope: number;
  /** Low values are meant to be shown bright. */
  inverted: boolean;
  intercept: number;
  /** Place in `volume.levels`: 0 is the full resolution. */
  level: number;
  /** Full-resolution voxels along i, j, k that one voxel here stands for. */
  factor: Dimensions;
};

export function dimensionsOf(level: Pick<Level, "shape">): Dimensions {
  const [depth, height, width] = level.shape;
  return [width, height, depth];
}

export function factorOf(level: Pick<Level, "factor">): Dimensions {
  const [z, y, x] = level.factor;
  return [x, y, z];
}

/** Wraps what was read of `volume.levels[level]`. `data` must have the level's size. */
export function voxelsOf(volume: Volume, level: number, data: VoxelArray): Voxels {
  const described = volume.levels[level];
  if (!described) throw new RangeError(`level ${level} of ${volume.levels.length}`);
  return {
    data,
    dimensions: dimensionsOf(described),
    channels: volume.channels,
    slope: volume.slope,
    inverted: volume.inverted,
    intercept: volume.intercept,
    level,
    factor: factorOf(described),
  };
}

/** Real value of one voxel by its index in this level, or null outside. Color voxels give their channel. */
export function realValueAt(
  voxels: Voxels,
  [i, j, k]: readonly [number, number, number],
  channel = 0,
): number | null {
  const [ni, nj, nk] = voxels.dimensions;
  if (i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) return null;
  const stored = voxels.data[((channel * nk + k) * nj + j) * ni + i];
  return stored === undefined ? null : stored * voxels.slope + voxels.intercept;
}

/**
 * Index along one axis of this level for a full-resolution index, both continuous and counted from voxel centres.
 * The level's voxel n covers full voxels n·factor … (n+1)·factor − 1, so its centre lies at (n + 0.5)·factor − 0.5.
 */
export function toLevelIndex(fullIndex: number, factor: number): number {
  return (fullIndex + 0.5) / factor - 0.5;
}

export function bytesPerValue(dtype: string): number {
  const bits = Number(/\d+$/.exec(dtype)?.[0] ?? "8");
  return bits / 8;
}

/** The window that covers all values. */
export function fullWindow(range: readonly [number, number]): DisplayWindow {
  const [least, greatest] = range;
  return { center: (least + greatest) / 2, width: Math.max(greatest - least, 1e-6) };
}
