import { type Matrix4, type Triple } from "../../api/types";
import { volumeGeometry, type VolumeGeometry } from "./volumeGeometry";

/** Geometries that scans really come in. For tests only. Dimensions are [i, j, k]. */
export function geometryOf(
  ijkToLps: Matrix4,
  [ni, nj, nk]: readonly [number, number, number] = [20, 30, 40],
): VolumeGeometry {
  const shape: Triple = [nk, nj, ni];
  return volumeGeometry({ shape, ijkToLps, calibrated: true });
}

const cosine = Math.cos(0.3);
const sine = Math.sin(0.3);

export const orientations: Record<string, Matrix4> = {
  "axial, as most CT": [0.5, 0, 0, -100, 0, 0.5, 0, -80, 0, 0, 2, -300, 0, 0, 0, 1],
  "axial, table moved the other way (negative determinant)": [
    0.5, 0, 0, -100, 0, 0.5, 0, -80, 0, 0, -2, 300, 0, 0, 0, 1,
  ],
  "NIfTI in RAS": [-1, 0, 0, 90, 0, -1, 0, 126, 0, 0, 1, -72, 0, 0, 0, 1],
  "NIfTI in LAS (negative determinant)": [1, 0, 0, -90, 0, -1, 0, 126, 0, 0, 1, -72, 0, 0, 0, 1],
  "sagittal slices": [0, 0, 1.2, -80, 1, 0, 0, -120, 0, -1, 0, 130, 0, 0, 0, 1],
  "sagittal slices from the right (negative determinant)": [
    0, 0, -1.2, 80, 1, 0, 0, -120, 0, -1, 0, 130, 0, 0, 0, 1,
  ],
  "coronal slices": [1, 0, 0, -120, 0, 0, 3, -60, 0, -1, 0, 120, 0, 0, 0, 1],
  "oblique about the head": [
    cosine,
    -sine,
    0,
    -50,
    sine,
    cosine,
    0,
    -70,
    0,
    0,
    1.5,
    10,
    0,
    0,
    0,
    1,
  ],
  "oblique and mirrored": [-cosine, -sine, 0, 50, -sine, cosine, 0, -70, 0, 0, 1.5, 10, 0, 0, 0, 1],
};
