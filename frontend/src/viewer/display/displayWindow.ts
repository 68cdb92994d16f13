import { type DisplayWindow } from "../../api/types";

/** Real values that are drawn black and white. */
export function windowBounds({ center, width }: DisplayWindow): { black: number; white: number } {
  return { black: center - width / 2, white: center + width / 2 };
}

/** Gray of a stored value: stored × factor + offset, to be cut to 0 … 255. One multiplication a pixel. */
export type GrayRamp = { factor: number; offset: number };

/** How stored values become what is drawn. Real value = stored × slope + intercept. */
export type ValueScale = {
  slope: number;
  intercept: number;
  /** Low is bright. */ inverted: boolean;
};

export function grayRamp(
  window: DisplayWindow,
  { slope, intercept, inverted }: ValueScale,
): GrayRamp {
  const { black } = windowBounds(window);
  const perUnit = 255 / Math.max(window.width, Number.EPSILON);
  const factor = slope * perUnit;
  const offset = (intercept - black) * perUnit;
  return inverted ? { factor: -factor, offset: 255 - offset } : { factor, offset };
}

export function isSameWindow(a: DisplayWindow, b: DisplayWindow): boolean {
  const tolerance = Math.max(Math.abs(a.width), Math.abs(b.width)) * 1e-6;
  return Math.abs(a.center - b.center) <= tolerance && Math.abs(a.width - b.width) <= tolerance;
}

/** What a drag over the picture makes of a window: right is wider, down is brighter, as everywhere. */
export function draggedWindow(
  start: DisplayWindow,
  pixels: { x: number; y: number },
  range: readonly [number, number],
): DisplayWindow {
  // A drag over 500 pixels changes by the whole range, or by twice the window where that is finer.
  const full = Math.max(range[1] - range[0], Number.EPSILON);
  const perPixel = Math.min(full, Math.max(start.width, full / 200) * 2) / 500;
  return clampedWindow(
    { center: start.center - pixels.y * perPixel, width: start.width + pixels.x * perPixel },
    range,
  );
}

/** Keeps a window where something can be seen: of some width, its centre not far outside the values. */
export function clampedWindow(
  { center, width }: DisplayWindow,
  [least, greatest]: readonly [number, number],
): DisplayWindow {
  const full = Math.max(greatest - least, Number.EPSILON);
  return {
    center: Math.min(Math.max(center, least - full), greatest + full),
    width: Math.min(Math.max(width, leastWidth([least, greatest])), full * 4),
  };
}

/** One value step for whole numbers, a thousandth of the range for others. */
export function leastWidth([least, greatest]: readonly [number, number]): number {
  const full = greatest - least;
  return full >= 64 ? 1 : Math.max(full / 1000, Number.EPSILON);
}

/** Digits after the point that say as much as the values do. */
export function digitsFor([least, greatest]: readonly [number, number]): number {
  const full = Math.abs(greatest - least);
  if (full >= 100 || full === 0) return 0;
  return Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(full))));
}

/** A number as the page writes it: a true minus sign, no more digits than the values carry. */
export function formatValue(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}
