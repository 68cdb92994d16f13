import { type Volume } from "../../api/types";
import { type Voxels } from "../../pyramid/voxels";
import { luminance } from "../looks/luminance";

/**
 * A level as the graphics card gets it. vtk.js keeps 16-bit values exact only within ±2048 on every device; outside
 * it copies the whole volume to floats on the main thread. So values are laid into that range here, 4096 steps:
 * for CT one step is one HU. Exact values for reading come from the voxels themselves, never from this.
 */
export type DisplayScalars = {
  /** x fastest; four components (red, green, blue, luminance as opacity) side by side for color. */
  values: Uint8Array | Int16Array;
  components: 1 | 4;
  /** Least and greatest of `values`, known without looking at them. */
  range: readonly [number, number];
  /** What a real value became. */
  toDisplay: (real: number) => number;
};

const kLeast = -2048;
const kGreatest = 2047;

/** Hounsfield units that matter in 3D: from air to dense enamel. Metal above is as solid as it gets. */
const kCtRange = [-1024, 3071] as const;

export function displayScalars(
  voxels: Voxels,
  volume: Pick<Volume, "valueRange" | "valueUnit">,
): DisplayScalars {
  if (voxels.channels === 3) return colorScalars(voxels, volume.valueRange);
  const { data, slope, intercept } = voxels;
  if (data instanceof Uint8Array)
    return {
      values: data,
      components: 1,
      range: [0, 255],
      toDisplay: (real) => (real - intercept) / slope,
    };
  if (data instanceof Int16Array && slope === 1 && intercept === 0 && fits(volume.valueRange))
    return { values: data, components: 1, range: [kLeast, kGreatest], toDisplay: (real) => real };
  const [least, greatest] = volume.valueUnit === "HU" ? kCtRange : volume.valueRange;
  const perReal = (kGreatest - kLeast) / Math.max(greatest - least, Number.EPSILON);
  const factor = slope * perReal;
  const offset = (intercept - least) * perReal + kLeast;
  const values = new Int16Array(data.length);
  for (let n = 0; n < data.length; n += 1) {
    const value = (data[n] as number) * factor + offset;
    // Also false for NaN, which so becomes the least value.
    values[n] = value > kLeast ? Math.min(Math.round(value), kGreatest) : kLeast;
  }
  return {
    values,
    components: 1,
    range: [kLeast, kGreatest],
    toDisplay: (real) => (real - least) * perReal + kLeast,
  };
}

function fits([least, greatest]: readonly [number, number]): boolean {
  return least >= kLeast && greatest <= kGreatest;
}

function colorScalars(
  { data, slope, intercept, dimensions: [ni, nj, nk] }: Voxels,
  [least, greatest]: readonly [number, number],
): DisplayScalars {
  const count = ni * nj * nk;
  const perReal = 255 / Math.max(greatest - least, Number.EPSILON);
  const factor = slope * perReal;
  const offset = (intercept - least) * perReal;
  // Clamped while written: a value outside the stated range must not wrap around.
  const values = new Uint8ClampedArray(count * 4);
  for (let n = 0; n < count; n += 1) {
    const red = (data[n] as number) * factor + offset;
    const green = (data[n + count] as number) * factor + offset;
    const blue = (data[n + 2 * count] as number) * factor + offset;
    values[4 * n] = red;
    values[4 * n + 1] = green;
    values[4 * n + 2] = blue;
    values[4 * n + 3] = luminance(red, green, blue);
  }
  return {
    values: new Uint8Array(values.buffer),
    components: 4,
    range: [0, 255],
    toDisplay: (real) => (real - least) * perReal,
  };
}
