import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../api/errors";
import { type Volume } from "../api/types";
import { volumeOf } from "../viewer/testScan";
import { type BrickId, keyOf } from "./brick";
import { BrickCache } from "./BrickCache";
import { type BrickStream, type BrickSources } from "./BrickStream";
import { CoarseLevel } from "./CoarseLevel";
import { type FetchBytes } from "./fetchBytes";
import { calm, testPyramid, testStream, type TestVoxel } from "./testPyramid";
import { realValueAt } from "./voxels";
import { rank, type Wish } from "./Wishes";

/** Each voxel says where it is, and in which level; no brick is all zero. */
const place: TestVoxel = (level, [i, j, k], channel, time) =>
  1 + i + 25 * j + 800 * k + 3 * level + 7 * channel + 11 * time;

const streams: BrickStream[] = [];
afterEach(() => streams.splice(0).forEach((stream) => stream.dispose()));

function setUp(
  part: Partial<Volume> = {},
  options: Partial<BrickSources> & {
    budget?: number;
    fetch?: (own: FetchBytes) => FetchBytes;
    voxel?: TestVoxel;
  } = {},
) {
  const volume = volumeOf({ dtype: "int32", ...part });
  const pyramid = testPyramid(volume, options.voxel ?? place, [8, 8, 8]);
  const cache = new BrickCache(options.budget ?? 1e9);
  const fetchBytes = options.fetch?.(pyramid.fetchBytes) ?? pyramid.fetchBytes;
  const stream = testStream(volume, fetchBytes, cache, options);
  streams.push(stream);
  const arrived: string[] = [];
  stream.listen({
    onBricks: (bricks) => arrived.push(...bricks.map(keyOf)),
    onOpened: () => undefined,
    onTrouble: () => undefined,
  });
  return { volume, stream, cache, arrived, asked: pyramid.asked, files: pyramid.files };
}

const brick = (i: number, j: number, k: number, level = 0): BrickId => ({ level, at: [i, j, k] });
const wishes = (bricks: BrickId[], soon: number = rank.exact): Wish[] =>
  bricks.map((one) => ({ brick: one, rank: soon }));

describe("voxels are what the files hold", () => {
  test.each<[string, Partial<Volume>, number]>([
    ["16 bits", { dtype: "int16" }, 0],
    ["floats", { dtype: "float32" }, 0],
    ["color", { channels: 3 }, 0],
    ["the second of three time points", { timePoints: 3 }, 1],
  ])("%s, in each level, at the far edges too", async (_name, part, time) => {
    const { stream, volume } = setUp(part, { time });
    for (const [level, { shape }] of volume.levels.entries()) {
      const [nk, nj, ni] = shape;
      const last = [ni - 1, nj - 1, nk - 1] as const;
      const at = last.map((n) => Math.floor(n / 8)) as [number, number, number];
      stream.want("a", wishes([{ level, at }, brick(0, 0, 0, level)]), []);
      await calm(stream);
      for (const ijk of [last, [3, 2, 1] as const]) {
        const values = Array.from({ length: volume.channels }, (_, c) =>
          place(level, ijk, c, time),
        );
        expect(stream.valuesAt(level, ijk)).toEqual(values);
      }
      expect(stream.valuesAt(level, [ni, 0, 0])).toBeNull();
    }
  });

  test("a brick over the edge holds only the voxels that there are", async () => {
    const { stream } = setUp();
    stream.want("a", wishes([brick(2, 3, 4)]), []);
    await calm(stream);
    expect(stream.brick(brick(2, 3, 4))).toMatchObject({ size: [4, 6, 8] });
    expect(stream.brick(brick(2, 3, 4))?.data).toHaveLength(4 * 6 * 8);
  });

  test("bricks that are left out hold the fill value, and take no memory or request", async () => {
    const { stream, cache, asked } = setUp({}, { voxel: () => 0 });
    stream.want("a", wishes([brick(0, 0, 0), brick(1, 1, 1)]), []);
    await calm(stream);
    expect(stream.valuesAt(0, [9, 9, 9])).toEqual([0]);
    expect(cache.bytes).toBe(0);
    expect(asked.filter((request) => / bytes=\d/.test(request))).toEqual([]);
  });
});

/** So large that a level is not one request: then bricks are ranges. */
const large: Partial<Volume> = {
  shape: [160, 80, 80],
  levels: [{ path: "0", shape: [160, 80, 80], factor: [1, 1, 1] }],
};
const kBrick = 8 * 8 * 8 * 4;

describe("requests", () => {
  test("a small level is one request for its metadata and one for everything else", async () => {
    const { stream, asked, volume } = setUp();
    const whole = vi.fn();
    const coarse = new CoarseLevel(stream, volume, whole);
    stream.listen({
      onBricks: (bricks) => coarse.onBricks(bricks),
      onOpened: (level) => coarse.onOpened(level),
      onTrouble: () => undefined,
    });
    coarse.ask();
    await calm(stream);
    expect(asked).toEqual(["/1/zarr.json whole", "/1/c/0/0/0 whole"]);
    expect(whole).toHaveBeenCalledOnce();
    const voxels = coarse.voxels ?? never();
    for (const ijk of [
      [0, 0, 0],
      [9, 14, 19],
      [8, 3, 17],
    ] as const)
      expect(realValueAt(voxels, ijk)).toBe(place(1, ijk, 0, 0));
  });

  test("neighbours in the file are one range; the index is read once", async () => {
    const { stream, asked } = setUp(large);
    stream.want("a", wishes([brick(0, 0, 0), brick(1, 0, 0), brick(2, 0, 0)]), []);
    await calm(stream);
    stream.want("a", wishes([brick(5, 5, 5)]), []);
    await calm(stream);
    const index = 20 * 10 * 10 * 16 + 4;
    const far = (5 * 10 + 5) * 10 + 5;
    expect(asked).toEqual([
      "/0/zarr.json whole",
      `/0/c/0/0/0 bytes=-${index}`,
      `/0/c/0/0/0 bytes=0-${3 * kBrick - 1}`,
      `/0/c/0/0/0 bytes=${far * kBrick}-${(far + 1) * kBrick - 1}`,
    ]);
  });

  test("what is wanted sooner is asked for sooner, whoever wants it", async () => {
    const limits = { gap: 0, most: 1 };
    const { stream, asked } = setUp(large, { limits });
    const order = () =>
      asked.flatMap((request) => {
        const first = / bytes=(\d+)-/.exec(request)?.[1];
        return first === undefined ? [] : [Number(first) / kBrick];
      });
    stream.want("b", wishes([brick(7, 0, 0), brick(8, 0, 0)], rank.volume), []);
    stream.want(
      "a",
      [
        { brick: brick(1, 0, 0), rank: rank.exact + 0.5 },
        { brick: brick(3, 0, 0), rank: rank.exact + 0.1 },
        { brick: brick(2, 0, 0), rank: rank.plane },
      ],
      [],
    );
    await calm(stream);
    expect(order()).toEqual([2, 3, 1, 7, 8]);
  });

  test("what is only looked ahead for waits until nothing else is on its way", async () => {
    const { stream, asked } = setUp(large, { limits: { gap: 0, most: 1 } });
    stream.want("a", [...wishes([brick(0, 0, 0)], rank.ahead), ...wishes([brick(9, 9, 9)])], []);
    await calm(stream);
    await vi.waitFor(() => expect(stream.has(brick(0, 0, 0))).toBe(true));
    expect(asked.at(-1)).toContain(" bytes=0-");
  });

  test("while held only the coarse level comes", async () => {
    const { stream } = setUp();
    stream.hold(true);
    stream.want("a", wishes([brick(0, 0, 0)]), []);
    stream.want("b", wishes([brick(0, 0, 0, 1)], rank.coarse), []);
    await vi.waitFor(() => expect(stream.has(brick(0, 0, 0, 1))).toBe(true));
    expect(stream.has(brick(0, 0, 0))).toBe(false);
    stream.hold(false);
    await calm(stream);
    expect(stream.has(brick(0, 0, 0))).toBe(true);
  });

  test("what nobody wants any more is stopped; what somebody still wants is not", async () => {
    const stopped: string[] = [];
    let asks = 0;
    const { stream, arrived } = setUp(large, {
      limits: { gap: 0, most: 1 },
      fetch: (own) => (path, range, signal) => {
        if (!range || !("offset" in range)) return own(path, range, signal);
        asks += 1;
        return new Promise((resolve, reject) => {
          const timer = setTimeout(() => void own(path, range, signal).then(resolve, reject), 300);
          signal.addEventListener("abort", () => {
            clearTimeout(timer);
            stopped.push(String(range.offset / kBrick));
            reject(signal.reason as Error);
          });
        });
      },
    });
    stream.want("a", wishes([brick(0, 0, 0), brick(1, 0, 0)]), []);
    stream.want("b", wishes([brick(1, 0, 0)]), []);
    await vi.waitFor(() => expect(asks).toBe(2));
    stream.want("a", [], []);
    await calm(stream);
    expect(stopped).toEqual(["0"]);
    expect(arrived).toEqual(["0/1.0.0"]);
  });
});

describe("trouble", () => {
  const problem = (status: number) =>
    new ApiError({ type: "", title: "", status, code: "unavailable", detail: "" });

  function failing(times: number, error: Error) {
    let left = times;
    const fetch =
      (own: FetchBytes): FetchBytes =>
      (path, range, signal) => {
        if (range && "offset" in range && left > 0) {
          left -= 1;
          return Promise.reject(error);
        }
        return own(path, range, signal);
      };
    return fetch;
  }

  test.each([
    ["503", problem(503)],
    ["429", problem(429)],
    ["no answer", new NetworkError()],
  ])("%s is tried again, the reason told meanwhile", async (_name, error) => {
    const { stream } = setUp(large, { fetch: failing(2, error) });
    const told: unknown[] = [];
    stream.listen({
      onBricks: () => undefined,
      onOpened: () => undefined,
      onTrouble: (trouble) => told.push(trouble),
    });
    stream.want("a", wishes([brick(0, 0, 0)]), []);
    await calm(stream);
    expect(stream.valuesAt(0, [1, 1, 1])).toEqual([place(0, [1, 1, 1], 0, 0)]);
    expect(told).toEqual([{ error, final: false }, { error, final: false }, null]);
  });

  test("what stays is final; what has come stays, and the reader can begin again", async () => {
    const { stream } = setUp(large, { fetch: failing(6, problem(500)) });
    stream.want("a", wishes([brick(0, 0, 0), brick(9, 9, 9)]), []);
    await calm(stream);
    expect(stream.trouble).toMatchObject({ final: true });
    stream.retry();
    await calm(stream);
    expect(stream.has(brick(0, 0, 0)) && stream.has(brick(9, 9, 9))).toBe(true);
    expect(stream.trouble).toBeNull();
  });

  test("what cannot pass by itself is not tried again", async () => {
    let asks = 0;
    const { stream } = setUp(large, {
      fetch: (own) => (path, range, signal) => {
        if (!range || !("offset" in range)) return own(path, range, signal);
        asks += 1;
        return Promise.reject(problem(403));
      },
    });
    stream.want("a", wishes([brick(0, 0, 0)]), []);
    await calm(stream);
    expect([asks, stream.trouble?.final]).toEqual([1, true]);
  });

  test("a damaged index is an error, not other voxels", async () => {
    const { stream, files } = setUp(large);
    const shard = files.get("/0/c/0/0/0") ?? never();
    const at = shard.length - 100;
    shard[at] = (shard[at] ?? 0) ^ 1;
    stream.want("a", wishes([brick(0, 0, 0)]), []);
    await calm(stream);
    expect(String(stream.trouble?.error)).toContain("checksum");
  });
});

describe("the budget", () => {
  test("the least recently used bricks go first, those that are kept last", async () => {
    const { stream, cache } = setUp(large, { budget: 4 * kBrick, limits: { gap: 0, most: 1 } });
    const load = async (who: string, bricks: BrickId[]) => {
      stream.want(who, wishes(bricks), []);
      await calm(stream);
    };
    await load("shown", [brick(0, 0, 0), brick(1, 0, 0)]);
    for (let i = 2; i < 9; i += 1) await load("passing", [brick(i, 0, 0)]);
    expect(cache.bytes).toBeLessThanOrEqual(4 * kBrick);
    expect([0, 1, 8].map((i) => stream.has(brick(i, 0, 0)))).toEqual([true, true, true]);
    expect(stream.has(brick(3, 0, 0))).toBe(false);
  });

  test("under a budget for nothing every brick still comes, once", async () => {
    const { stream, arrived, cache } = setUp(large, { budget: 0, limits: { gap: 0, most: 1 } });
    const all = [0, 1, 2, 3, 4].map((i) => brick(i, i, i));
    stream.want("a", wishes(all), []);
    await calm(stream);
    expect(arrived.sort()).toEqual(all.map(keyOf).sort());
    expect(cache.bytes).toBe(0);
  });

  test("two volumes share a cache and never each other's voxels", async () => {
    const volume = volumeOf({ dtype: "int32" });
    const cache = new BrickCache(1e9);
    const [first, second] = [100, 200].map((value) => {
      const { fetchBytes } = testPyramid(volume, () => value, [8, 8, 8]);
      const stream = testStream(volume, fetchBytes, cache, { name: `volume ${value}` });
      streams.push(stream);
      return stream;
    });
    for (const stream of [first, second]) {
      stream?.want("a", wishes([brick(0, 0, 0)]), []);
      if (stream) await calm(stream);
    }
    expect(first?.valuesAt(0, [0, 0, 0])).toEqual([100]);
    expect(second?.valuesAt(0, [0, 0, 0])).toEqual([200]);
    expect(second?.resident()).toEqual([1, 0]);
  });
});

function never(): never {
  throw new Error("it is there");
}
