import { expect, test } from "vitest";
import { cameraDescription, cameraRight, lookedFrom, turnedBy } from "./camera";
import { nearestSide, turnBetween, turnedTo, turnOf } from "./turn";

const camera = {
  toward: [0, 1, 0],
  up: [0, 0, 1],
  center: [1, 2, 3],
  halfHeightMm: 5,
} as const;

test.each([
  ["A", 0, "From the front"],
  ["L", 90, "From the left"],
  ["P", 180, "From the back"],
  ["R", 270, "From the right"],
] as const)("looking from %s is a turn of %i°", (view, degrees, words) => {
  expect(turnOf(lookedFrom(camera, view))).toBeCloseTo(degrees);
  const turned = turnedTo(camera, degrees);
  expect(cameraDescription(turned)).toBe(words);
  lookedFrom(camera, view).toward.forEach((x, n) => expect(turned.toward[n]).toBeCloseTo(x));
  expect(turned.center).toEqual(camera.center);
});

test("from the front the patient's left is on the right, from the left the back is", () => {
  expect(cameraRight(turnedTo(camera, 0))[0]).toBeCloseTo(1);
  expect(cameraRight(turnedTo(camera, 90))[1]).toBeCloseTo(1);
});

test("a drag turns a turntable as it turns 3D", () => {
  const size = { width: 360, height: 360 };
  const dragged = turnedBy(camera, { x: 30, y: 0 }, size);
  // 0.01 radians a pixel, and the near side follows the finger.
  expect(turnOf(dragged)).toBeCloseTo(360 - (0.3 * 180) / Math.PI);
});

test("there are 36 sides, and the next after the last is the first", () => {
  expect([4, 6, 354, 356, -6, 724].map(nearestSide)).toEqual([0, 10, 350, 0, 350, 0]);
  expect(new Set(Array.from({ length: 720 }, (_, n) => nearestSide(n / 2)))).toHaveProperty(
    "size",
    36,
  );
  expect([turnBetween(350, 10), turnBetween(0, 180), turnBetween(90, 40)]).toEqual([20, 180, 50]);
});
