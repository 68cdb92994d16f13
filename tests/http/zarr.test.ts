import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import * as zarr from "zarrita";
import { Client } from "../harness/client";
import { temporaryFolder } from "../harness/server";
import { type Scan, type Volume } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readChunk, readLevel, type Voxels } from "../harness/zarr";
import { gzipped, nifti1, sampleAlong } from "../phantom/nifti";
import { center } from "../phantom/phantom";

const running = withServer();
let someone: Client;
let scan: Scan;
let volume: Volume;
let levels: Voxels[];

beforeAll(async () => {
  someone = await Client.register(running.server.url);
  // Odd sizes, over bricks along each axis, and flat: a first step of 2 × 3 × 3, then one of halves in plane.
  const image = sampleAlong(["R", "P", "S"], [233, 241, 71], [0.6, 0.6, 1], center);
  scan = await uploadScan(someone, [{ path: "big.nii.gz", bytes: gzipped(nifti1(image)) }]);
  volume = scan.volumes[0]!;
  levels = await Promise.all(volume.levels.map((level) => readLevel(someone, volume, level.path)));
});

const url = (key: string) => `${volume.zarrUrl}/${key}`;

test("there is more than one level, finest first, each with its array's shape", () => {
  expect(levels.length).toBeGreaterThan(1);
  expect(volume.levels[0]).toMatchObject({ shape: volume.shape, factor: [1, 1, 1] });
  volume.levels.forEach(({ shape, factor }, n) => {
    expect(levels[n].shape).toEqual(shape);
    shape.forEach((count, axis) =>
      expect(count).toBe(Math.ceil(volume.shape[axis] / factor[axis])),
    );
  });
  expect(Math.max(...volume.levels.at(-1)!.shape)).toBeLessThanOrEqual(128);
});

test("each voxel of a level is the mean of those below it", () => {
  for (let n = 1; n < levels.length; n++) {
    const [fine, coarse] = [levels[n - 1], levels[n]];
    const step = volume.levels[n].factor.map((f, axis) => f / volume.levels[n - 1].factor[axis]);
    const [depth, height, width] = coarse.shape as [number, number, number];
    for (let k = 0; k < depth; k++)
      for (let j = 0; j < height; j++)
        for (let i = 0; i < width; i++) {
          const mean = meanOf(fine, [k, j, i], step);
          if (Math.abs(coarse.at(k, j, i) - mean) > 0.501)
            throw new Error(
              `level ${n} [${k}, ${j}, ${i}]: mean ${mean}, got ${coarse.at(k, j, i)}`,
            );
        }
  }
});

/** Over the block below voxel [k, j, i]; at an odd end over what is there. */
function meanOf(fine: Voxels, [k, j, i]: number[], [dk, dj, di]: number[]): number {
  let [sum, count] = [0, 0];
  for (let z = k * dk; z < Math.min((k + 1) * dk, fine.shape[0]); z++)
    for (let y = j * dj; y < Math.min((j + 1) * dj, fine.shape[1]); y++)
      for (let x = i * di; x < Math.min((i + 1) * di, fine.shape[2]); x++) {
        sum += fine.at(z, y, x);
        count++;
      }
  return sum / count;
}

test("the group is OME-Zarr 0.5 and says where each level lies", async () => {
  const { attributes, zarr_format: format } = await someone.json<{
    zarr_format: number;
    attributes: { ome: { version: string; multiscales: Multiscale[] } };
  }>(url("zarr.json"));
  const [multiscale] = attributes.ome.multiscales as [Multiscale];

  expect([format, attributes.ome.version]).toEqual([3, "0.5"]);
  expect(multiscale.axes.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "z space",
    "y space",
    "x space",
  ]);
  expect(multiscale.axes.map(({ unit }) => unit)).toEqual([
    "millimeter",
    "millimeter",
    "millimeter",
  ]);
  expect(multiscale.datasets.map(({ path }) => path)).toEqual(
    volume.levels.map(({ path }) => path),
  );
  multiscale.datasets.forEach(({ coordinateTransformations: [scale] }, n) => {
    expect(scale.type).toBe("scale");
    volume.spacingMm.forEach((mm, axis) =>
      expect(scale.scale[axis]).toBeCloseTo(mm * volume.levels[n].factor[axis], 6),
    );
  });
});

type Multiscale = {
  axes: { name: string; type: string; unit: string }[];
  datasets: { path: string; coordinateTransformations: { type: string; scale: number[] }[] }[];
};

test("a store that asks for the end of a shard reads it too", async () => {
  const store = new zarr.FetchStore(new URL(volume.zarrUrl, someone.url), {
    useSuffixRequest: true,
    fetch: (request) => {
      request.headers.set("Authorization", `Bearer ${someone.token}`);
      return fetch(request);
    },
  });
  const array = await zarr.open.v3(zarr.root(store).resolve("0"), { kind: "array" });
  const chunk = await zarr.get(array as zarr.Array<"int16", typeof store>, [35, 70, null]);
  expect([...chunk.data]).toEqual(Array.from({ length: 233 }, (_, i) => levels[0].at(35, 70, i)));
});

test("c-blosc itself, by the specification alone, reads every level to the same voxels", async () => {
  const folder = temporaryFolder();
  try {
    for (const { path: level } of volume.levels) {
      const there = path.join(folder, level);
      for (const key of ["zarr.json", "c/0/0/0"]) {
        mkdirSync(path.dirname(path.join(there, key)), { recursive: true });
        writeFileSync(path.join(there, key), (await someone.request(url(`${level}/${key}`))).bytes);
      }
      const script = path.join(import.meta.dirname, "read_zarr.py");
      const { stdout, stderr } = spawnSync("/usr/bin/python3", [script, there], {
        encoding: "utf8",
      });
      const { data } = await readChunk(someone, volume, level);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      expect(stderr).toBe("");
      expect(stdout.trim()).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("byte ranges", () => {
  let whole: Buffer;
  let etag: string;
  beforeAll(async () => {
    const answer = await someone.request(url("0/c/0/0/0"));
    whole = answer.bytes;
    etag = answer.headers.get("ETag")!;
    expect(answer.headers.get("Accept-Ranges")).toBe("bytes");
    expect(answer.headers.get("Cache-Control")).toMatch(/private/);
    expect(answer.headers.get("Cache-Control")).toMatch(/immutable/);
  });
  const get = (range: string, headers = {}) =>
    someone.request(url("0/c/0/0/0"), { headers: { Range: range, ...headers } });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=100-299", 100, 300],
    ["bytes=5-", 5, Infinity],
    ["bytes=-1024", -1024, Infinity],
    ["bytes=10-99999999999", 10, Infinity],
    ["bytes=-99999999999", 0, Infinity],
  ])("%s", async (range, first, end) => {
    const answer = await get(range);
    const expected = whole.subarray(first, end);
    const start = first < 0 ? whole.length + first : first;

    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(expected)).toBe(true);
    expect(answer.headers.get("Content-Range")).toBe(
      `bytes ${start}-${start + expected.length - 1}/${whole.length}`,
    );
    expect(answer.headers.get("ETag")).toBe(etag);
  });

  test("outside: 416 tells the size", async () => {
    for (const range of [`bytes=${whole.length}-`, "bytes=-0"]) {
      const answer = await get(range);
      expect(answer.status).toBe(416);
      expect(answer.headers.get("Content-Range")).toBe(`bytes */${whole.length}`);
    }
  });

  test.each(["bytes=9-0", "bytes=a-b", "lines=1-2", "bytes="])(
    "%s means nothing: all of it",
    async (range) => {
      const answer = await get(range);
      expect(answer.status).toBe(200);
      expect(answer.bytes.length).toBe(whole.length);
    },
  );

  test("If-Range with another ETag: all of it", async () => {
    expect((await get("bytes=0-9", { "If-Range": '"another"' })).status).toBe(200);
    expect((await get("bytes=0-9", { "If-Range": etag })).status).toBe(206);
  });

  test("what one holds already is 304", async () => {
    for (const held of [etag, `"other", ${etag}`, "*"]) {
      const answer = await someone.request(url("0/c/0/0/0"), {
        headers: { "If-None-Match": held },
      });
      expect([answer.status, answer.bytes.length]).toEqual([304, 0]);
      expect(answer.headers.get("ETag")).toBe(etag);
    }
    const other = await someone.request(url("0/c/0/0/0"), {
      headers: { "If-None-Match": '"other"' },
    });
    expect(other.status).toBe(200);
  });

  test("HEAD tells the size", async () => {
    const answer = await someone.request(url("0/c/0/0/0"), { method: "HEAD" });
    expect([answer.status, answer.bytes.length]).toEqual([200, 0]);
    expect(answer.headers.get("Content-Length")).toBe(String(whole.length));
  });
});

test.each(["", "nothing", "9/zarr.json", "0/c/9/9/9", "0/c/0/0/0/"])(
  "what is not in the tree (%j) is 404",
  async (key) => {
    expect((await someone.request(url(key))).status).toBe(404);
  },
);

test.each(["..%2f..%2foriginal", "%2e%2e/%2e%2e/original", "0/..%2f..%2f..%2fthumbnail.png"])(
  "%s does not lead out of the tree",
  async (key) => {
    expect([400, 404]).toContain((await someone.request(url(key))).status);
  },
);
