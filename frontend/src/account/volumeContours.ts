/**
 * The drawing at the sign-in page: a made-up brain as a stack of slices, its upper part lifted off in slabs.
 * Nothing in it comes from a scan. Units are the drawing's own; heights run from 0 (base) to 1 (crown).
 */

type Curve = (angle: number) => number;

export type Slab = {
  /** Outlines from the lowest to the highest: each covers what lies behind and below it. */
  outlines: string[];
  /** What is seen on its upper side: outline, cortex, and two hollows. */
  face: { outline: string; inner: string[] };
};

const pointsAround = 120;
const slicesInAll = 52;
const cuts = [0, 0.5, 0.72, 1.0001];
const gap = 88;

/** How far the surface is from the axis, 1 being the half axis: a dome, a fissure along it, and folds. */
function outlineAt(height: number): Curve {
  const dome = Math.sqrt(1 - (0.985 * (1.18 * height - 0.2)) ** 2);
  return (angle) => {
    const twist = 2.2 * Math.sin(5 * height + 1.3 * Math.sin(2 * angle));
    const folds =
      0.02 * Math.sin(9 * angle + twist + 7 * height) +
      0.014 * Math.sin(15 * angle - 2 * twist) +
      0.008 * Math.sin(23 * angle + 11 * height);
    const fissure = 0.13 * Math.exp(-((Math.sin(angle) / 0.1) ** 2)) * (0.35 + height);
    return dome * (1 + folds - fissure);
  };
}

function project(x: number, y: number, z: number): string {
  const across = 0.83 * x - 0.8 * y;
  const down = 0.36 * x + 0.4 * y - z;
  return `${across.toFixed(1)} ${down.toFixed(1)}`;
}

/** A closed path around the axis at height `z` of the drawing. */
function closedPath(z: number, point: (angle: number) => [x: number, y: number]): string {
  const points = Array.from({ length: pointsAround }, (_, index) => {
    const [x, y] = point((2 * Math.PI * index) / pointsAround);
    return project(x, y, z);
  });
  return `M${points.join("L")}Z`;
}

function curvePath(z: number, curve: Curve): string {
  return closedPath(z, (angle) => [
    158 * curve(angle) * Math.cos(angle),
    118 * curve(angle) * Math.sin(angle),
  ]);
}

/** One of the two ventricles: a small bow beside the midline. */
function hollowPath(z: number, side: 1 | -1): string {
  return closedPath(z, (angle) => [
    46 * Math.cos(angle),
    side * (15 + 8 * Math.sin(angle) + 9 * Math.cos(angle) ** 2),
  ]);
}

function makeSlab(first: number, end: number, lift: number): Slab {
  const heights = Array.from({ length: slicesInAll }, (_, index) => index / slicesInAll).filter(
    (height) => height >= first && height < end,
  );
  const top = heights.at(-1) ?? first;
  const at = (height: number) => 170 * height + lift;
  const outline = outlineAt(top);
  const cortex: Curve = (angle) => outline(angle) * (0.84 + 0.035 * Math.sin(14 * angle + 9 * top));
  return {
    outlines: heights.map((height) => curvePath(at(height), outlineAt(height))),
    face: {
      outline: curvePath(at(top), outline),
      inner: [
        curvePath(at(top), cortex),
        ...(end < 1 ? ([1, -1] as const).map((side) => hollowPath(at(top), side)) : []),
      ],
    },
  };
}

/** From the lowest to the highest. */
export const slabs: Slab[] = cuts
  .slice(0, -1)
  .map((first, index) => makeSlab(first, cuts[index + 1] ?? 1, index * gap));
