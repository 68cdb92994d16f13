import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BrickCache } from "../pyramid/BrickCache";
import { type BrickStream } from "../pyramid/BrickStream";
import { boxSize } from "../pyramid/box";
import { calm, testPyramid, testStream } from "../pyramid/testPyramid";
import { volumeOf } from "./testScan";
import { workerHere } from "./testWorker";
import { VolumeStream } from "./VolumeStream";
import { toDisplay } from "./vtk/displayScale";
import { type ToTextures } from "./vtk/textureMessages";
import { Textures } from "./vtk/Textures";
import { type VolumeTexture } from "./vtk/volumeTexture";

const volume = volumeOf({
  shape: [40, 30, 20],
  levels: [
    { path: "0", shape: [40, 30, 20], factor: [1, 1, 1] },
    { path: "1", shape: [20, 15, 10], factor: [2, 2, 2] },
    { path: "2", shape: [10, 8, 5], factor: [4, 4, 4] },
  ],
  valueRange: [-3000, 9000],
});
const stored = (level: number, [i, j, k]: readonly number[]) =>
  (i ?? 0) * 3 + (j ?? 0) * 50 + (k ?? 0) * 200 - 2900 + 10 * level;

let stream: BrickStream;
let textures: VolumeStream;
let shown: VolumeTexture[];

beforeEach(() => {
  vi.stubGlobal(
    "Worker",
    workerHere<ToTextures>(() => {
      const made = new Textures();
      return (message) => made.take(message);
    }),
  );
  const { fetchBytes } = testPyramid(volume, stored, [8, 8, 8]);
  stream = testStream(volume, fetchBytes, new BrickCache(1e6), { limits: { gap: 0, most: 5000 } });
  shown = [];
  textures = new VolumeStream(stream, volume, (texture) => shown.push(texture));
  stream.listen({
    onBricks: (bricks) => textures.onBricks(bricks),
    onOpened: () => textures.onOpened(),
    onTrouble: () => undefined,
  });
});
afterEach(() => {
  textures.dispose();
  stream.dispose();
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !condition(); turn += 1) {
    await calm(stream);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(condition()).toBe(true);
}

/** Every value of a texture is that of its voxel, within the step of the display. */
function mustHold({ level, box, values, scale }: VolumeTexture): void {
  const [ni, nj, nk] = boxSize(box);
  let worst = 0;
  for (let k = 0; k < nk; k += 1)
    for (let j = 0; j < nj; j += 1)
      for (let i = 0; i < ni; i += 1) {
        const real = stored(
          level,
          [i, j, k].map((n, axis) => n + (box.first[axis] ?? 0)),
        );
        const off = Math.abs((values[(k * nj + j) * ni + i] ?? 0) - toDisplay(scale, real));
        worst = Math.max(worst, off);
      }
  expect(values).toHaveLength(ni * nj * nk);
  expect(worst).toBeLessThanOrEqual(0.5);
}

test("whole levels come one after another, coarse first, each with its own values", async () => {
  textures.aimAt({ level: 0, crop: null });
  await until(() => textures.done);
  expect(shown.map(({ level }) => level)).toEqual([2, 1, 0]);
  for (const texture of shown) mustHold(texture);
});

test("a device that holds less ends at a coarser level", async () => {
  textures.aimAt({ level: 1, crop: null });
  await until(() => textures.done);
  expect(shown.map(({ level }) => level)).toEqual([2, 1]);
  expect(textures.missing).toBe(0);
});

test("a part comes straight at its level, with no voxel outside; then the whole again", async () => {
  textures.aimAt({ level: 1, crop: null });
  await until(() => textures.done);
  const crop = { first: [5, 9, 20], end: [14, 27, 35] } as const;
  textures.aimAt({ level: 0, crop });
  await until(() => textures.done);
  expect(shown.at(-1)).toMatchObject({ level: 0, box: crop });
  mustHold(shown.at(-1) ?? never());
  textures.aimAt({ level: 1, crop: null });
  await until(() => textures.done);
  expect(shown.slice(-2).map(({ level, box }) => [level, boxSize(box)])).toEqual([
    [2, [5, 8, 10]],
    [1, [10, 15, 20]],
  ]);
});

test("what is under way stops when something else is wanted", async () => {
  textures.aimAt({ level: 0, crop: null });
  textures.aimAt(null);
  expect(textures.done).toBe(true);
  await calm(stream);
  expect(shown).toEqual([]);
  textures.aimAt({ level: 2, crop: null });
  await until(() => textures.done);
  expect(shown.map(({ level }) => level)).toEqual([2]);
});

test("after the graphics were lost everything comes again", async () => {
  textures.aimAt({ level: 1, crop: null });
  await until(() => textures.done);
  textures.restart();
  await until(() => textures.done);
  expect(shown.map(({ level }) => level)).toEqual([2, 1, 2, 1]);
});

function never(): never {
  throw new Error("it is there");
}
