import { invert, type Matrix, transform } from "../phantom/geometry";
import { type Image } from "../phantom/phantom";

/** What is compared: real values by index, and where indices lie in the patient. */
export type Measured = {
  /** [z, y, x]. */
  shape: readonly number[];
  ijkToLps: Matrix;
  value: (k: number, j: number, i: number) => number;
};

/** How far a voxel's place may be off, in voxels: what 32-bit floats and 16-character decimals lose. */
const placeTolerance = 1e-3;

/**
 * Every voxel of `measured` must lie on a voxel of `truth`, hold its value, and none may be missing; whatever order
 * the axes have. @throws naming the first fault.
 */
export function mustBeSameInWorld(
  truth: Image,
  measured: Measured,
  { offset = 0, factor = 1, tolerance = 0 } = {},
): void {
  const [depth, height, width] = measured.shape as [number, number, number];
  if (depth * height * width !== truth.voxels.length)
    throw new Error(`expected ${truth.voxels.length} voxels, got ${depth} × ${height} × ${width}`);
  const back = invert(truth.ijkToLps);
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        const exact = transform(back, transform(measured.ijkToLps, [i, j, k]));
        const [ti, tj, tk] = exact.map(Math.round) as [number, number, number];
        const off = Math.max(...exact.map((x) => Math.abs(x - Math.round(x))));
        const isInside = ti >= 0 && ti < truth.columns && tj >= 0 && tj < truth.rows && tk >= 0;
        if (off > placeTolerance || !isInside || tk >= truth.slices)
          throw new Error(`voxel [${k}, ${j}, ${i}] lies at ${exact.join(", ")} of the truth`);
        const expected =
          truth.voxels[ti + truth.columns * (tj + truth.rows * tk)] * factor + offset;
        const got = measured.value(k, j, i);
        if (!(Math.abs(got - expected) <= tolerance))
          throw new Error(`voxel [${k}, ${j}, ${i}]: expected ${expected}, got ${got}`);
      }
}
