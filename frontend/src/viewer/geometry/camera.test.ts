import { describe, expect, test } from "vitest";
import { dot, lengthOf } from "./affine";
import {
  cameraDescription,
  cameraMovedBy,
  cameraRight,
  cameraZoomedAt,
  diagonalMm,
  firstCamera,
  fitted,
  lookedFrom,
  paneOfPoint,
  standardViews,
  turnedBy,
} from "./camera";
import { geometryOf, orientations } from "./testVolumes";

const size = { width: 400, height: 300 };
const geometry = geometryOf(orientations["NIfTI in RAS"] ?? [], [100, 120, 90]);
const camera = firstCamera(geometry, size);

test.each([
  ["A", [1, 0, 0], [0, 0, 1]],
  ["P", [-1, 0, 0], [0, 0, 1]],
  ["L", [0, 1, 0], [0, 0, 1]],
  ["R", [0, -1, 0], [0, 0, 1]],
  ["S", [-1, 0, 0], [0, -1, 0]],
  ["I", [1, 0, 0], [0, -1, 0]],
] as const)("from %s the picture's right and up are true to the patient", (view, right, up) => {
  const looked = lookedFrom(camera, view);
  expect(dot(cameraRight(looked), right)).toBeCloseTo(1);
  expect(dot(looked.up, up)).toBeCloseTo(1);
  const [x, y, z] = looked.center;
  const to = (by: readonly [number, number, number]) =>
    paneOfPoint(looked, size, [x + by[0] * 10, y + by[1] * 10, z + by[2] * 10]);
  expect(to(right).x).toBeGreaterThan(200);
  expect(to(up).y).toBeLessThan(150);
});

test("the first view is from the front left, the patient upright, all of the volume in the pane", () => {
  expect(cameraDescription(camera)).toBe("From the front left");
  expect(camera.up[2]).toBeGreaterThan(0.9);
  expect(paneOfPoint(camera, size, camera.center)).toEqual({ x: 200, y: 150 });
});

test("turning by a drag moves the near side with the finger, and keeps the axes square", () => {
  const front = lookedFrom(camera, "A");
  const near = [front.center[0], front.center[1] - 40, front.center[2]] as const;
  const turned = turnedBy(front, { x: 30, y: 0 }, size);
  expect(paneOfPoint(turned, size, near).x).toBeGreaterThan(200);
  const down = turnedBy(front, { x: 0, y: 30 }, size);
  expect(paneOfPoint(down, size, near).y).toBeGreaterThan(150);
  let many = camera;
  for (let n = 0; n < 5000; n += 1) many = turnedBy(many, { x: 3, y: -2 }, size);
  expect(lengthOf(many.toward)).toBeCloseTo(1, 6);
  expect(dot(many.toward, many.up)).toBeCloseTo(0, 6);
});

describe("zooming and moving", () => {
  test("keep the point under the cursor", () => {
    const point = [20, -30, 10] as const;
    const at = paneOfPoint(camera, size, point);
    const zoomed = cameraZoomedAt(camera, 1.5, at, size, diagonalMm(geometry));
    expect(paneOfPoint(zoomed, size, point).x).toBeCloseTo(at.x);
    expect(paneOfPoint(zoomed, size, point).y).toBeCloseTo(at.y);
    const moved = cameraMovedBy(camera, { x: 11, y: -7 }, size);
    expect(paneOfPoint(moved, size, point).x).toBeCloseTo(at.x + 11);
    expect(paneOfPoint(moved, size, point).y).toBeCloseTo(at.y - 7);
  });

  test("end somewhere", () => {
    const extent = diagonalMm(geometry);
    const near = cameraZoomedAt(camera, 1e9, { x: 0, y: 0 }, size, extent);
    const far = cameraZoomedAt(camera, 1e-9, { x: 0, y: 0 }, size, extent);
    expect(near.halfHeightMm).toBeGreaterThan(0);
    expect(far.halfHeightMm).toBeLessThanOrEqual(extent * 4);
  });
});

test("from every side the whole volume fits", () => {
  for (const view of standardViews) {
    const looked = fitted(lookedFrom(camera, view), geometry, size);
    for (const corner of [
      [-9.5, 6.5, 17.5],
      [90.5, 126.5, -72.5],
      [-9.5, 6.5, -72.5],
    ] as const) {
      const { x, y } = paneOfPoint(looked, size, corner);
      expect(x).toBeGreaterThan(-1);
      expect(x).toBeLessThan(401);
      expect(y).toBeGreaterThan(-1);
      expect(y).toBeLessThan(301);
    }
  }
});
