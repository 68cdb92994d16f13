import { expect, test } from "vitest";
import { type VoxelArray, type Voxels } from "../../pyramid/voxels";
import { displayScalars } from "./displayScalars";

const voxelsOf = (data: VoxelArray, part: Partial<Voxels> = {}): Voxels => ({
  data,
  dimensions: [data.length / (part.channels ?? 1), 1, 1],
  channels: 1,
  inverted: false,
  slope: 1,
  intercept: 0,
  level: 0,
  factor: [1, 1, 1],
  ...part,
});

test("one step is one HU, and metal is as solid as it gets", () => {
  const data = Int16Array.from([-2000, -1024, 0, 40, 3071, 9000]);
  const { values, range, toDisplay } = displayScalars(voxelsOf(data), {
    valueRange: [-2000, 9000],
    valueUnit: "HU",
  });
  expect([...values]).toEqual([-2048, -2048, -1024, -984, 2047, 2047]);
  expect(range).toEqual([-2048, 2047]);
  expect(toDisplay(40)).toBeCloseTo(-984);
});

test("stored values are rescaled first", () => {
  const { values } = displayScalars(
    voxelsOf(Uint16Array.from([0, 1024]), { slope: 1, intercept: -1024 }),
    { valueRange: [-1024, 3000], valueUnit: "HU" },
  );
  expect([...values]).toEqual([-2048, -1024]);
});

test("any range fits, floats and not-a-number included", () => {
  const { values, toDisplay } = displayScalars(voxelsOf(Float32Array.from([0, 0.5, 1, NaN])), {
    valueRange: [0, 1],
    valueUnit: "",
  });
  expect(values[0]).toBe(-2048);
  expect(values[2]).toBe(2047);
  expect(values[3]).toBe(-2048);
  expect(Math.abs((values[1] ?? 0) - toDisplay(0.5))).toBeLessThanOrEqual(0.5);
});

test("values that fit already go as they are, without a copy", () => {
  const data = Int16Array.from([-1024, 40, 1900]);
  const { values, toDisplay } = displayScalars(voxelsOf(data), {
    valueRange: [-1024, 1900],
    valueUnit: "HU",
  });
  expect(values).toBe(data);
  expect(toDisplay(40)).toBe(40);
});

test("bytes go as they are, without a copy", () => {
  const data = Uint8Array.from([0, 7, 255]);
  const { values, toDisplay } = displayScalars(voxelsOf(data, { slope: 2, intercept: -10 }), {
    valueRange: [-10, 500],
    valueUnit: "",
  });
  expect(values).toBe(data);
  expect(toDisplay(4)).toBe(7);
});

test("color becomes four components, brightness the last", () => {
  const data = Uint8Array.from([255, 0, 255, 0, 255, 0]);
  const { values, components } = displayScalars(voxelsOf(data, { channels: 3 }), {
    valueRange: [0, 255],
    valueUnit: "",
  });
  expect(components).toBe(4);
  expect([...values]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
});
