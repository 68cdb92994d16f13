import { type Matrix, type Vec3 } from "./geometry";
import { type Image } from "./phantom";

/**
 * Values that grow evenly along each axis: between voxels, and in the mean of a block at the block's middle, the value
 * is the one that the same sum says. So each place of each level is known.
 */
export const growth: Vec3 = [5, 3, 7];

export function fieldAt(ijk: readonly number[]): number {
  return growth.reduce((sum, perVoxel, axis) => sum + perVoxel * ijk[axis], 0);
}

/** Index of the middle of a voxel of a level, in full-resolution voxels. */
export const middleOf = (index: number, factor: number) => (index + 0.5) * factor - 0.5;

export function fieldImage(
  [columns, rows, slices]: Vec3,
  ijkToLps: Matrix,
  toStored = (value: number) => value,
): Image {
  const voxels = new Int16Array(columns * rows * slices);
  let next = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) voxels[next++] = toStored(fieldAt([i, j, k]));
  return { columns, rows, slices, ijkToLps, voxels };
}
