import { describe, expect, test } from "vitest";
import { type Voxels } from "../../pyramid/voxels";
import { geometryOf, orientations } from "../geometry/testVolumes";
import { planeNames } from "../geometry/volumeGeometry";
import { extractSlice } from "./extractSlice";
import { paintPicture } from "./paintPicture";
import { resample, tapsFor } from "./resample";

/** Every voxel says where it is: i + 100 j + 10000 k. */
function placesOf(
  dimensions: readonly [number, number, number],
  factor = [1, 1, 1] as const,
): Voxels {
  const [ni, nj, nk] = dimensions;
  const data = new Int32Array(ni * nj * nk);
  for (let k = 0; k < nk; k += 1)
    for (let j = 0; j < nj; j += 1)
      for (let i = 0; i < ni; i += 1) data[(k * nj + j) * ni + i] = i + 100 * j + 10_000 * k;
  return {
    data,
    dimensions,
    channels: 1,
    inverted: false,
    slope: 1,
    intercept: 0,
    level: 0,
    factor,
  };
}

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  test("a slice holds the voxels of its index, right fastest", () => {
    const geometry = geometryOf(matrix, [4, 5, 6]);
    const voxels = placesOf([4, 5, 6]);
    for (const name of planeNames) {
      const plane = geometry.planes[name];
      const { channels, width, height } = extractSlice(voxels, plane, 2);
      expect([width, height]).toEqual([
        geometry.dimensions[plane.right.axis],
        geometry.dimensions[plane.down.axis],
      ]);
      const weight = [1, 100, 10_000] as const;
      const at = (right: number, down: number) =>
        2 * weight[plane.through.axis] +
        right * weight[plane.right.axis] +
        down * weight[plane.down.axis];
      expect(channels[0]?.[0]).toBe(at(0, 0));
      expect(channels[0]?.[2 * width + 1]).toBe(at(1, 2));
    }
  });
});

test("a coarse level gives the slice that covers the full index", () => {
  const geometry = geometryOf(orientations["axial, as most CT"] ?? [], [8, 10, 12]);
  const coarse = placesOf([4, 5, 6], [2, 2, 2] as unknown as readonly [1, 1, 1]);
  expect(extractSlice(coarse, geometry.planes.axial, 7).channels[0]?.[0]).toBe(30_000);
  expect(extractSlice(coarse, geometry.planes.axial, 11).channels[0]?.[0]).toBe(50_000);
});

test("color slices have a channel each", () => {
  const geometry = geometryOf(orientations["axial, as most CT"] ?? [], [2, 2, 1]);
  const voxels: Voxels = {
    data: Uint8Array.from([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]),
    dimensions: [2, 2, 1],
    channels: 3,
    inverted: false,
    slope: 1,
    intercept: 0,
    level: 0,
    factor: [1, 1, 1],
  };
  const { channels } = extractSlice(voxels, geometry.planes.axial, 0);
  expect(channels.map((channel) => [...channel])).toEqual([
    [1, 2, 3, 4],
    [11, 12, 13, 14],
    [21, 22, 23, 24],
  ]);
});

const lineOf = (values: number[]) => ({
  channels: [Float32Array.from(values)],
  width: values.length,
  height: 1,
  factor: { right: 1, down: 1 },
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
  paintPicture({ channels: [channel], width: 4, height: 1 }, { factor: 2, offset: 10 }, pixels);
  expect([...pixels]).toEqual([0, 0, 0, 255, 110, 110, 110, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
});

test("three channels become a color", () => {
  const pixels = new Uint8ClampedArray(4);
  const channels = [200, 100, 50].map((value) => Float32Array.of(value));
  paintPicture({ channels, width: 1, height: 1 }, { factor: 1, offset: 0 }, pixels);
  expect([...pixels]).toEqual([200, 100, 50, 255]);
});
