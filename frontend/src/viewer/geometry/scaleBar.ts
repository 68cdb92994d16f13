/** A bar that shows how large things are. */
export type ScaleBar = { lengthMm: number; pixels: number; label: string };

/** What stands in the bar's place where the scan has no scale. */
export const uncalibrated = "Uncalibrated";

const kRound = [1, 2, 5, 10];

/**
 * The longest bar of round length (1, 2 or 5 times a power of ten) that is at most `mostPixels` long.
 * @param mmPerPixel  That one CSS pixel shows. > 0.
 */
export function scaleBar(mmPerPixel: number, mostPixels: number): ScaleBar | null {
  const most = mmPerPixel * mostPixels;
  if (!(most > 0) || !Number.isFinite(most)) return null;
  const power = 10 ** Math.floor(Math.log10(most));
  // A hair above, so that a bar which fits exactly is not lost to rounding.
  const factor = kRound.filter((round) => round * power <= most * (1 + 1e-9)).at(-1) ?? 1;
  const lengthMm = factor * power;
  return { lengthMm, pixels: lengthMm / mmPerPixel, label: lengthLabel(lengthMm) };
}

function lengthLabel(lengthMm: number): string {
  const digits = Math.max(0, -Math.floor(Math.log10(lengthMm) + 1e-9));
  if (lengthMm >= 1000) return `${(lengthMm / 1000).toFixed(0)} m`;
  return `${lengthMm.toFixed(digits)} mm`;
}
