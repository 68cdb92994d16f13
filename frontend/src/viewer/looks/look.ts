/** Red, green, blue, each 0 … 1. */
export type Rgb = readonly [number, number, number];

/** A corner of the opacity curve: how solid and which color things of one real value are. */
export type LookPoint = { value: number; opacity: number; color: Rgb };

/**
 * How rays gather what they meet: "solid" lets near things hide far ones, "brightest" shows the greatest value,
 * "xray" the sum along the ray.
 */
export type Gathering = "solid" | "brightest" | "xray";

/** A way to show a volume in 3D. Chosen from `looksFor`, then changed by hand in the opacity editor. */
export type Look = {
  /** Stays the same while the look is edited: "bone". */
  id: string;
  name: string;
  gathering: Gathering;
  /** Ordered by value, at least two. Before the first and after the last the curve runs level. */
  points: readonly LookPoint[];
  /** Light and shade, where the reader has not said otherwise. */
  shaded: boolean;
};

export function hex(text: string): Rgb {
  const part = (at: number) => Number.parseInt(text.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

export function cssColor([red, green, blue]: Rgb): string {
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")})`;
}

/** Opacity and color at a value, linear between points. */
export function lookAt(points: readonly LookPoint[], value: number): Omit<LookPoint, "value"> {
  const next = points.findIndex((point) => point.value >= value);
  const after = points[next];
  const before = points[next - 1];
  if (!after) return points.at(-1) ?? { opacity: 0, color: [0, 0, 0] };
  if (!before) return after;
  const part = (value - before.value) / Math.max(after.value - before.value, Number.EPSILON);
  const mix = (from: number, to: number) => from + (to - from) * part;
  return {
    opacity: mix(before.opacity, after.opacity),
    color: [
      mix(before.color[0], after.color[0]),
      mix(before.color[1], after.color[1]),
      mix(before.color[2], after.color[2]),
    ],
  };
}
