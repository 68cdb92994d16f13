import { describe, expect, test } from "vitest";
import { applyAffine, dot } from "./affine";
import { edgeLetters } from "./letters";
import { geometryOf, orientations } from "./testVolumes";
import {
  clampToVolume,
  isInside,
  middleVoxel,
  nearestAxes,
  planeNames,
  screenDirection,
  slicePositionMm,
} from "./volumeGeometry";

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  const geometry = geometryOf(matrix);

  test("is never mirrored: right and down run as the radiologist expects", () => {
    const wanted = {
      axial: { right: [1, 0, 0], down: [0, 1, 0] },
      coronal: { right: [1, 0, 0], down: [0, 0, -1] },
      sagittal: { right: [0, 1, 0], down: [0, 0, -1] },
    } as const;
    for (const plane of planeNames) {
      const own = geometry.planes[plane];
      // Within 45° of the patient's axis, and on its right side.
      expect(dot(screenDirection(geometry, own.right), wanted[plane].right)).toBeGreaterThan(0.7);
      expect(dot(screenDirection(geometry, own.down), wanted[plane].down)).toBeGreaterThan(0.7);
    }
  });

  test("each plane cuts another voxel axis", () => {
    const axes = planeNames.map((plane) => geometry.planes[plane].through.axis);
    expect([...axes].sort()).toEqual([0, 1, 2]);
    for (const plane of planeNames) {
      const { through, right, down, count } = geometry.planes[plane];
      expect(new Set([through.axis, right.axis, down.axis]).size).toBe(3);
      expect(count).toBe(geometry.dimensions[through.axis]);
    }
  });

  test("the first letters at the edges are those of the plane", () => {
    const first = (plane: (typeof planeNames)[number]) => {
      const { top, bottom, left, right } = edgeLetters(geometry, geometry.planes[plane]);
      return [top, bottom, left, right].map((text) => text[0]).join("");
    };
    expect(first("axial")).toBe("APRL");
    expect(first("coronal")).toBe("SIRL");
    expect(first("sagittal")).toBe("SIAP");
  });

  test("going down the slider goes to the feet, the back and the left", () => {
    const further = { axial: -1, coronal: 1, sagittal: 1 } as const;
    for (const plane of planeNames) {
      const { through } = geometry.planes[plane];
      const step = through.flipped ? -1 : 1;
      const way = slicePositionMm(geometry, plane, 5 + step) - slicePositionMm(geometry, plane, 5);
      expect(Math.sign(way)).toBe(further[plane]);
    }
  });

  test("index to patient and back is the same point", () => {
    const [i, j, k] = applyAffine(geometry.lpsToIjk, applyAffine(matrix, [3, 7.5, 11]));
    expect(i).toBeCloseTo(3);
    expect(j).toBeCloseTo(7.5);
    expect(k).toBeCloseTo(11);
  });
});

test("spacing is the length of each axis' step", () => {
  const { spacingMm } = geometryOf(orientations["oblique about the head"] ?? []);
  expect(spacingMm[0]).toBeCloseTo(1);
  expect(spacingMm[2]).toBeCloseTo(1.5);
});

test("where two axes are nearest to the same patient axis, each still gets one of its own", () => {
  expect(
    nearestAxes([
      [0.8, 0.59, 0.1],
      [0.75, -0.65, 0.1],
      [0, 0.1, 1],
    ]).sort(),
  ).toEqual([0, 1, 2]);
});

test("the middle is floor(n / 2), and points are kept where voxels are", () => {
  const geometry = geometryOf(orientations["sagittal slices"] ?? [], [5, 6, 7]);
  expect(middleVoxel(geometry)).toEqual([2, 3, 3]);
  expect(clampToVolume(geometry, [-3, 2.5, 99])).toEqual([0, 2.5, 6]);
  expect(isInside(geometry, [-0.5, 0, 0])).toBe(true);
  expect(isInside(geometry, [4.5, 0, 0])).toBe(false);
});
