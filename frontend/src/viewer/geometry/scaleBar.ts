/** A bar that shows how large things are. `length` is in mm, or in voxels where the scan is not calibrated. */
export type ScaleBar = { length: number; pixels: number; label: string };

const kRound = [1, 2, 5, 10];

/**
 * The longest bar of round length (1, 2 or 5 times a power of ten) that is at most `mostPixels` long.
 * @param unitsPerPixel  mm, or voxels, that one CSS pixel shows. > 0.
 */
export function scaleBar(
  unitsPerPixel: number,
  mostPixels: number,
  calibrated: boolean,
): ScaleBar | null {
  const most = unitsPerPixel * mostPixels;
  if (!(most > 0) || !Number.isFinite(most)) return null;
  const power = 10 ** Math.floor(Math.log10(most));
  // A hair above, so that a bar which fits exactly is not lost to rounding.
  const factor = kRound.filter((round) => round * power <= most * (1 + 1e-9)).at(-1) ?? 1;
  const length = factor * power;
  return { length, pixels: length / unitsPerPixel, label: lengthLabel(length, calibrated) };
}

function lengthLabel(length: number, calibrated: boolean): string {
  const digits = Math.max(0, -Math.floor(Math.log10(length) + 1e-9));
  if (!calibrated) return `${length.toFixed(digits)} ${length === 1 ? "voxel" : "voxels"}`;
  if (length >= 1000) return `${(length / 1000).toFixed(0)} m`;
  return `${length.toFixed(digits)} mm`;
}
