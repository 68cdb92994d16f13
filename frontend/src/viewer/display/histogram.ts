import { type Volume } from "../../api/types";

/** Counts of equal-width bins over the range of real values. The server made them: no voxel is scanned here. */
export type Histogram = { counts: readonly number[]; range: readonly [number, number] };

export function histogramOf(volume: Pick<Volume, "histogram" | "valueRange">): Histogram {
  return { counts: volume.histogram.counts, range: volume.valueRange };
}

/** The real value below which `fraction` (0 … 1) of the voxels lie, linear within a bin. */
export function percentile({ counts, range }: Histogram, fraction: number): number {
  const [least, greatest] = range;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return least + fraction * (greatest - least);
  const binWidth = (greatest - least) / counts.length;
  let below = 0;
  for (const [bin, count] of counts.entries()) {
    if (count > 0 && below + count >= fraction * total) {
      const within = Math.min(Math.max((fraction * total - below) / count, 0), 1);
      return least + (bin + within) * binWidth;
    }
    below += count;
  }
  return greatest;
}

/**
 * The value that best parts background from what is looked at (Otsu's between-class variance).
 * Scans other than CT have no fixed scale, so looks and windows start from here.
 */
export function backgroundEnd({ counts, range }: Histogram): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weighted = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let below = 0;
  let weightedBelow = 0;
  let greatestVariance = -1;
  let firstBest = 0;
  let lastBest = 0;
  for (const [bin, count] of counts.entries()) {
    below += count;
    weightedBelow += count * bin;
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const apart = weightedBelow / below - (weighted - weightedBelow) / above;
    const variance = below * above * apart * apart;
    if (variance > greatestVariance * (1 + 1e-12)) {
      greatestVariance = variance;
      firstBest = bin;
    }
    if (variance >= greatestVariance * (1 - 1e-12)) lastBest = bin;
  }
  // Where bins between the two are empty every place there is as good: the middle is the safest.
  const bin = (firstBest + lastBest) / 2;
  const [least, greatest] = range;
  return least + ((bin + 1) / Math.max(counts.length, 1)) * (greatest - least);
}

/** The part of a histogram above a value, as one of its own. */
export function above(histogram: Histogram, value: number): Histogram {
  const [least, greatest] = histogram.range;
  const binWidth = (greatest - least) / histogram.counts.length;
  const first = Math.min(
    // Where all values are the same bins have no width.
    Math.max(binWidth > 0 ? Math.floor((value - least) / binWidth) : 0, 0),
    Math.max(histogram.counts.length - 1, 0),
  );
  return { counts: histogram.counts.slice(first), range: [least + first * binWidth, greatest] };
}

/** Heights 0 … 1 of `bars` columns on a logarithmic scale, over `range`. */
export function logarithmicBars(
  { counts, range }: Histogram,
  bars: number,
  shown: readonly [number, number],
): number[] {
  const [least, greatest] = range;
  const binWidth = (greatest - least) / Math.max(counts.length, 1);
  // One value alone spans no bar.
  if (binWidth === 0) return Array.from({ length: bars }, () => 0);
  const columns = Array.from({ length: bars }, (_, bar) => {
    const from = shown[0] + ((shown[1] - shown[0]) * bar) / bars;
    const to = shown[0] + ((shown[1] - shown[0]) * (bar + 1)) / bars;
    const first = Math.floor((from - least) / binWidth);
    const end = Math.max(Math.ceil((to - least) / binWidth), first + 1);
    const inside = counts.slice(Math.max(first, 0), Math.max(end, 0));
    // The mean, so that columns narrower than a bin are not lower for it.
    return inside.reduce((sum, count) => sum + count, 0) / Math.max(end - first, 1);
  });
  const highest = Math.log1p(Math.max(...columns, 1));
  return columns.map((count) => Math.log1p(count) / highest);
}
