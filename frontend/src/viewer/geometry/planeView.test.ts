import { describe, expect, test } from "vitest";
import { applyAffine } from "./affine";
import {
  ijkUnder,
  movedBy,
  paneOfIjk,
  paneOfLps,
  planeMapping,
  wholeSlice,
  zoomedAt,
} from "./planeView";
import { geometryOf, orientations } from "./testVolumes";
import { planeNames } from "./volumeGeometry";

const size = { width: 400, height: 300 };

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  const geometry = geometryOf(matrix);

  test.each(planeNames)("%s: pixel to voxel and back is the same pixel", (plane) => {
    const own = geometry.planes[plane];
    const view = { zoom: 2.5, moved: { right: 7, down: -3 } };
    const mapping = planeMapping(geometry, own, view, size);
    const ijk = ijkUnder(own, mapping, 4, { x: 123, y: 45 });
    expect(ijk[own.through.axis]).toBe(4);
    const at = paneOfIjk(own, mapping, ijk);
    expect(at.x).toBeCloseTo(123);
    expect(at.y).toBeCloseTo(45);
    expect(paneOfLps(geometry, own, mapping, applyAffine(matrix, ijk)).x).toBeCloseTo(123);
  });

  test("a step to the patient's left goes right, one to the head goes up", () => {
    const middle = applyAffine(matrix, [10, 15, 20]);
    const at = (plane: "axial" | "coronal", lps: readonly [number, number, number]) => {
      const own = geometry.planes[plane];
      return paneOfLps(geometry, own, planeMapping(geometry, own, wholeSlice, size), lps);
    };
    const left = [middle[0] + 3, middle[1], middle[2]] as const;
    const higher = [middle[0], middle[1], middle[2] + 3] as const;
    expect(at("axial", left).x).toBeGreaterThan(at("axial", middle).x);
    expect(at("coronal", left).x).toBeGreaterThan(at("coronal", middle).x);
    expect(at("coronal", higher).y).toBeLessThan(at("coronal", middle).y);
  });
});

test("pixels are square in mm whatever the spacing", () => {
  const geometry = geometryOf([0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1], [100, 100, 20]);
  const own = geometry.planes.coronal;
  const { toPane, mmPerPixel } = planeMapping(geometry, own, wholeSlice, size);
  // Ten voxels of 0.5 mm to the right, one of 5 mm down.
  expect(toPane(20, 0).x - toPane(10, 0).x).toBeCloseTo(5 / mmPerPixel);
  expect(Math.abs(toPane(0, 3).y - toPane(0, 2).y)).toBeCloseTo(5 / mmPerPixel);
});

test("the whole slice fits, its middle in the pane's middle", () => {
  const geometry = geometryOf(orientations["axial, as most CT"] ?? [], [512, 512, 100]);
  const own = geometry.planes.axial;
  const { toPane } = planeMapping(geometry, own, wholeSlice, size);
  expect(toPane(255.5, 255.5)).toEqual({ x: 200, y: 150 });
  expect(toPane(-0.5, -0.5).y).toBeGreaterThanOrEqual(0);
  expect(toPane(511.5, 511.5).y).toBeLessThanOrEqual(300);
});

test("zooming keeps the place under the cursor", () => {
  const geometry = geometryOf(orientations["sagittal slices"] ?? []);
  const own = geometry.planes.sagittal;
  const cursor = { x: 90, y: 210 };
  const before = planeMapping(geometry, own, wholeSlice, size);
  const under = before.toIndex(cursor);
  const view = zoomedAt(wholeSlice, 1.7, cursor, size, before.mmPerPixel);
  const after = planeMapping(geometry, own, view, size).toIndex(cursor);
  expect(after.right).toBeCloseTo(under.right);
  expect(after.down).toBeCloseTo(under.down);
});

test("moving by pixels moves the picture by just these", () => {
  const geometry = geometryOf(orientations["coronal slices"] ?? []);
  const own = geometry.planes.axial;
  const before = planeMapping(geometry, own, wholeSlice, size);
  const view = movedBy(wholeSlice, { x: 12, y: -5 }, before.mmPerPixel);
  const at = planeMapping(geometry, own, view, size).toPane(3, 4);
  expect(at.x).toBeCloseTo(before.toPane(3, 4).x + 12);
  expect(at.y).toBeCloseTo(before.toPane(3, 4).y - 5);
});
