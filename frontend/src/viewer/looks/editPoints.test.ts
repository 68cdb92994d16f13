import { expect, test } from "vitest";
import { addedPoint, editorRange, movedPoint, recoloredPoint, removedPoint } from "./editPoints";

const points = [
  { value: 0, opacity: 0, color: [0, 0, 0] as const },
  { value: 50, opacity: 0.5, color: [1, 0, 0] as const },
  { value: 100, opacity: 1, color: [1, 1, 1] as const },
];
const range = [-20, 120] as const;

test("a point cannot pass its neighbours, nor leave the chart", () => {
  expect(movedPoint(points, 1, { value: 500, opacity: 0.2 }, range)[1]?.value).toBeLessThan(100);
  expect(movedPoint(points, 1, { value: -500, opacity: 0.2 }, range)[1]?.value).toBeGreaterThan(0);
  const first = movedPoint(points, 0, { value: -500, opacity: -3 }, range)[0];
  expect(first).toMatchObject({ value: -20, opacity: 0 });
  expect(movedPoint(points, 2, { value: 500, opacity: 3 }, range)[2]).toMatchObject({
    value: 120,
    opacity: 1,
  });
});

test("moving one point leaves the others as they are", () => {
  const moved = movedPoint(points, 1, { value: 60, opacity: 0.7 }, range);
  expect(moved[0]).toBe(points[0]);
  expect(moved[2]).toBe(points[2]);
  expect(moved[1]).toMatchObject({ value: 60, opacity: 0.7, color: [1, 0, 0] });
});

test("a new point stands in order and takes the color that was there", () => {
  const { points: more, place } = addedPoint(points, { value: 75, opacity: 0.3 });
  expect(place).toBe(2);
  expect(more.map(({ value }) => value)).toEqual([0, 50, 75, 100]);
  expect(more[2]?.color).toEqual([1, 0.5, 0.5]);
});

test("two points always stay", () => {
  const two = removedPoint(points, 1);
  expect(two).toHaveLength(2);
  expect(removedPoint(two, 0)).toHaveLength(2);
});

test("a color is changed alone", () => {
  expect(recoloredPoint(points, 1, [0, 0, 1])[1]).toEqual({ ...points[1], color: [0, 0, 1] });
});

test("the chart shows all points with some room, within the scan's values", () => {
  expect(editorRange(points, [-1000, 1000])).toEqual([-40, 140]);
  expect(editorRange(points, [0, 100])).toEqual([0, 100]);
  const [least, greatest] = editorRange(points, [5, 5]);
  expect(greatest).toBeGreaterThan(least);
});
