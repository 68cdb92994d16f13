import { describe, expect, test } from "vitest";
import { applyAffine } from "./affine";
import { geometryOfPart, partInPlanes } from "./part";
import { planeMapping, wholeSlice } from "./planeView";
import { geometryOf, orientations } from "./testVolumes";
import { planeNames } from "./volumeGeometry";

const size = { width: 300, height: 200 };
const sizes = { axial: size, coronal: size, sagittal: size };
const views = { axial: wholeSlice, coronal: wholeSlice, sagittal: wholeSlice };

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  test("a part is what is seen in all planes, no voxel more", () => {
    const geometry = geometryOf(matrix, [40, 60, 80]);
    const close = { ...views, axial: { zoom: 3, moved: { right: 4, down: -2 } } };
    const part = partInPlanes(geometry, close, sizes);
    const plane = geometry.planes.axial;
    const { toPane } = planeMapping(geometry, plane, close.axial, size);
    const { right, down, through } = plane;
    const corner = (end: 0 | 1) => {
      const box = end === 0 ? (part?.first ?? []) : (part?.end.map((n) => n - 1) ?? []);
      return toPane(box[right.axis] ?? 0, box[down.axis] ?? 0);
    };
    for (const { x, y } of [corner(0), corner(1)]) {
      expect(x).toBeGreaterThanOrEqual(-0.001);
      expect(x).toBeLessThanOrEqual(size.width + 0.001);
      expect(y).toBeGreaterThanOrEqual(-0.001);
      expect(y).toBeLessThanOrEqual(size.height + 0.001);
    }
    expect([part?.first[through.axis], part?.end[through.axis]]).toEqual([0, plane.count]);
  });

  test("a part lies where its voxels do", () => {
    const geometry = geometryOf(matrix, [40, 60, 80]);
    const part = geometryOfPart(geometry, { first: [3, 5, 7], end: [13, 25, 37] });
    expect(part.dimensions).toEqual([10, 20, 30]);
    const place = applyAffine(part.ijkToLps, [1, 2, 3]);
    for (const [axis, mm] of applyAffine(geometry.ijkToLps, [4, 7, 10]).entries())
      expect(place[axis]).toBeCloseTo(mm);
  });
});

test("planes that show everything make no part; a pane that is not there does not count", () => {
  const geometry = geometryOf(orientations["NIfTI in RAS"] ?? [], [40, 60, 80]);
  expect(partInPlanes(geometry, views, sizes)).toBeNull();
  const gone = Object.fromEntries(planeNames.map((name) => [name, { width: 0, height: 0 }]));
  const close = { ...views, axial: { zoom: 9, moved: { right: 0, down: 0 } } };
  expect(partInPlanes(geometry, close, gone as typeof sizes)).toBeNull();
});

test("a part is never thinner than a few voxels", () => {
  const geometry = geometryOf(orientations["NIfTI in RAS"] ?? [], [40, 60, 80]);
  const close = { ...views, axial: { zoom: 40, moved: { right: 500, down: 0 } } };
  const part = partInPlanes(geometry, close, sizes);
  const along = part?.end.map((end, axis) => end - (part.first[axis] ?? 0)) ?? [];
  expect(Math.min(...along)).toBeGreaterThanOrEqual(8);
  expect(part?.first.every((n) => n >= 0)).toBe(true);
});
