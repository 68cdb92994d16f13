import { type LookPoint, lookAt, type Rgb } from "./look";

type Range = readonly [number, number];

/**
 * Moves one corner of the opacity curve. It stays between its neighbours and within `range`.
 * @returns the new points; the corner keeps its place in the list.
 */
export function movedPoint(
  points: readonly LookPoint[],
  place: number,
  to: { value: number; opacity: number },
  range: Range,
): LookPoint[] {
  const gap = (range[1] - range[0]) * 1e-4;
  const least = Math.max(range[0], (points[place - 1]?.value ?? -Infinity) + gap);
  const greatest = Math.min(range[1], (points[place + 1]?.value ?? Infinity) - gap);
  return points.map((point, n) =>
    n === place
      ? {
          ...point,
          value: Math.max(least, Math.min(greatest, to.value)),
          opacity: Math.min(Math.max(to.opacity, 0), 1),
        }
      : point,
  );
}

/** A corner more, on the place pressed. Its color is the one that the curve had there. */
export function addedPoint(
  points: readonly LookPoint[],
  at: { value: number; opacity: number },
): { points: LookPoint[]; place: number } {
  const place = points.filter(({ value }) => value < at.value).length;
  const { color } = lookAt(points, at.value);
  const opacity = Math.min(Math.max(at.opacity, 0), 1);
  const added = { value: at.value, opacity, color };
  return { points: [...points.slice(0, place), added, ...points.slice(place)], place };
}

/** A corner less. Two always stay: less is no curve. */
export function removedPoint(points: readonly LookPoint[], place: number): LookPoint[] {
  return points.length <= 2 ? [...points] : points.filter((_, n) => n !== place);
}

export function recoloredPoint(
  points: readonly LookPoint[],
  place: number,
  color: Rgb,
): LookPoint[] {
  return points.map((point, n) => (n === place ? { ...point, color } : point));
}

/** The values that the editor shows: all corners with some room, not further than the scan's own values. */
export function editorRange(points: readonly LookPoint[], valueRange: Range): Range {
  const first = points[0]?.value ?? valueRange[0];
  const last = points.at(-1)?.value ?? valueRange[1];
  const room = Math.max((last - first) * 0.15, (valueRange[1] - valueRange[0]) * 0.02);
  const least = Math.max(Math.min(first - room, valueRange[1]), Math.min(valueRange[0], first));
  const greatest = Math.min(Math.max(last + room, valueRange[0]), Math.max(valueRange[1], last));
  return greatest > least ? [least, greatest] : [least, least + 1];
}
