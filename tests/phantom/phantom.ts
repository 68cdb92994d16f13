import { cross, type Matrix, transform, turn, type Vec3 } from "./geometry";

/**
 * A body that looks different from each of its six sides: a box of 40 in air of −1000, with a block of its own value
 * near each side. Patient frame LPS, mm. Nothing mirrored or turned can pass for it.
 */
export const center: Vec3 = [12, -8, 150];
export const air = -1000;
export const tissue = 40;

const halfBody: Vec3 = [28, 36, 26];
const halfBlock = 6;

export type Side = "R" | "L" | "A" | "P" | "I" | "S";

/** Where each block's middle lies, and what it holds. */
export const blocks: Record<Side, { at: Vec3; value: number }> = {
  R: { at: [center[0] - 19, center[1], center[2]], value: 200 },
  L: { at: [center[0] + 19, center[1], center[2]], value: 400 },
  A: { at: [center[0], center[1] - 25, center[2]], value: 600 },
  P: { at: [center[0], center[1] + 25, center[2]], value: 800 },
  I: { at: [center[0], center[1], center[2] - 17], value: 1000 },
  S: { at: [center[0], center[1], center[2] + 17], value: 1200 },
};

/** Greatest deviation of a voxel from what its place says: a fine grain, so that no two neighbours are alike. */
export const grain = 6;

/** Whole HU at a place. */
export function valueAt(place: Vec3): number {
  const off = place.map((x, axis) => Math.abs(x - center[axis]));
  if (off.some((x, axis) => x > halfBody[axis])) return air;
  for (const { at, value } of Object.values(blocks))
    if (place.every((x, axis) => Math.abs(x - at[axis]) <= halfBlock)) return value;
  return tissue;
}

/** Voxels on a grid, [k][j][i], i fastest, with their place. */
export type Image = {
  columns: number;
  rows: number;
  slices: number;
  /** Index → LPS, mm. */
  ijkToLps: Matrix;
  voxels: Int16Array;
};

export type Acquisition = {
  /** Unit vectors: the ways in which the column index and the row index grow. */
  rowAxis: Vec3;
  columnAxis: Vec3;
  /** Columns, rows, slices. */
  size: Vec3;
  /** Between columns, rows, slices, mm. */
  spacing: Vec3;
};

const size: Vec3 = [48, 44, 24];
const tilted = (v: Vec3) => turn(turn(v, [1, 0, 0], 10), [0, 0, 1], 7);

/** How a scanner may have laid its slices. Slices follow each other along row axis × column axis. */
export const acquisitions = {
  axial: { rowAxis: [1, 0, 0], columnAxis: [0, 1, 0], size, spacing: [1.6, 2, 3] },
  coronal: { rowAxis: [1, 0, 0], columnAxis: [0, 0, -1], size, spacing: [1.6, 1.5, 4] },
  sagittal: { rowAxis: [0, 1, 0], columnAxis: [0, 0, -1], size, spacing: [2, 1.5, 3] },
  oblique: {
    rowAxis: tilted([1, 0, 0]),
    columnAxis: tilted([0, 1, 0]),
    size,
    spacing: [1.6, 2, 3],
  },
} satisfies Record<string, Acquisition>;

/** The phantom as an acquisition sees it, its middle in the grid's middle. */
export function acquire(acquisition: Acquisition): Image {
  const { rowAxis, columnAxis, size, spacing } = acquisition;
  const axes = [rowAxis, columnAxis, cross(rowAxis, columnAxis)];
  const steps = axes.map((axis, n) => axis.map((x) => x * spacing[n]));
  const origin = [0, 1, 2].map(
    (row) =>
      center[row] - steps.reduce((sum, step, axis) => sum + (step[row] * (size[axis] - 1)) / 2, 0),
  );
  const rows = [0, 1, 2].map((row) => [...steps.map((step) => step[row]), origin[row]]);
  return sample([...rows.flat(), 0, 0, 0, 1], size);
}

/** As a gantry that leans takes it: each slice one whole row behind the one before. `slices` of them. */
export function acquireLeaning(slices: number): Image {
  const [columns, rows] = [48, 44];
  const axes = [
    [1.6, 0, 0],
    [0, 2, 2],
    [0, 0, 3],
  ];
  const middle = [(columns - 1) / 2, (rows - 1) / 2, (slices - 1) / 2];
  const lines = axes.map((line, row) => [
    ...line,
    center[row] - line.reduce((sum, mm, axis) => sum + mm * middle[axis], 0),
  ]);
  return sample([...lines.flat(), 0, 0, 0, 1], [columns, rows, slices]);
}

/** The phantom on any grid. `size` is columns, rows, slices. */
export function sample(ijkToLps: Matrix, [columns, rows, slices]: Vec3): Image {
  const voxels = new Int16Array(columns * rows * slices);
  let next = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) {
        const value = valueAt(transform(ijkToLps, [i, j, k]));
        voxels[next++] = value === air ? air : value + ((i * 5 + j * 3 + k * 2) % (grain + 1));
      }
  return { columns, rows, slices, ijkToLps, voxels };
}
