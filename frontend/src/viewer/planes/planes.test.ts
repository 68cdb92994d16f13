import { expect, test } from "vitest";
import { resample, tapsFor } from "./resample";
import { paintPicture } from "./paintPicture";

const lineOf = (values: number[]) => ({
  channels: [Float32Array.from(values)],
  width: values.length,
  height: 1,
  cells: null,
});
const oneRow = tapsFor(1, () => 0, 1);

test("a pixel in the middle of a voxel shows its very value", () => {
  const across = tapsFor(4, (x) => x, 4);
  const picture = resample(lineOf([5, 7, 1, 9]), across, oneRow);
  expect([...(picture.channels[0] ?? [])]).toEqual([5, 7, 1, 9]);
});

test("between voxels values are linear; outside there are none", () => {
  const across = tapsFor(6, (x) => x / 2 - 0.75, 2);
  const [values] = resample(lineOf([10, 20]), across, oneRow).channels;
  expect([...(values ?? [])].map((value) => Math.round(value * 100) / 100)).toEqual([
    NaN,
    10,
    12.5,
    17.5,
    20,
    NaN,
  ]);
});

test("a flipped axis is drawn from the other end", () => {
  const across = tapsFor(3, (x) => 2 - x, 3);
  expect([...(resample(lineOf([1, 2, 3]), across, oneRow).channels[0] ?? [])]).toEqual([3, 2, 1]);
});

test("a thin bright line is not lost where pixels are larger than voxels", () => {
  const values = new Array<number>(40).fill(0);
  values[21] = 100;
  const across = tapsFor(5, (x) => x * 8 + 3.5, 40);
  const [drawn] = resample(lineOf(values), across, oneRow).channels;
  expect(Math.max(...(drawn ?? []))).toBeGreaterThan(5);
});

test("values become gray by the window, none becomes black", () => {
  const pixels = new Uint8ClampedArray(16);
  const channel = Float32Array.from([-5, 50, 500, NaN]);
  paintPicture({ channels: [channel] }, { factor: 2, offset: 10 }, pixels);
  expect([...pixels]).toEqual([0, 0, 0, 255, 110, 110, 110, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
});

test("three channels become a color", () => {
  const pixels = new Uint8ClampedArray(4);
  const channels = [200, 100, 50].map((value) => Float32Array.of(value));
  paintPicture({ channels }, { factor: 1, offset: 0 }, pixels);
  expect([...pixels]).toEqual([200, 100, 50, 255]);
});
