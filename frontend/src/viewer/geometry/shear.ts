import { type Matrix4 } from "../../api/types";

/** The angle between the line through the slices of a volume and the normal of a slice, 0 … 90. */
export function angleBetweenDegrees(ijkToLps: Matrix4): number {
  const column = (n: number) => [0, 1, 2].map((row) => ijkToLps[4 * row + n] ?? 0) as Triple;
  const normal = cross(column(0), column(1));
  const through = column(2);
  const cosine = Math.abs(dot(normal, through)) / (length(normal) * length(through));
  return (Math.acos(Math.min(cosine, 1)) * 180) / Math.PI;
}

type Triple = [number, number, number];

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function length(a: Triple): number {
  return Math.sqrt(dot(a, a));
}
