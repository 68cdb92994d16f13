import { type Voxels } from "../../pyramid/voxels";
import { type Camera, cameraRight, diagonalMm } from "../geometry/camera";
import {
  applyAffine,
  axisStep,
  difference,
  dot,
  scaled,
  sum,
  unit,
  type Vec3,
} from "../geometry/affine";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Look, lookAt } from "./look";

type Rays = { start: Vec3; right: Vec3; down: Vec3; step: Vec3; steps: number; stepMm: number };

const kTableSize = 512;

/**
 * A small picture of what a look makes of this very scan, cast on the processor from its coarsest level: a few
 * milliseconds, and no second graphics context.
 *
 * @param xrayTotal  Sum of opacity × mm along a ray that is drawn white.
 * @returns RGBA, size × size.
 */
export function lookThumbnail(
  voxels: Voxels,
  geometry: VolumeGeometry,
  camera: Camera,
  look: Look,
  size: number,
  unitMm: number,
  xrayTotal: number,
): Uint8ClampedArray<ArrayBuffer> {
  const table = lookTable(look, voxels);
  const rays = raysOf(voxels, geometry, camera, size);
  const layers = rays.stepMm / unitMm;
  const pixels = new Uint8ClampedArray(size * size * 4);
  const light = toIndexDirection(
    geometry,
    unit(sum(scaled(camera.toward, -1), scaled(camera.up, 0.4))),
  );
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const start = sum(rays.start, sum(scaled(rays.right, x + 0.5), scaled(rays.down, y + 0.5)));
      const color = castRay(voxels, table, look, start, rays, layers, light, xrayTotal);
      const at = (y * size + x) * 4;
      for (let n = 0; n < 3; n += 1) pixels[at + n] = (color[n] ?? 0) * 255;
      pixels[at + 3] = 255;
    }
  return pixels;
}

type Table = { first: number; perValue: number; entries: Float32Array };

/** Opacity and color for every value between the first and the last corner, so that rays need not search. */
function lookTable({ points }: Look, { slope, intercept }: Voxels): Table {
  const least = points[0]?.value ?? 0;
  const greatest = points.at(-1)?.value ?? 1;
  const entries = new Float32Array(kTableSize * 4);
  for (let n = 0; n < kTableSize; n += 1) {
    const { opacity, color } = lookAt(points, least + ((greatest - least) * n) / (kTableSize - 1));
    entries.set([opacity, ...color], n * 4);
  }
  const perReal = (kTableSize - 1) / Math.max(greatest - least, Number.EPSILON);
  return { first: (least - intercept) * perReal, perValue: slope * perReal, entries };
}

/** Rays in the level's own index space: straight lines stay straight there. */
function raysOf(voxels: Voxels, geometry: VolumeGeometry, camera: Camera, size: number): Rays {
  const lengthMm = diagonalMm(geometry);
  const stepMm = lengthMm / 140;
  const across = (2 * camera.halfHeightMm) / size;
  const right = scaled(cameraRight(camera), across);
  const down = scaled(camera.up, -across);
  const corner = sum(camera.center, sum(scaled(right, -size / 2), scaled(down, -size / 2)));
  const toIndex = (lps: Vec3): Vec3 => {
    const full = applyAffine(geometry.lpsToIjk, lps);
    const at = (axis: 0 | 1 | 2) => (full[axis] + 0.5) / voxels.factor[axis] - 0.5;
    return [at(0), at(1), at(2)];
  };
  const origin = toIndex([0, 0, 0]);
  const direction = (lps: Vec3) => difference(toIndex(lps), origin);
  return {
    start: toIndex(sum(corner, scaled(camera.toward, -lengthMm / 2))),
    right: direction(right),
    down: direction(down),
    step: direction(scaled(camera.toward, stepMm)),
    steps: 140,
    stepMm,
  };
}

function castRay(
  voxels: Voxels,
  table: Table,
  look: Look,
  start: Vec3,
  { step, steps, stepMm }: Rays,
  layers: number,
  light: Vec3,
  xrayTotal: number,
): Vec3 {
  let [i, j, k] = start;
  let red = 0;
  let green = 0;
  let blue = 0;
  let clear = 1;
  let brightest = -Infinity;
  let total = 0;
  for (let n = 0; n < steps && clear > 0.02; n += 1, i += step[0], j += step[1], k += step[2]) {
    const value = valueAt(voxels, i, j, k);
    if (Number.isNaN(value)) continue;
    if (look.gathering === "brightest") {
      brightest = Math.max(brightest, value);
      continue;
    }
    const entry = entryOf(table, value);
    const opacity = table.entries[entry] as number;
    if (opacity <= 0) continue;
    if (look.gathering === "xray") {
      total += opacity * stepMm;
      continue;
    }
    const solid = (1 - (1 - opacity) ** layers) * clear;
    const shade = look.shaded ? shadeAt(voxels, i, j, k, light) : 1;
    red += (table.entries[entry + 1] as number) * solid * shade;
    green += (table.entries[entry + 2] as number) * solid * shade;
    blue += (table.entries[entry + 3] as number) * solid * shade;
    clear -= solid;
  }
  if (look.gathering === "solid") return [red, green, blue];
  if (look.gathering === "xray") {
    const [r, g, b] = look.points[0]?.color ?? [1, 1, 1];
    const white = Math.min(total / xrayTotal, 1);
    return [r * white, g * white, b * white];
  }
  if (brightest === -Infinity) return [0, 0, 0];
  const entry = entryOf(table, brightest);
  const opacity = table.entries[entry] as number;
  return [1, 2, 3].map(
    (part) => (table.entries[entry + part] as number) * opacity,
  ) as unknown as Vec3;
}

function entryOf({ first, perValue, entries }: Table, value: number): number {
  const place = Math.round(value * perValue - first);
  return Math.min(Math.max(place, 0), entries.length / 4 - 1) * 4;
}

function valueAt(
  { data, dimensions: [ni, nj, nk], channels }: Voxels,
  i: number,
  j: number,
  k: number,
) {
  const x = Math.round(i);
  const y = Math.round(j);
  const z = Math.round(k);
  if (x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= nk) return Number.NaN;
  const at = (z * nj + y) * ni + x;
  if (channels === 1) return data[at] as number;
  const apart = ni * nj * nk;
  return luminance(data[at] as number, data[at + apart] as number, data[at + 2 * apart] as number);
}

/** Brightness of a color (ITU-R BT.709). */
export function luminance(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function shadeAt(voxels: Voxels, i: number, j: number, k: number, light: Vec3): number {
  const slope = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? 0 : a - b);
  const gradient: Vec3 = [
    slope(valueAt(voxels, i - 1, j, k), valueAt(voxels, i + 1, j, k)),
    slope(valueAt(voxels, i, j - 1, k), valueAt(voxels, i, j + 1, k)),
    slope(valueAt(voxels, i, j, k - 1), valueAt(voxels, i, j, k + 1)),
  ];
  const facing = Math.abs(dot(unit(gradient), light));
  return 0.38 + 0.72 * facing;
}

/** A direction in LPS as the gradient in index space meets it: by the transpose of index → LPS. */
function toIndexDirection(geometry: VolumeGeometry, lps: Vec3): Vec3 {
  const along = (axis: number) => dot(unit(axisStep(geometry.ijkToLps, axis)), lps);
  return unit([along(0), along(1), along(2)]);
}

/** Half of the pane from top to bottom that shows the middle of the volume well in a small square. */
export function thumbnailCamera(camera: Camera, geometry: VolumeGeometry): Camera {
  const [ni, nj, nk] = geometry.dimensions;
  const extents = [
    ni * geometry.spacingMm[0],
    nj * geometry.spacingMm[1],
    nk * geometry.spacingMm[2],
  ];
  const sorted = [...extents].sort((a, b) => a - b);
  return { ...camera, halfHeightMm: ((sorted[1] ?? 1) + (sorted[2] ?? 1)) * 0.24 };
}
