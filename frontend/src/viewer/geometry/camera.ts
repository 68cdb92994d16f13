import { cross, difference, dot, lengthOf, scaled, sum, unit, type Vec3 } from "./affine";
import { applyAffine } from "./affine";
import { type PanePoint, type PaneSize } from "./planeView";
import { type VolumeGeometry } from "./volumeGeometry";

/**
 * Where the 3D pane is looked at from. Parallel rays: a millimetre is as long in front as behind, so that the scale
 * bar is true everywhere.
 */
export type Camera = {
  /** Unit vector in LPS from the eye into the picture. */
  toward: Vec3;
  /** Unit vector in LPS, square to `toward`. */
  up: Vec3;
  /** LPS mm, in the middle of the pane. */
  center: Vec3;
  /** Half of what the pane shows from top to bottom, in mm. */
  halfHeightMm: number;
};

export const standardViews = ["A", "P", "L", "R", "S", "I"] as const;
export type StandardView = (typeof standardViews)[number];

const kFrom: Record<StandardView, { toward: Vec3; up: Vec3; name: string }> = {
  A: { toward: [0, 1, 0], up: [0, 0, 1], name: "From the front" },
  P: { toward: [0, -1, 0], up: [0, 0, 1], name: "From the back" },
  L: { toward: [-1, 0, 0], up: [0, 0, 1], name: "From the left" },
  R: { toward: [1, 0, 0], up: [0, 0, 1], name: "From the right" },
  S: { toward: [0, 0, -1], up: [0, -1, 0], name: "From above" },
  I: { toward: [0, 0, 1], up: [0, -1, 0], name: "From below" },
};

export function standardViewName(view: StandardView): string {
  return kFrom[view].name;
}

/** Patient's left of the picture's right is +: the third axis of the pane. */
export function cameraRight({ toward, up }: Camera): Vec3 {
  return unit(cross(toward, up));
}

export function lookedFrom(camera: Camera, view: StandardView): Camera {
  const { toward, up } = kFrom[view];
  return { ...camera, toward, up };
}

/** What is seen first: from the front, a little from the left and from above, the whole volume in the pane. */
export function firstCamera(geometry: VolumeGeometry, size: PaneSize): Camera {
  const toward = unit([-0.5, 0.84, -0.2]);
  const up = unit(difference([0, 0, 1], scaled(toward, toward[2])));
  return fitted({ toward, up, center: [0, 0, 0], halfHeightMm: 1 }, geometry, size);
}

/** The same direction, the whole volume in the pane. */
export function fitted(camera: Camera, geometry: VolumeGeometry, size: PaneSize): Camera {
  const [ni, nj, nk] = geometry.dimensions;
  const center = applyAffine(geometry.ijkToLps, [(ni - 1) / 2, (nj - 1) / 2, (nk - 1) / 2]);
  const right = cameraRight(camera);
  let across = 0;
  let upright = 0;
  for (const corner of cornersLps(geometry)) {
    const from = difference(corner, center);
    across = Math.max(across, Math.abs(dot(from, right)));
    upright = Math.max(upright, Math.abs(dot(from, camera.up)));
  }
  const shape = Math.max(size.width, 1) / Math.max(size.height, 1);
  return { ...camera, center, halfHeightMm: Math.max(upright, across / shape) * kRoom };
}

/** Corners of a volume are mostly air: they may touch the edge of the pane. */
const kRoom = 1;

/** The eight outer corners of the volume's voxels, LPS mm. */
export function cornersLps({ dimensions, ijkToLps }: VolumeGeometry): Vec3[] {
  const ends = dimensions.map((count) => [-0.5, count - 0.5] as const);
  const [is, js, ks] = ends as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  return is.flatMap((i) => js.flatMap((j) => ks.map((k) => applyAffine(ijkToLps, [i, j, k]))));
}

export function cameraMmPerPixel(camera: Camera, size: PaneSize): number {
  return (2 * camera.halfHeightMm) / Math.max(size.height, 1);
}

/** Where a point of the patient is drawn in the 3D pane. */
export function paneOfPoint(camera: Camera, size: PaneSize, lps: Vec3): PanePoint {
  const from = difference(lps, camera.center);
  const mm = cameraMmPerPixel(camera, size);
  return {
    x: size.width / 2 + dot(from, cameraRight(camera)) / mm,
    y: size.height / 2 - dot(from, camera.up) / mm,
  };
}

/** Turns the patient as a ball under the finger. A drag over the pane's height is a little over half a turn. */
export function turnedBy(camera: Camera, pixels: PanePoint, size: PaneSize): Camera {
  const perPixel = 3.6 / Math.max(Math.min(size.width, size.height), 1);
  const right = cameraRight(camera);
  const aboutUp = rotated(camera.toward, camera.up, -pixels.x * perPixel);
  const toward = unit(rotated(aboutUp, right, -pixels.y * perPixel));
  const up = rotated(camera.up, right, -pixels.y * perPixel);
  // Rounding must not shear the picture after a thousand small turns.
  return { ...camera, toward, up: unit(difference(up, scaled(toward, dot(up, toward)))) };
}

/** Turns the picture in its own plane. Radians, clockwise. */
export function rolledBy(camera: Camera, radians: number): Camera {
  return { ...camera, up: unit(rotated(camera.up, camera.toward, -radians)) };
}

export function cameraMovedBy(camera: Camera, pixels: PanePoint, size: PaneSize): Camera {
  const mm = cameraMmPerPixel(camera, size);
  const right = scaled(cameraRight(camera), -pixels.x * mm);
  return { ...camera, center: sum(camera.center, sum(right, scaled(camera.up, pixels.y * mm))) };
}

/** `factor` times as large, what lies at `fixed` staying where it is. */
export function cameraZoomedAt(
  camera: Camera,
  factor: number,
  fixed: PanePoint,
  size: PaneSize,
  extentMm: number,
): Camera {
  const halfHeightMm = Math.min(
    Math.max(camera.halfHeightMm / factor, extentMm / 200),
    extentMm * 4,
  );
  const keep = 1 - halfHeightMm / camera.halfHeightMm;
  const toFixed = { x: size.width / 2 - fixed.x, y: size.height / 2 - fixed.y };
  const moved = cameraMovedBy(camera, { x: toFixed.x * keep, y: toFixed.y * keep }, size);
  return { ...moved, halfHeightMm };
}

/** In words, for the pane's corner and for those who do not see it: "From the front left". */
export function cameraDescription({ toward }: Camera): string {
  const [x, y, z] = scaled(toward, -1);
  const parts = [
    { word: z > 0 ? "above" : "below", part: Math.abs(z) },
    { word: y > 0 ? "back" : "front", part: Math.abs(y) },
    { word: x > 0 ? "left" : "right", part: Math.abs(x) },
  ];
  const [vertical, depth, side] = parts.map(({ word, part }) => (part > 0.38 ? word : "")) as [
    string,
    string,
    string,
  ];
  const around = [depth, side].filter(Boolean).join(" ");
  if (vertical && around) return `From ${vertical}, ${around}`;
  return vertical ? `From ${vertical}` : `From the ${around}`;
}

/** Rodrigues' rotation of `v` about a unit axis, right-handed. */
export function rotated(v: Vec3, axis: Vec3, radians: number): Vec3 {
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  const along = scaled(axis, dot(axis, v) * (1 - cosine));
  return sum(sum(scaled(v, cosine), scaled(cross(axis, v), sine)), along);
}

/** The length of the volume's diagonal, mm. */
export function diagonalMm(geometry: VolumeGeometry): number {
  const corners = cornersLps(geometry);
  const first = corners[0];
  const last = corners[7];
  return first && last ? lengthOf(difference(last, first)) : 1;
}
