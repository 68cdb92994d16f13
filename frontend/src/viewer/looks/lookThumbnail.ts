import { toLevelIndex, type Voxels } from "../../pyramid/voxels";
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
import { type Camera, cameraRight, diagonalMm } from "../geometry/camera";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Look, lookAt } from "./look";
import { luminance } from "./luminance";

const kTableSize = 256;
const kSteps = 130;

/**
 * Small pictures of what looks make of this very scan, cast on the processor from its coarsest level: a few
 * milliseconds each, and no second graphics context.
 */
export class LookThumbnails {
  readonly #dimensions: readonly [number, number, number];
  /** Real value and brightness under the light, one each voxel. */
  readonly #values: Float32Array;
  readonly #shade: Float32Array;
  readonly #rays: Rays;
  readonly #size: number;

  constructor(voxels: Voxels, geometry: VolumeGeometry, camera: Camera, size: number) {
    this.#dimensions = voxels.dimensions;
    this.#values = realValues(voxels);
    const light = unit(sum(scaled(camera.toward, -1), scaled(camera.up, 0.4)));
    this.#shade = shading(this.#values, voxels.dimensions, toIndexDirection(geometry, light));
    this.#rays = raysOf(voxels, geometry, camera, size);
    this.#size = size;
  }

  /**
   * @param unitMm     Thickness of the layer whose opacity the look states.
   * @param xrayTotal  Sum of opacity × mm along a ray that is drawn white.
   * @returns RGBA, size × size.
   */
  draw(look: Look, unitMm: number, xrayTotal: number): Uint8ClampedArray<ArrayBuffer> {
    const size = this.#size;
    const { start, right, down, stepMm } = this.#rays;
    const table = lookTable(look, stepMm / unitMm);
    const entries = this.#entriesOf(look);
    const pixels = new Uint8ClampedArray(size * size * 4);
    for (let y = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1) {
        const from = sum(start, sum(scaled(right, x + 0.5), scaled(down, y + 0.5)));
        const [red, green, blue] = this.#cast(look, table, entries, from, xrayTotal);
        const at = (y * size + x) * 4;
        pixels[at] = red * 255;
        pixels[at + 1] = green * 255;
        pixels[at + 2] = blue * 255;
        pixels[at + 3] = 255;
      }
    return pixels;
  }

  /** Place of every voxel in the look's table, so that rays only look up. */
  #entriesOf({ points }: Look): Uint8Array {
    const least = points[0]?.value ?? 0;
    const greatest = points.at(-1)?.value ?? 1;
    const perValue = (kTableSize - 1) / Math.max(greatest - least, Number.EPSILON);
    const entries = new Uint8Array(this.#values.length);
    for (let n = 0; n < entries.length; n += 1) {
      const place = ((this.#values[n] as number) - least) * perValue;
      entries[n] = place <= 0 ? 0 : place >= kTableSize - 1 ? kTableSize - 1 : place + 0.5;
    }
    return entries;
  }

  #cast(look: Look, table: Table, entries: Uint8Array, from: Vec3, xrayTotal: number): Vec3 {
    const [ni, nj, nk] = this.#dimensions;
    const [di, dj, dk] = this.#rays.step;
    const { opacity, layered, red, green, blue } = table;
    const solid = look.gathering === "solid";
    let [i, j, k] = from;
    let [r, g, b] = [0, 0, 0];
    let clear = 1;
    let brightest = -1;
    let total = 0;
    for (let n = 0; n < kSteps && clear > 0.02; n += 1, i += di, j += dj, k += dk) {
      // The half makes whole numbers of the nearest voxel; negative ones are outside.
      const x = i + 0.5;
      const y = j + 0.5;
      const z = k + 0.5;
      if (x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= nk) continue;
      const at = ((z | 0) * nj + (y | 0)) * ni + (x | 0);
      const entry = entries[at] as number;
      if (!solid) {
        if (entry > brightest) brightest = entry;
        total += opacity[entry] as number;
        continue;
      }
      const alpha = (layered[entry] as number) * clear;
      if (alpha === 0) continue;
      const lit = look.shaded ? alpha * (this.#shade[at] as number) : alpha;
      r += (red[entry] as number) * lit;
      g += (green[entry] as number) * lit;
      b += (blue[entry] as number) * lit;
      clear -= alpha;
    }
    if (solid) return [r, g, b];
    if (look.gathering === "xray") {
      const white = Math.min((total * this.#rays.stepMm) / xrayTotal, 1);
      return scaled([red[0] as number, green[0] as number, blue[0] as number], white);
    }
    if (brightest < 0) return [0, 0, 0];
    const color: Vec3 = [
      red[brightest] as number,
      green[brightest] as number,
      blue[brightest] as number,
    ];
    return scaled(color, opacity[brightest] as number);
  }
}

type Table = Record<"opacity" | "layered" | "red" | "green" | "blue", Float32Array>;

/** Opacity, opacity of one step, and color between the first corner and the last. */
function lookTable({ points }: Look, layers: number): Table {
  const least = points[0]?.value ?? 0;
  const greatest = points.at(-1)?.value ?? 1;
  const column = () => new Float32Array(kTableSize);
  const table: Table = {
    opacity: column(),
    layered: column(),
    red: column(),
    green: column(),
    blue: column(),
  };
  for (let n = 0; n < kTableSize; n += 1) {
    const { opacity, color } = lookAt(points, least + ((greatest - least) * n) / (kTableSize - 1));
    table.opacity[n] = opacity;
    table.layered[n] = 1 - (1 - opacity) ** layers;
    table.red[n] = color[0];
    table.green[n] = color[1];
    table.blue[n] = color[2];
  }
  return table;
}

type Rays = { start: Vec3; right: Vec3; down: Vec3; step: Vec3; stepMm: number };

/** Rays in the level's own index space: straight lines stay straight there. */
function raysOf(voxels: Voxels, geometry: VolumeGeometry, camera: Camera, size: number): Rays {
  const lengthMm = diagonalMm(geometry);
  const stepMm = lengthMm / kSteps;
  const across = (2 * camera.halfHeightMm) / size;
  const right = scaled(cameraRight(camera), across);
  const down = scaled(camera.up, -across);
  const corner = sum(camera.center, sum(scaled(right, -size / 2), scaled(down, -size / 2)));
  const toIndex = (lps: Vec3): Vec3 => {
    const [i, j, k] = applyAffine(geometry.lpsToIjk, lps);
    const [fi, fj, fk] = voxels.factor;
    return [toLevelIndex(i, fi), toLevelIndex(j, fj), toLevelIndex(k, fk)];
  };
  const origin = toIndex([0, 0, 0]);
  const direction = (lps: Vec3) => difference(toIndex(lps), origin);
  return {
    start: toIndex(sum(corner, scaled(camera.toward, -lengthMm / 2))),
    right: direction(right),
    down: direction(down),
    step: direction(scaled(camera.toward, stepMm)),
    stepMm,
  };
}

function realValues({ data, channels, slope, intercept, dimensions }: Voxels): Float32Array {
  const [ni, nj, nk] = dimensions;
  const count = ni * nj * nk;
  const values = new Float32Array(count);
  for (let n = 0; n < count; n += 1) {
    const stored =
      channels === 1
        ? (data[n] as number)
        : luminance(data[n] as number, data[n + count] as number, data[n + 2 * count] as number);
    values[n] = stored * slope + intercept;
  }
  return values;
}

/** How much of a light from one direction each voxel's surface gives back. */
function shading(
  values: Float32Array,
  [ni, nj, nk]: readonly [number, number, number],
  light: Vec3,
): Float32Array {
  const shade = new Float32Array(values.length);
  const slope = (at: number, step: number, place: number, count: number) =>
    (values[place > 0 ? at - step : at] as number) -
    (values[place < count - 1 ? at + step : at] as number);
  let at = 0;
  for (let k = 0; k < nk; k += 1)
    for (let j = 0; j < nj; j += 1)
      for (let i = 0; i < ni; i += 1, at += 1) {
        const gi = slope(at, 1, i, ni);
        const gj = slope(at, ni, j, nj);
        const gk = slope(at, ni * nj, k, nk);
        const length = Math.sqrt(gi * gi + gj * gj + gk * gk);
        const facing = length > 0 ? (gi * light[0] + gj * light[1] + gk * light[2]) / length : 0;
        shade[at] = 0.38 + 0.72 * Math.abs(facing);
      }
  return shade;
}

/** A direction in LPS as a gradient in index space meets it. */
function toIndexDirection(geometry: VolumeGeometry, lps: Vec3): Vec3 {
  const along = (axis: number) => dot(unit(axisStep(geometry.ijkToLps, axis)), lps);
  return unit([along(0), along(1), along(2)]);
}

/** A camera that shows the middle of the volume well in a small square. */
export function thumbnailCamera(camera: Camera, { dimensions, spacingMm }: VolumeGeometry): Camera {
  const extents = dimensions.map((count, axis) => count * (spacingMm[axis] ?? 1));
  const [, middle = 1, longest = 1] = extents.sort((a, b) => a - b);
  return { ...camera, halfHeightMm: (middle + longest) * 0.24 };
}
