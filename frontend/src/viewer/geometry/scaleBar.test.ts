import { expect, test } from "vitest";
import { scaleBar } from "./scaleBar";

test.each([
  [0.5, 120, 50, "50 mm"],
  [0.5, 100, 50, "50 mm"],
  [0.5, 99, 20, "20 mm"],
  [2, 110, 200, "200 mm"],
  [20, 110, 2000, "2 m"],
  [0.004, 110, 0.2, "0.2 mm"],
  [0.09, 112, 10, "10 mm"],
])("at %d mm a pixel and at most %d pixels it is %d mm long", (mm, most, length, label) => {
  const bar = scaleBar(mm, most);
  expect(bar?.lengthMm).toBeCloseTo(length);
  expect(bar?.label).toBe(label);
  expect(bar?.pixels).toBeCloseTo(length / mm);
  expect(bar?.pixels).toBeLessThanOrEqual(most * 1.001);
});

test("a pane without size has no bar", () => {
  expect(scaleBar(0.5, 0)).toBeNull();
  expect(scaleBar(Number.NaN, 100)).toBeNull();
});
