import { type VoxelArray } from "../../pyramid/voxels";
import { type CellMask } from "./LevelSlice";

/** What is drawn of a slice: its values, and which of its cells are here. Null: all. */
export type Slice = {
  channels: readonly VoxelArray[];
  width: number;
  height: number;
  cells: CellMask | null;
};

/** Which values of a line make one pixel: `count` of them from `first` on, with weights that sum to 1. */
export type Taps = { first: Int32Array; count: Int32Array; weights: Float32Array; most: number };

/**
 * Linear interpolation between values, widened to a tent over the pixel where pixels are larger than voxels, so that
 * nothing thin is skipped.
 *
 * @param pixels   Number of pixels.
 * @param indexAt  Index of a value (continuous, centres at whole numbers) under the middle of pixel n. Must be linear.
 * @param values   Number of values. A pixel outside them gets no taps: it stays black.
 */
export function tapsFor(pixels: number, indexAt: (pixel: number) => number, values: number): Taps {
  const perPixel = Math.abs(indexAt(1) - indexAt(0));
  const radius = Math.max(1, perPixel);
  const most = Math.ceil(2 * radius) + 1;
  const first = new Int32Array(pixels);
  const count = new Int32Array(pixels);
  const weights = new Float32Array(pixels * most);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const center = indexAt(pixel);
    if (center < -0.5 || center >= values - 0.5) continue;
    // Those with a weight alone: a value that is not here spoils every pixel that it is asked for.
    const low = Math.max(0, Math.floor(center - radius) + 1);
    const high = Math.min(values - 1, Math.ceil(center + radius) - 1);
    let total = 0;
    for (let n = low; n <= high; n += 1) {
      const weight = Math.max(0, 1 - Math.abs(n - center) / radius);
      weights[pixel * most + n - low] = weight;
      total += weight;
    }
    first[pixel] = low;
    count[pixel] = high - low + 1;
    for (let n = 0; n <= high - low; n += 1)
      weights[pixel * most + n] = (weights[pixel * most + n] ?? 0) / total;
  }
  return { first, count, weights, most };
}

/** Values of a picture, not yet gray: NaN outside the slice, and where it is not here. Row by row. */
export type Picture = { channels: Float32Array[]; width: number; height: number };

/**
 * Draws `slice` at the size of a pane. Interpolates values, not grays: a narrow window stays smooth. A pixel is drawn
 * only where all values that make it are here.
 */
export function resample(slice: Slice, across: Taps, along: Taps): Picture {
  const width = across.first.length;
  const height = along.first.length;
  const channels = slice.channels.map((values) => {
    const rows = new Map<number, Float32Array>();
    const picture = new Float32Array(width * height).fill(Number.NaN);
    for (let y = 0; y < height; y += 1) {
      const taps = along.count[y] ?? 0;
      if (taps === 0) continue;
      const firstRow = along.first[y] ?? 0;
      const line = picture.subarray(y * width, (y + 1) * width);
      for (let tap = 0; tap < taps; tap += 1) {
        const row = firstRow + tap;
        let drawn = rows.get(row);
        if (!drawn) {
          drawn = resampledRow(values.subarray(row * slice.width, (row + 1) * slice.width), across);
          if (slice.cells) maskRow(drawn, across, slice.cells, row);
          rows.set(row, drawn);
        }
        addWeighted(line, drawn, along.weights[y * along.most + tap] ?? 0, tap === 0);
      }
      dropRowsBehind(rows, along, y);
    }
    return picture;
  });
  return { channels, width, height };
}

/** Takes away the pixels that need a value of a cell that is not here. */
function maskRow(row: Float32Array, { first, count }: Taps, cells: CellMask, at: number): void {
  const line = Math.floor(at / cells.height) * cells.across;
  const filled = cells.filled.subarray(line, line + cells.across);
  if (filled.every((cell) => cell === 1)) return;
  for (let x = 0; x < row.length; x += 1) {
    const taps = count[x] as number;
    if (taps === 0) continue;
    const from = first[x] as number;
    const to = Math.floor((from + taps - 1) / cells.width);
    for (let cell = Math.floor(from / cells.width); cell <= to; cell += 1)
      if (filled[cell] !== 1) row[x] = Number.NaN;
  }
}

function resampledRow(values: VoxelArray, { first, count, weights, most }: Taps): Float32Array {
  const row = new Float32Array(first.length);
  for (let x = 0; x < row.length; x += 1) {
    const taps = count[x] as number;
    if (taps === 0) {
      row[x] = Number.NaN;
      continue;
    }
    let value = 0;
    let from = first[x] as number;
    let weight = x * most;
    for (let tap = 0; tap < taps; tap += 1)
      value += (values[from++] as number) * (weights[weight++] as number);
    row[x] = value;
  }
  return row;
}

function addWeighted(line: Float32Array, row: Float32Array, weight: number, start: boolean): void {
  if (start) for (let x = 0; x < line.length; x += 1) line[x] = (row[x] as number) * weight;
  else if (weight !== 0)
    for (let x = 0; x < line.length; x += 1)
      line[x] = (line[x] as number) + (row[x] as number) * weight;
}

/** Keeps only a few rows: those that the next line may need lie near this one's, before or after. */
function dropRowsBehind(rows: Map<number, Float32Array>, along: Taps, y: number): void {
  if (rows.size < 4 * along.most) return;
  const near = along.first[y] ?? 0;
  for (const row of rows.keys()) if (Math.abs(row - near) > 2 * along.most) rows.delete(row);
}
