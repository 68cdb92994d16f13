import { expect, test, vi } from "vitest";
import { volumeOf } from "../viewer/testScan";
import { BrickStore, type FetchBytes } from "./brickStore";
import { chooseVolumeLevel, levelsToRead } from "./chooseLevel";
import { rangeHeader } from "./fetchBytes";
import { slabsOf } from "./LevelWorkers";
import { loadPyramid } from "./loadPyramid";
import { deviceFrom, noGraphics } from "./probeDevice";
import { realValueAt, toLevelIndex, voxelsOf } from "./voxels";

const file = Uint8Array.from({ length: 100 }, (_, n) => n);

function storeOf(): { store: BrickStore; asked: string[] } {
  const asked: string[] = [];
  const fetchBytes: FetchBytes = (path, range) => {
    asked.push(`${path} ${range ? rangeHeader(range) : "whole"}`);
    if (path !== "/0/c/0/0/0") return Promise.resolve(null);
    if (!range) return Promise.resolve(file);
    if ("suffixLength" in range) return Promise.resolve(file.slice(-range.suffixLength));
    return Promise.resolve(file.slice(range.offset, range.offset + range.length));
  };
  return { store: new BrickStore(fetchBytes, 32), asked };
}

test("bytes come as asked, across blocks and at the file's end", async () => {
  const { store } = storeOf();
  const read = (offset: number, length: number) =>
    store.getRange("/0/c/0/0/0", { offset, length }).then((bytes) => [...(bytes ?? [])]);
  expect(await read(3, 4)).toEqual([3, 4, 5, 6]);
  expect(await read(30, 6)).toEqual([30, 31, 32, 33, 34, 35]);
  expect(await read(90, 10)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
});

test("bricks of one block cost one request", async () => {
  const { store, asked } = storeOf();
  await Promise.all(
    [0, 8, 16, 24].map((offset) => store.getRange("/0/c/0/0/0", { offset, length: 8 })),
  );
  expect(asked).toEqual(["/0/c/0/0/0 bytes=0-31"]);
});

test("a shard's index is read from its end", async () => {
  const { store, asked } = storeOf();
  expect([...((await store.getRange("/0/c/0/0/0", { suffixLength: 2 })) ?? [])]).toEqual([98, 99]);
  expect(asked).toEqual(["/0/c/0/0/0 bytes=-2"]);
});

test("what is left out is undefined, and bytes that are missing are an error", async () => {
  const { store } = storeOf();
  expect(await store.get("/0/c/9/9/9")).toBeUndefined();
  expect(await store.getRange("/0/c/9/9/9", { offset: 0, length: 4 })).toBeUndefined();
  await expect(store.getRange("/0/c/0/0/0", { offset: 96, length: 10 })).rejects.toThrow(
    "expected",
  );
});

const big = volumeOf({
  shape: [3000, 512, 512],
  levels: [
    { path: "0", shape: [3000, 512, 512], factor: [1, 1, 1] },
    { path: "1", shape: [1500, 256, 256], factor: [2, 2, 2] },
    { path: "2", shape: [750, 128, 128], factor: [4, 4, 4] },
    { path: "3", shape: [375, 64, 64], factor: [8, 8, 8] },
  ],
});
const desk = deviceFrom({
  renderer: "ANGLE (Some Card)",
  maxTextureSize: 2048,
  memoryGibibytes: 8,
  handheld: false,
  cores: 4,
});

test("3D takes the finest level whose sides the graphics hold", () => {
  expect(chooseVolumeLevel(big, desk)).toEqual({ level: 1, because: "textureSize" });
  const small = { ...desk, maxTextureSize: 256 };
  expect(chooseVolumeLevel(big, small)).toEqual({ level: 3, because: "textureSize" });
  expect(chooseVolumeLevel(volumeOf(), desk)).toEqual({ level: 0, because: null });
});

test("3D says when memory or a missing graphics card is the reason", () => {
  const tight = { ...desk, textureBudgetBytes: 60_000_000, maxTextureSize: 4096 };
  expect(chooseVolumeLevel(big, tight)).toEqual({ level: 2, because: "memory" });
  const software = deviceFrom({
    renderer: "Google SwiftShader",
    maxTextureSize: 8192,
    memoryGibibytes: 8,
    handheld: false,
    cores: 4,
  });
  expect(software.software).toBe(true);
  expect(chooseVolumeLevel(big, software).because).toBe("software");
});

test("a device that can hold nothing still gets the coarsest level", () => {
  expect(chooseVolumeLevel(big, { ...desk, maxTextureSize: 16 }).level).toBe(3);
});

test("levels are read coarse first; one that does not fit into memory is left out", () => {
  expect(levelsToRead(big, desk)).toEqual([3, 2, 1, 0]);
  expect(levelsToRead(big, { ...desk, memoryBudgetBytes: 500_000_000 })).toEqual([3, 2, 1]);
  expect(levelsToRead(big, noGraphics)).toEqual([]);
});

test("each level is shown before the next is asked for, and progress never goes back", async () => {
  const volume = volumeOf();
  const order: string[] = [];
  const fractions: number[] = [];
  await loadPyramid(
    volume,
    [1, 0],
    ({ path }, onProgress) => {
      order.push(`ask ${path}`);
      onProgress(0.5);
      onProgress(1);
      return Promise.resolve(new Int16Array(path === "0" ? 24_000 : 3_000));
    },
    {
      onLevel: ({ level }) => order.push(`show ${level}`),
      onProgress: (fraction) => fractions.push(fraction),
    },
    new AbortController().signal,
  );
  expect(order).toEqual(["ask 1", "show 1", "ask 0", "show 0"]);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBeCloseTo(1);
});

test("large levels are read in slabs of whole bricks, without gap or overlap", () => {
  expect(slabsOf([300, 512, 512], 4)).toEqual([
    { first: 0, end: 64 },
    { first: 64, end: 128 },
    { first: 128, end: 192 },
    { first: 192, end: 300 },
  ]);
  expect(slabsOf([100, 512, 512], 4)).toEqual([
    { first: 0, end: 64 },
    { first: 64, end: 100 },
  ]);
  expect(slabsOf([64, 512, 512], 4)).toEqual([null]);
  expect(slabsOf([300, 20, 20], 4)).toEqual([null]);
});

test("a stopped load shows nothing more", async () => {
  const stop = new AbortController();
  const onLevel = vi.fn();
  const loading = loadPyramid(
    volumeOf(),
    [1, 0],
    () => {
      stop.abort();
      return Promise.resolve(new Int16Array(3_000));
    },
    { onLevel, onProgress: () => undefined },
    stop.signal,
  );
  await expect(loading).rejects.toMatchObject({ name: "AbortError" });
  expect(onLevel).not.toHaveBeenCalled();
});

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
