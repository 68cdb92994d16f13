import { expect, test } from "vitest";
import { volumeOf } from "../viewer/testScan";
import { boxInLevel, bricksIn } from "./box";
import { realValueAt, toLevelIndex, voxelsOf } from "./voxels";

test("real values are stored ones rescaled; outside there are none", () => {
  const volume = volumeOf({ slope: 2, intercept: -1000 });
  const data = new Int16Array(24_000);
  data[(7 * 30 + 5) * 20 + 3] = 600;
  const voxels = voxelsOf(volume, 0, data);
  expect(voxels.dimensions).toEqual([20, 30, 40]);
  expect(realValueAt(voxels, [3, 5, 7])).toBe(200);
  expect(realValueAt(voxels, [20, 0, 0])).toBeNull();
  expect(realValueAt(voxels, [0, -1, 0])).toBeNull();
});

test("a coarse voxel's centre lies in the middle of those it stands for", () => {
  expect(toLevelIndex(0.5, 2)).toBe(0);
  expect(toLevelIndex(9.5, 4)).toBe(2);
  expect(toLevelIndex(5, 1)).toBe(5);
});

test("a box takes in every coarse voxel and every brick that it touches", () => {
  const box = { first: [3, 8, 0], end: [9, 16, 1] } as const;
  expect(boxInLevel(box, [2, 4, 1])).toEqual({ first: [1, 2, 0], end: [5, 4, 1] });
  expect(bricksIn(box, [8, 8, 8])).toEqual([
    [0, 1, 0],
    [1, 1, 0],
  ]);
});
