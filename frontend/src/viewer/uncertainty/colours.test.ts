import { expect, test } from "vitest";
import { colourAt, colourGradient, paintColours, suggestedTop } from "./colours";

const plain = { slope: 1, intercept: 0 };

function painted(values: number[], top: number, scale = plain): number[][] {
  const pixels = new Uint8ClampedArray(values.length * 4);
  paintColours(Float32Array.from(values), scale, top, pixels);
  return values.map((_, n) => [...pixels.subarray(4 * n, 4 * n + 4)]);
}

test("nothing uncertain is clear, and so is what is not here", () => {
  for (const [, , , alpha] of painted([0, -3, Number.NaN], 20)) expect(alpha).toBe(0);
});

test("each value has the colour of its part of the top, and beyond it the strongest", () => {
  const [half, top, beyond] = painted([10, 20, 500], 20);
  const [red, green, blue] = colourAt(0.5);
  expect(half?.slice(0, 3).map((n, c) => Math.abs(n - [red, green, blue][c]!) <= 2)).toEqual(
    Array(3).fill(true),
  );
  expect(half?.[3]).toBe(255);
  expect(top).toEqual([...colourAt(1).slice(0, 3), 255]);
  expect(beyond).toEqual(top);
});

test("stored values count as what they stand for", () => {
  expect(painted([5], 20, { slope: 2, intercept: 4 })).toEqual(painted([14], 20));
});

test("the colours come out of the clear, and grow lighter all the way", () => {
  expect(colourAt(0)[3]).toBe(0);
  expect(colourAt(0.25)[3]).toBeCloseTo(0.5);
  const lightness = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const [red, green, blue] = colourAt(part);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  expect([...lightness].sort((a, b) => a - b)).toEqual(lightness);
  expect(colourGradient()).toMatch(/^linear-gradient\(90deg, rgb\(110 64 200 \/ 0\.000\) 0%/);
});

test.each([
  [{ counts: [900, 60, 40, 0, 0], valueRange: [0, 50] as const }, 50],
  [{ counts: [990, 5, 3, 2], valueRange: [0, 0.4] as const }, 0.2],
  [{ counts: [100000, 0, 0, 1], valueRange: [0, 4000] as const }, 1000],
  [{ counts: [10], valueRange: [0, 0] as const }, 1],
])("a round number that few are above ends the colours: %j", ({ counts, valueRange }, top) => {
  expect(suggestedTop({ histogram: { counts }, valueRange })).toBe(top);
});
