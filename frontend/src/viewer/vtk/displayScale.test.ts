import { expect, test } from "vitest";
import { type Volume } from "../../api/types";
import { type VoxelArray } from "../../pyramid/voxels";
import { volumeOf } from "../testScan";
import { colourStepsText, displayArray, displayScale, putPiece, toDisplay } from "./displayScale";

/** A line of voxels as it goes to the graphics. */
function displayed(data: VoxelArray, part: Partial<Volume>) {
  const volume = volumeOf(part);
  const scale = displayScale(volume);
  const count = data.length / volume.channels;
  const values = displayArray(scale, count);
  const line = [count, 1, 1] as const;
  const zero = [0, 0, 0] as const;
  putPiece(scale, { data, size: line, from: zero, to: zero, count: line }, values, line);
  return { scale, values: [...values], real: (value: number) => toDisplay(scale, value) };
}

test("one step is one HU, and metal is as solid as it gets", () => {
  const { values, scale, real } = displayed(Int16Array.from([-2000, -1024, 0, 40, 3071, 9000]), {
    valueRange: [-2000, 9000],
    valueUnit: "HU",
  });
  expect(values).toEqual([-2048, -2048, -1024, -984, 2047, 2047]);
  expect(scale.range).toEqual([-2048, 2047]);
  expect(real(40)).toBeCloseTo(-984);
});

test("stored values are rescaled first", () => {
  const { values } = displayed(Uint16Array.from([0, 1024]), {
    ...{ dtype: "uint16", slope: 1, intercept: -1024 },
    ...{ valueRange: [-1024, 3000], valueUnit: "HU" },
  });
  expect(values).toEqual([-2048, -1024]);
});

test("any range fits, floats and not-a-number included", () => {
  const { values, real } = displayed(Float32Array.from([0, 0.5, 1, NaN]), {
    dtype: "float32",
    valueRange: [0, 1],
  });
  expect([values[0], values[2], values[3]]).toEqual([-2048, 2047, -2048]);
  expect(Math.abs((values[1] ?? 0) - real(0.5))).toBeLessThanOrEqual(0.5);
});

test.each<[string, VoxelArray, Partial<Volume>]>([
  ["16 bits within ±2048", Int16Array.from([-1024, 40, 1900]), { valueRange: [-1024, 1900] }],
  [
    "bytes",
    Uint8Array.from([0, 7, 255]),
    { dtype: "uint8", slope: 2, intercept: -10, valueRange: [-10, 500] },
  ],
])("values that fit already go as they are: %s", (_name, data, part) => {
  expect(displayed(data, part).values).toEqual([...data]);
});

test("a real value of bytes is where its stored one is", () => {
  const { real } = displayed(Uint8Array.of(7), { dtype: "uint8", slope: 2, intercept: -10 });
  expect(real(4)).toBe(7);
});

test.each<[string, Partial<Volume>, string]>([
  ["16 bits of 4096 values", { valueRange: [-1024, 3071], valueUnit: "HU" }, ""],
  ["16 bits of more", { valueRange: [0, 30_000] }, "4096 steps apart from 0 to 30000;"],
  [
    "metal in CT",
    { valueRange: [-1024, 9000], valueUnit: "HU" },
    "from −1024 to 3071 HU, and what lies",
  ],
  ["floats", { dtype: "float32", valueRange: [0, 1] }, "4096 steps apart from 0 to 1;"],
  ["bytes", { dtype: "uint8", valueRange: [0, 255] }, ""],
])("3D says what its colours do not tell apart: %s", (_name, part, words) => {
  const text = colourStepsText(volumeOf(part));
  if (words === "") expect(text).toBe("");
  else expect(text).toContain(words);
});

test("color becomes four components, brightness the last", () => {
  const { values, scale } = displayed(Uint8Array.from([255, 0, 255, 0, 255, 0]), {
    ...{ dtype: "uint8", channels: 3, valueRange: [0, 255] },
  });
  expect(scale.components).toBe(4);
  expect(values).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
});

test("a piece goes to its place and leaves the others alone", () => {
  const scale = displayScale(volumeOf({ valueRange: [0, 100] }));
  const values = displayArray(scale, 4 * 3 * 2).fill(-1);
  const data = Int16Array.from({ length: 3 * 2 * 2 }, (_, n) => n);
  putPiece(
    scale,
    { data, size: [3, 2, 2], from: [1, 0, 1], to: [2, 1, 0], count: [2, 2, 1] },
    values,
    [4, 3, 2],
  );
  const placed = [7, 8, 10, 11];
  expect([6, 7, 10, 11].map((at) => values[at])).toEqual(placed);
  expect(values.filter((value) => value === -1)).toHaveLength(20);
});
