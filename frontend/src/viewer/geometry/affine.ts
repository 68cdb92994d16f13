import { type Matrix4 } from "../../api/types";

/** (i, j, k) voxel index, or (x, y, z) in LPS mm: the name of the variable says which. */
export type Vec3 = readonly [number, number, number];

/** Applies a row-major 4 × 4 affine matrix to a point. */
export function applyAffine(matrix: Matrix4, [x, y, z]: Vec3): Vec3 {
  const row = (r: number) =>
    at(matrix, r, 0) * x + at(matrix, r, 1) * y + at(matrix, r, 2) * z + at(matrix, r, 3);
  return [row(0), row(1), row(2)];
}

/** What the point moves by when the index grows by one along `axis` (0 i, 1 j, 2 k). In mm. */
export function axisStep(matrix: Matrix4, axis: number): Vec3 {
  return [at(matrix, 0, axis), at(matrix, 1, axis), at(matrix, 2, axis)];
}

/** The inverse of an affine matrix. @throws RangeError where axes lie in one plane. */
export function invertAffine(matrix: Matrix4): Matrix4 {
  const a = axisStep(matrix, 0);
  const b = axisStep(matrix, 1);
  const c = axisStep(matrix, 2);
  const origin = axisStep(matrix, 3);
  const determinant = dot(a, cross(b, c));
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-12)
    throw new RangeError("ijkToLps has no inverse: its axes lie in one plane");
  const rows = [cross(b, c), cross(c, a), cross(a, b)].map((row) => scaled(row, 1 / determinant));
  const inverse = rows.flatMap((row) => [...row, -dot(row, origin)]);
  return [...inverse, 0, 0, 0, 1];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function scaled(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function sum(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function difference(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function lengthOf(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2]);
}

/** The unit vector along `a`, or `a` itself where it has no length. */
export function unit(a: Vec3): Vec3 {
  const length = lengthOf(a);
  return length > 0 ? scaled(a, 1 / length) : a;
}

/** `a` with one component replaced. */
export function withComponent(a: Vec3, axis: number, value: number): Vec3 {
  return [axis === 0 ? value : a[0], axis === 1 ? value : a[1], axis === 2 ? value : a[2]];
}

function at(matrix: Matrix4, row: number, column: number): number {
  return matrix[4 * row + column] ?? 0;
}
