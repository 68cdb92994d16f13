import { type Volume } from "../../api/types";
import { type VoxelArray } from "../../pyramid/voxels";
import { histogramOf, percentile } from "../display/histogram";

/** From little to much, evenly: hues that stay apart for protan, deutan and tritan eyes, each lighter than the last. */
const kStops: readonly (readonly [number, number, number])[] = [
  [110, 64, 200],
  [176, 62, 178],
  [236, 92, 120],
  [253, 154, 66],
  [252, 236, 112],
];
/** Up to this part of the top the colours come out of the clear; beyond it they cover what lies below. */
const kClearPart = 0.5;
const kShades = 256;
/** Of all voxels: those above have the strongest colour. */
const kBelowTop = 0.995;

/** Red, green, blue 0 … 255 and opacity 0 … 1 at `part` (0 … 1) of the top. At 0 it is clear. */
export function colourAt(part: number): readonly [number, number, number, number] {
  const at = Math.min(Math.max(part, 0), 1) * (kStops.length - 1);
  const n = Math.min(Math.floor(at), kStops.length - 2);
  const [from, to] = [kStops[n], kStops[n + 1]];
  const mix = (channel: 0 | 1 | 2) =>
    Math.round((from?.[channel] ?? 0) + ((to?.[channel] ?? 0) - (from?.[channel] ?? 0)) * (at - n));
  return [mix(0), mix(1), mix(2), Math.min(1, Math.max(part, 0) / kClearPart)];
}

/** The same as a CSS background, from left to right. */
export function colourGradient(): string {
  const stops = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1].map((part) => {
    const [red, green, blue, alpha] = colourAt(part);
    return `rgb(${red} ${green} ${blue} / ${alpha.toFixed(3)}) ${part * 100}%`;
  });
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/** Words of RGBA pixels, as a little-endian machine (every browser's) has them. */
const kTable = Uint32Array.from({ length: kShades }, (_, n) => {
  const [red, green, blue, alpha] = colourAt(n / (kShades - 1));
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});

/**
 * Turns uncertainties into pixels: 0, less, and not a number are clear.
 * @param values  As stored; real value = stored × slope + intercept.
 * @param top     Real value, > 0, from which on the colour is the strongest.
 * @param pixels  RGBA, as many as values.
 */
export function paintColours(
  values: VoxelArray,
  { slope, intercept }: Pick<Volume, "slope" | "intercept">,
  top: number,
  pixels: Uint8ClampedArray,
): void {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
  const factor = (slope / top) * (kShades - 1);
  const offset = (intercept / top) * (kShades - 1);
  for (let n = 0; n < words.length; n += 1) {
    const shade = (values[n] as number) * factor + offset;
    words[n] = shade > 0 ? (kTable[Math.min(Math.round(shade), kShades - 1)] as number) : 0;
  }
}

/** Where the colours end unless the reader says otherwise: a round number that few voxels are above. */
export function suggestedTop(volume: Pick<Volume, "histogram" | "valueRange">): number {
  const greatest = volume.valueRange[1];
  const value = Math.max(percentile(histogramOf(volume), kBelowTop), greatest / 100);
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}
