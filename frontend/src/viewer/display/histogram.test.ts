import { expect, test } from "vitest";
import { above, backgroundEnd, logarithmicBars, percentile } from "./histogram";

const even = { counts: [10, 10, 10, 10], range: [0, 40] as const };

test("percentiles are linear within a bin", () => {
  expect(percentile(even, 0)).toBe(0);
  expect(percentile(even, 0.5)).toBe(20);
  expect(percentile(even, 0.625)).toBe(25);
  expect(percentile(even, 1)).toBe(40);
});

test("an empty histogram still answers within its range", () => {
  expect(percentile({ counts: [0, 0], range: [5, 9] }, 0.5)).toBe(7);
});

test("the background ends between the two heaps", () => {
  const counts = [900, 50, 0, 0, 0, 0, 80, 300, 200, 20];
  const end = backgroundEnd({ counts, range: [0, 100] });
  expect(end).toBeGreaterThan(20);
  expect(end).toBeLessThan(60);
});

test("where all between the heaps is empty it ends in their middle", () => {
  const counts = [900, 0, 0, 0, 0, 0, 0, 0, 0, 500];
  expect(backgroundEnd({ counts, range: [0, 100] })).toBeCloseTo(50);
});

test("the part above a value keeps its own range", () => {
  expect(above(even, 25)).toEqual({ counts: [10, 10], range: [20, 40] });
});

test("columns are as high as their logarithm, and empty outside the values", () => {
  const bars = logarithmicBars({ counts: [0, 1, 9, 99], range: [0, 4] }, 8, [-4, 4]);
  expect(bars.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(bars[7]).toBe(1);
  expect(bars[6]).toBeCloseTo(0.5);
});

test("a volume of one value has flat bars, not none that can be drawn", () => {
  const constant = { counts: [8, 0, 0, 0], range: [-1000, -1000] as const };
  expect(logarithmicBars(constant, 3, [-1024, 3071])).toEqual([0, 0, 0]);
});
