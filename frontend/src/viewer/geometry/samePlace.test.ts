import { describe, expect, test } from "vitest";
import { type Matrix4 } from "../../api/types";
import { applyAffine } from "./affine";
import { planeMapping, type PlaneView } from "./planeView";
import { boxIn, hasSameRows, ijkIn, isAligned, isSameGeometry, sliceIn, viewIn } from "./samePlace";
import { geometryOf, orientations } from "./testVolumes";
import { planeNames, type VolumeGeometry } from "./volumeGeometry";

const factor = 4;
const dimensions = [20, 30, 9] as const;

/** Three slices between every two: slice k · factor lies where slice k lay. */
function finerOf(matrix: Matrix4): VolumeGeometry {
  const [ni, nj, nk] = dimensions;
  const fine = matrix.map((value, n) => (n % 4 === 2 ? value / factor : value));
  return geometryOf(fine, [ni, nj, (nk - 1) * factor + 1]);
}

/** Not square, moved, and not fitted: what a reader has made of it. */
const size = { width: 417, height: 301 };
const view: PlaneView = { zoom: 2.5, moved: { right: 13, down: -7 } };
const points = [
  { x: 0, y: 0 },
  { x: 200, y: 150 },
  { x: 417, y: 301 },
];

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  const coarse = geometryOf(matrix, dimensions);
  const fine = finerOf(matrix);

  test("every pixel shows the same place in both", () => {
    for (const plane of planeNames) {
      const lpsAt = (geometry: VolumeGeometry, own: PlaneView, point: { x: number; y: number }) => {
        const { right, down, through } = geometry.planes[plane];
        const at = planeMapping(geometry, geometry.planes[plane], own, size).toIndex(point);
        const ijk: [number, number, number] = [0, 0, 0];
        ijk[right.axis] = at.right;
        ijk[down.axis] = at.down;
        ijk[through.axis] = 0;
        return applyAffine(geometry.ijkToLps, ijk);
      };
      const there = viewIn(coarse, fine, plane, view, size);
      const back = viewIn(fine, coarse, plane, there, size);
      for (const point of points)
        for (const [geometry, own] of [
          [fine, there],
          [coarse, back],
        ] as const)
          lpsAt(geometry, own, point).forEach((mm, axis) =>
            expect(mm).toBeCloseTo(lpsAt(coarse, view, point)[axis] ?? NaN, 6),
          );
      expect(back.zoom).toBeCloseTo(view.zoom, 9);
    }
  });

  test("acquired slices are found again, and those between lie in the nearest", () => {
    const along = planeNames.find((name) => coarse.planes[name].through.axis === 2) ?? "axial";
    expect(sliceIn(coarse, fine, along, 5)).toBe(5 * factor);
    expect(sliceIn(fine, coarse, along, 5 * factor + 1)).toBe(5);
    expect(sliceIn(fine, coarse, along, 6 * factor - 1)).toBe(6);
    const across = planeNames.find((name) => coarse.planes[name].through.axis === 0) ?? "axial";
    expect(sliceIn(fine, coarse, across, 11)).toBe(11);
    ijkIn(fine, coarse, [3, 4, 5]).forEach((at, axis) =>
      expect(at).toBeCloseTo([3, 4, 5 / factor][axis] ?? NaN, 9),
    );
  });

  test("they have the same rows, and are not the same", () => {
    expect(isAligned(coarse, fine)).toBe(true);
    expect(hasSameRows(coarse, fine)).toBe(true);
    expect(isSameGeometry(coarse, fine)).toBe(false);
    expect(isSameGeometry(coarse, geometryOf([...matrix], dimensions))).toBe(true);
  });
});

test("a part keeps its place, and stays inside", () => {
  const matrix = orientations["axial, as most CT"] ?? [];
  const [coarse, fine] = [geometryOf(matrix, dimensions), finerOf(matrix)];
  const part = boxIn(coarse, fine, { first: [2, 3, 0], end: [10, 20, 5] });
  expect(part).toEqual({ first: [2, 3, 0], end: [10, 20, 19] });
  expect(boxIn(fine, coarse, { first: [2, 3, 4], end: [10, 20, 13] })).toEqual({
    first: [2, 3, 1],
    end: [10, 20, 4],
  });
});

test("a slanted volume, one turned round and one moved are no finer lattice", () => {
  const matrix = orientations["axial, as most CT"] ?? [];
  const geometry = geometryOf(matrix, dimensions);
  const slanted = geometryOf(
    matrix.map((value, n) => (n === 6 ? 0.7 : value)),
    dimensions,
  );
  expect(isAligned(geometry, slanted)).toBe(false);
  const turned = geometryOf(
    matrix.map((value, n) => (n === 10 ? -value : value)),
    dimensions,
  );
  expect(isAligned(geometry, turned)).toBe(false);
  const moved = geometryOf(
    matrix.map((value, n) => (n === 3 ? value + 1 : value)),
    dimensions,
  );
  expect(hasSameRows(geometry, moved)).toBe(false);
  const other = geometryOf(
    matrix.map((value, n) => (n === 0 ? value * 2 : value)),
    dimensions,
  );
  expect(hasSameRows(geometry, other)).toBe(false);
});
