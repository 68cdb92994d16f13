import { afterEach, describe, expect, test } from "vitest";
import { type Matrix4, type Volume } from "../../api/types";
import { BrickCache } from "../../pyramid/BrickCache";
import { type BrickStream } from "../../pyramid/BrickStream";
import { CoarseLevel } from "../../pyramid/CoarseLevel";
import { type FetchBytes } from "../../pyramid/fetchBytes";
import { calm, testPyramid, testStream } from "../../pyramid/testPyramid";
import { type Dimensions, factorOf } from "../../pyramid/voxels";
import { applyAffine, scaled, sum } from "../geometry/affine";
import { planeMapping, wholeSlice } from "../geometry/planeView";
import { orientations } from "../geometry/testVolumes";
import {
  planeNames,
  type PlaneName,
  screenDirection,
  volumeGeometry,
} from "../geometry/volumeGeometry";
import { volumeOf } from "../testScan";
import { composite } from "./composite";
import { planeTaps } from "./PlanePainter";
import { type PlanePart, PlaneStream } from "./PlaneStream";
import { resample } from "./resample";

const shape = [40, 44, 36] as const;
const levels = [1, 2, 4].map((factor, n) => ({
  path: String(n),
  shape: shape.map((count) => count / factor) as [number, number, number],
  factor: [factor, factor, factor] as [number, number, number],
}));

/** Linear along each axis: so is the mean of a block, taken at the block's middle, and what lies between two. */
const field = ([i, j, k]: readonly number[]) => 3 * (i ?? 0) + 5 * (j ?? 0) + 7 * (k ?? 0) + 100;
const middleOf = (at: number, factor: number) => (at + 0.5) * factor - 0.5;

const streams: BrickStream[] = [];
afterEach(() => streams.splice(0).forEach((stream) => stream.dispose()));

function setUp(
  ijkToLps: Matrix4,
  options: { budget?: number; fetch?: (own: FetchBytes) => FetchBytes } = {},
) {
  const volume = volumeOf({ shape: [...shape], levels, ijkToLps, dtype: "float32" });
  const pyramid = testPyramid(
    volume,
    (level, ijk) => field(ijk.map((n) => middleOf(n, 2 ** level))),
    [8, 8, 8],
  );
  const fetchBytes = options.fetch?.(pyramid.fetchBytes) ?? pyramid.fetchBytes;
  const cache = new BrickCache(options.budget ?? 1e9);
  const stream = testStream(volume, fetchBytes, cache, { limits: { gap: 0, most: 1 } });
  streams.push(stream);
  return { volume, geometry: volumeGeometry(volume), stream, cache, asked: pyramid.asked };
}

function openPlane({ volume, geometry, stream }: ReturnType<typeof setUp>, name: PlaneName) {
  const plane = new PlaneStream(name, stream, volume, geometry.planes[name]);
  const coarse = new CoarseLevel(stream, volume, () => undefined);
  stream.listen({
    onBricks: (bricks) => {
      coarse.onBricks(bricks);
      plane.onBricks(bricks);
    },
    onOpened: (level) => {
      coarse.onOpened(level);
      plane.onOpened();
    },
    onTrouble: () => undefined,
  });
  coarse.ask();
  return plane;
}

/** So large that no pixel is larger than a voxel: a wider filter would be right only to a tenth of one. */
const size = { width: 260, height: 260 };

function partOf(volume: Volume, name: PlaneName, index: number): PlanePart {
  const { dimensions, planes } = volumeGeometry(volume);
  const { right, down } = planes[name];
  return {
    index,
    right: [0, dimensions[right.axis] - 1],
    down: [0, dimensions[down.axis] - 1],
    voxelsPerPixel: 0.5,
  };
}

/** What the pane shows, row by row; NaN where nothing is. */
function drawn(plane: PlaneStream, volume: Volume, name: PlaneName): Float32Array {
  const geometry = volumeGeometry(volume);
  const pictures = plane.layers.map((slice) =>
    resample(
      slice,
      ...planeTaps(
        geometry,
        geometry.planes[name],
        { view: wholeSlice, size, scale: 1 },
        slice,
        size.width,
        size.height,
      ),
    ),
  );
  return composite(pictures).channels[0] ?? new Float32Array();
}

/**
 * The value at each pixel by its place in the patient: the middle of the slice, then millimetres along the screen's
 * right and down, back through the matrix. Null near the edge, where voxels have no neighbours on all sides.
 */
function resliced(
  volume: Volume,
  name: PlaneName,
  through: number,
  margin: number,
): (number | null)[] {
  const geometry = volumeGeometry(volume);
  const plane = geometry.planes[name];
  const middle = geometry.dimensions.map((count) => (count - 1) / 2) as [number, number, number];
  middle[plane.through.axis] = through;
  const center = applyAffine(geometry.ijkToLps, middle);
  const right = screenDirection(geometry, plane.right);
  const down = screenDirection(geometry, plane.down);
  const { mmPerPixel } = planeMapping(geometry, plane, wholeSlice, size);
  const values: (number | null)[] = [];
  for (let y = 0; y < size.height; y += 1)
    for (let x = 0; x < size.width; x += 1) {
      const across = scaled(right, (x + 0.5 - size.width / 2) * mmPerPixel);
      const along = scaled(down, (y + 0.5 - size.height / 2) * mmPerPixel);
      const ijk = applyAffine(geometry.lpsToIjk, sum(center, sum(across, along)));
      const isIn = [plane.right.axis, plane.down.axis].every(
        (axis) => ijk[axis] > margin && ijk[axis] < geometry.dimensions[axis] - 1 - margin,
      );
      values.push(isIn ? field(ijk) : null);
    }
  return values;
}

function mustAgree(found: Float32Array, expected: readonly (number | null)[]): void {
  let compared = 0;
  let worst = 0;
  for (const [n, value] of expected.entries()) {
    if (value === null) continue;
    compared += 1;
    worst = Math.max(worst, Math.abs((found[n] ?? Number.NaN) - value));
  }
  expect(compared).toBeGreaterThan(400);
  expect(worst).toBeLessThan(0.01);
}

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  test.each(planeNames)(
    "%s: every pixel is that of the same place in the patient, coarse and exact",
    async (name) => {
      const at = setUp(matrix);
      const plane = openPlane(at, name);
      const index = 13;
      const part = partOf(at.volume, name, index);
      // Coarse: three levels down, a slice of the coarse level.
      await calm(at.stream);
      const alone = new PlaneStream("alone", at.stream, at.volume, at.geometry.planes[name]);
      alone.show(part);
      expect(alone.status).toMatchObject({ level: 2, missing: 1 });
      const coarse = middleOf(Math.floor(index / 4), 4);
      mustAgree(drawn(alone, at.volume, name), resliced(at.volume, name, coarse, 2));
      alone.hide();

      plane.show(part);
      await calm(at.stream);
      expect(plane.status).toEqual({ level: 0, missing: 0 });
      mustAgree(drawn(plane, at.volume, name), resliced(at.volume, name, index, 1));
    },
  );
});

const matrix = orientations["oblique about the head"] ?? [];

test("while bricks come each pixel is of one level or the next, at its place, and none is missing", async () => {
  const name = "coronal";
  const index = 13;
  const at = setUp(matrix);
  const plane = openPlane(at, name);
  plane.show(partOf(at.volume, name, index));
  // Of each level: its own slice through the same place.
  const ofLevel = at.volume.levels.map((level) => {
    const factor = factorOf(level)[at.geometry.planes[name].through.axis];
    return resliced(at.volume, name, middleOf(Math.floor(index / factor), factor), 2);
  });
  let seen = 0;
  let worst = 0;
  at.stream.listen({
    onBricks: () => {
      if (plane.status.level === null) return;
      seen += 1;
      for (const [n, value] of drawn(plane, at.volume, name).entries()) {
        const ways = ofLevel.map((values) => values[n] ?? null);
        if (ways.includes(null)) continue;
        worst = Math.max(worst, Math.min(...ways.map((way) => Math.abs((way ?? 0) - value))));
      }
    },
    onOpened: () => undefined,
    onTrouble: () => undefined,
  });
  await calm(at.stream);
  expect(plane.status.missing).toBe(0);
  expect(seen).toBeGreaterThan(5);
  expect(worst).toBeLessThan(0.01);
});

test("a plane ends exact under a budget that holds none of its bricks, and each is fetched once", async () => {
  const at = setUp(matrix, { budget: 1000 });
  const plane = openPlane(at, "axial");
  plane.show(partOf(at.volume, "axial", 20));
  await calm(at.stream);
  expect(plane.status).toEqual({ level: 0, missing: 0 });
  expect(at.cache.bytes).toBeLessThanOrEqual(1000 + 8 ** 3 * 4 * 8); // And the coarse level, which stays.
  mustAgree(drawn(plane, at.volume, "axial"), resliced(at.volume, "axial", 20, 1));
  expect(new Set(at.asked).size).toBe(at.asked.length);
  expect(plane.valuesAt([3, 4, 20])).toEqual({ values: [field([3, 4, 20])], level: 0 });
});

test("slices within the same bricks cost no request", async () => {
  const at = setUp(matrix);
  const plane = openPlane(at, "axial");
  plane.show(partOf(at.volume, "axial", 16));
  await calm(at.stream);
  const before = at.asked.length;
  plane.show(partOf(at.volume, "axial", 17));
  expect(plane.status.missing).toBe(0);
  expect(at.asked).toHaveLength(before);
});

test("the next bricks in the way of turning are there before they are shown", async () => {
  const at = setUp(matrix);
  const plane = openPlane(at, "axial");
  for (const index of [17, 18, 19, 20]) {
    plane.show(partOf(at.volume, "axial", index));
    await calm(at.stream);
  }
  const brick = { level: 0, at: [0, 0, 3] as Dimensions };
  for (let turn = 0; turn < 500 && !at.stream.has(brick); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 1));
  expect(at.stream.has(brick)).toBe(true);
  expect(at.stream.has({ level: 0, at: [0, 0, 1] })).toBe(false);
});

test("only what is seen of a plane is asked for", async () => {
  const at = setUp(matrix);
  const plane = openPlane(at, "axial");
  plane.show({ ...partOf(at.volume, "axial", 20), right: [2, 5], down: [3, 6] });
  await calm(at.stream);
  expect(plane.status.missing).toBe(0);
  expect(at.stream.resident()[0]).toBe(1);
  plane.hide();
  expect(plane.status.missing).toBe(1);
});

test("where pixels are larger than voxels the level that they need comes first", async () => {
  const at = setUp(matrix);
  const plane = openPlane(at, "axial");
  const steps: (number | null)[] = [];
  at.stream.listen({
    onBricks: () => steps.push(plane.status.level),
    onOpened: () => undefined,
    onTrouble: () => undefined,
  });
  plane.show({ ...partOf(at.volume, "axial", 20), voxelsPerPixel: 2.5 });
  await calm(at.stream);
  const order = steps.filter((level, n) => level !== steps[n - 1]);
  expect(order.filter((level) => level !== null)).toEqual([2, 1, 0]);
});
