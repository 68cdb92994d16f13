/** Row-major 4 × 4: index (i, j, k, 1) → mm. */
export type Matrix = readonly number[];
export type Vec3 = readonly [x: number, y: number, z: number];

export function transform(matrix: Matrix, [x, y, z]: Vec3): Vec3 {
  const row = (r: number) =>
    matrix[4 * r] * x + matrix[4 * r + 1] * y + matrix[4 * r + 2] * z + matrix[4 * r + 3];
  return [row(0), row(1), row(2)];
}

/** Of an affine matrix. */
export function invert(m: Matrix): Matrix {
  const [a, b, c, tx, d, e, f, ty, g, h, i, tz] = m as number[] as [
    ...[number, number, number, number],
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const linear = [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ] as const;
  const rows = linear.map(([p, q, r]) => [p, q, r, -(p * tx + q * ty + r * tz)]);
  return [...rows.flat(), 0, 0, 0, 1];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Column `axis` (0 = i, 1 = j, 2 = k) of a matrix: one voxel's step, mm. */
export function step(matrix: Matrix, axis: number): Vec3 {
  return [matrix[axis], matrix[4 + axis], matrix[8 + axis]];
}

export function length(a: Vec3): number {
  return Math.sqrt(dot(a, a));
}

/** `v` turned about the unit vector `axis`, degrees (Rodrigues). */
export function turn(v: Vec3, axis: Vec3, degrees: number): Vec3 {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const across = cross(axis, v);
  const along = dot(axis, v) * (1 - c);
  return [0, 1, 2].map((n) => v[n] * c + across[n] * s + axis[n] * along) as unknown as Vec3;
}
