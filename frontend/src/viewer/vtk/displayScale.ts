import { type Volume } from "../../api/types";
import { type Dimensions, type VoxelArray } from "../../pyramid/voxels";
import { luminance } from "../looks/luminance";

/**
 * How stored values become what the graphics card gets. vtk.js keeps 16-bit values exact only within ±2048 on every
 * device; outside it copies the whole volume to floats on the main thread. So values are laid into that range, 4096
 * steps: for CT one step is one HU. Exact values for reading come from the voxels themselves, never from this.
 * Plain data: it goes to workers as it is.
 */
export type DisplayScale = {
  kind: "bytes" | "values" | "color";
  /** Four (red, green, blue, luminance as opacity) side by side for color. */
  components: 1 | 4;
  /** Least and greatest of what comes out, known without looking at it. */
  range: readonly [number, number];
  /** What comes out = stored × factor + offset, cut to `range`. */
  factor: number;
  offset: number;
  /** Real value = stored × slope + intercept. */
  slope: number;
  intercept: number;
};

export type DisplayValues = Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer>;

const kLeast = -2048;
const kGreatest = 2047;

/** Hounsfield units that matter in 3D: from air to dense enamel. Metal above is as solid as it gets. */
const kCtRange = [-1024, 3071] as const;

export function displayScale(
  volume: Pick<Volume, "channels" | "dtype" | "slope" | "intercept" | "valueRange" | "valueUnit">,
): DisplayScale {
  const { slope, intercept, valueRange } = volume;
  const scaled = (
    kind: DisplayScale["kind"],
    components: 1 | 4,
    range: [number, number],
    [least, greatest]: readonly [number, number],
  ): DisplayScale => {
    const perReal = (range[1] - range[0]) / Math.max(greatest - least, Number.EPSILON);
    return {
      ...{ kind, components, range, slope, intercept },
      factor: slope * perReal,
      offset: (intercept - least) * perReal + range[0],
    };
  };
  if (volume.channels === 3) return scaled("color", 4, [0, 255], valueRange);
  if (volume.dtype === "uint8")
    return {
      ...{ kind: "bytes", components: 1, range: [0, 255], slope, intercept },
      ...{ factor: 1, offset: 0 },
    };
  const asTheyAre = volume.dtype === "int16" && slope === 1 && intercept === 0;
  if (asTheyAre && valueRange[0] >= kLeast && valueRange[1] <= kGreatest)
    return scaled("values", 1, [kLeast, kGreatest], [kLeast, kGreatest]);
  return scaled(
    "values",
    1,
    [kLeast, kGreatest],
    volume.valueUnit === "HU" ? kCtRange : valueRange,
  );
}

/** What the colours of 3D do not tell apart though the values do; empty where they tell all apart. */
export function colourStepsText(volume: Parameters<typeof displayScale>[0]): string {
  const { kind, factor, offset, range, slope, intercept } = displayScale(volume);
  if (kind !== "values") return "";
  const real = (shown: number) => ((shown - offset) / factor) * slope + intercept;
  const [least, greatest] = [real(range[0]), real(range[1])].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const half = (greatest - least) / (range[1] - range[0]) / 2;
  const isCut = volume.valueRange[0] < least - half || volume.valueRange[1] > greatest + half;
  const isCoarse = volume.dtype.startsWith("float") || Math.abs(factor) < 1 - 1e-9;
  if (!isCut && !isCoarse) return "";
  const unit = volume.valueUnit && ` ${volume.valueUnit}`;
  const words = (value: number) => String(Number(value.toPrecision(4))).replace("-", "−");
  const beyond = isCut ? ", and what lies beyond looks like the nearer end" : "";
  return `Its colours tell ${range[1] - range[0] + 1} steps apart from ${words(least)} to ${words(greatest)}${unit}${beyond}; planes and values that are read are as stored.`;
}

/** What a real value becomes. */
export function toDisplay(
  { factor, offset, slope, intercept }: DisplayScale,
  real: number,
): number {
  return ((real - intercept) / slope) * factor + offset;
}

export function displayArray({ kind, components }: DisplayScale, voxels: number): DisplayValues {
  return kind === "values" ? new Int16Array(voxels) : new Uint8Array(voxels * components);
}

/** Part of a level on its way into a texture: `count` voxels along i, j, k of `data`, from `from` on, put at `to`. */
export type Piece = {
  data: VoxelArray;
  /** Voxels of `data` along i, j, k. */
  size: Dimensions;
  from: Dimensions;
  to: Dimensions;
  count: Dimensions;
};

/** Converts a piece into a texture of `dimensions`, x fastest. */
export function putPiece(
  scale: DisplayScale,
  { data, size, from, to, count }: Piece,
  values: DisplayValues,
  dimensions: Dimensions,
): void {
  const [ni, nj, nk] = size;
  const channel = ni * nj * nk;
  for (let k = 0; k < count[2]; k += 1)
    for (let j = 0; j < count[1]; j += 1) {
      const start = ((from[2] + k) * nj + from[1] + j) * ni + from[0];
      const target = ((to[2] + k) * dimensions[1] + to[1] + j) * dimensions[0] + to[0];
      if (scale.kind === "color") putColor(scale, data, start, channel, values, target, count[0]);
      else putLine(scale, data, start, values, target, count[0]);
    }
}

function putLine(
  { factor, offset, range: [least, greatest] }: DisplayScale,
  data: VoxelArray,
  start: number,
  values: DisplayValues,
  target: number,
  count: number,
): void {
  if (factor === 1 && offset === 0) {
    values.set(data.subarray(start, start + count), target);
    return;
  }
  for (let n = 0; n < count; n += 1) {
    const value = (data[start + n] as number) * factor + offset;
    // Also false for NaN, which so becomes the least value.
    values[target + n] = value > least ? Math.min(Math.round(value), greatest) : least;
  }
}

function putColor(
  { factor, offset }: DisplayScale,
  data: VoxelArray,
  start: number,
  channel: number,
  values: DisplayValues,
  target: number,
  count: number,
): void {
  const part = (at: number) => Math.min(Math.max((data[at] as number) * factor + offset, 0), 255);
  for (let n = 0; n < count; n += 1) {
    const red = part(start + n);
    const green = part(start + n + channel);
    const blue = part(start + n + 2 * channel);
    const at = 4 * (target + n);
    values[at] = Math.round(red);
    values[at + 1] = Math.round(green);
    values[at + 2] = Math.round(blue);
    values[at + 3] = Math.round(luminance(red, green, blue));
  }
}
