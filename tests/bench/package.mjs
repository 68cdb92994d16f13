// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { median, row } from "./measure.mjs";
import { startServer } from "./server.mjs";

const frontend = path.resolve(import.meta.dirname, "../../frontend");
const passes = 7;

/**
 * What a CT's package takes on disk, all levels together, beside the same voxels through gzip as a .nii.gz has them;
 * and how fast the page's decoder unpacks it, beside c-blosc as WebAssembly.
 */
export async function packageBench(folder, zip) {
  const server = await startServer(path.join(folder, "package"));
  try {
    const { scan } = await server.upload(zip);
    const [volume] = scan.volumes;
    const voxels = volume.shape.reduce((product, count) => product * count, 1);
    const raw = voxels * 2;
    const zarr = findFolder(path.join(server.dataDir, "blobs"), "zarr");
    const all = sizeOf(zarr);
    const frames = readFrames(path.join(zarr, "0"));
    const plain = await decodersOf(folder, frames);
    const gzip = gzipSync(Buffer.concat(plain.bricks), { level: 6 }).length;
    return [
      row("package of a CT, all levels", "% of raw", (100 * all) / raw, (100 * gzip) / raw, {
        most: 46,
      }),
      row("  its coarse levels", "% of raw", (100 * (all - sizeOf(path.join(zarr, "0")))) / raw),
      {
        ...row("decode bricks as the page does, one thread", "MB/s", plain.ours, plain.peer),
        bar: "≥ 250 MB/s",
        met: plain.ours >= 250,
      },
    ];
  } finally {
    await server.stop();
  }
}

/** The packed bricks of a level, out of its shard's index (FORMAT.md). */
function readFrames(level) {
  const metadata = JSON.parse(readFileSync(path.join(level, "zarr.json"), "utf8"));
  const { chunk_shape: brick } = metadata.codecs[0].configuration;
  const shard = metadata.chunk_grid.configuration.chunk_shape;
  const count = shard.reduce((product, size, axis) => product * (size / brick[axis]), 1);
  const bytes = readFileSync(path.join(level, "c/0/0/0"));
  const first = bytes.length - 4 - 16 * count;
  return Array.from({ length: count }, (_, n) => {
    const offset = Number(bytes.readBigUInt64LE(first + 16 * n));
    return new Uint8Array(
      bytes.subarray(offset, offset + Number(bytes.readBigUInt64LE(first + 16 * n + 8))),
    );
  });
}

/** @returns MB of voxels a second by the page's decoder and by numcodecs, and the bricks. */
async function decodersOf(folder, frames) {
  const page = await import(pathToFileURL(await bundle(folder)));
  const { default: Blosc } = await import("numcodecs/blosc");
  const peer = Blosc.fromConfig({
    id: "blosc",
    cname: "zstd",
    clevel: 1,
    shuffle: 1,
    blocksize: 0,
  });
  const bricks = await unpackAll(frames, page.decompressBlosc);
  const bytes = bricks.reduce((sum, { length }) => sum + length, 0);
  const speed = async (decode) => {
    const rates = [];
    for (let pass = 0; pass < passes; pass += 1) {
      const begin = performance.now();
      await unpackAll(frames, decode);
      rates.push(bytes / 1000 / (performance.now() - begin));
    }
    return median(rates);
  };
  return {
    bricks,
    ours: await speed(page.decompressBlosc),
    peer: await speed((frame) => peer.decode(frame)),
  };
}

async function unpackAll(frames, decode) {
  const bricks = [];
  for (const frame of frames) bricks.push(await decode(frame));
  return bricks;
}

/** The decoder's TypeScript as one module that Node runs, made by what makes the page. */
async function bundle(folder) {
  const { build } = await import("vite");
  const outDir = path.join(folder, "decoder");
  await build({
    configFile: false,
    root: frontend,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: "src/pyramid/blosc.ts",
      outDir,
      rollupOptions: { output: { entryFileNames: "blosc.mjs" } },
    },
  });
  return path.join(outDir, "blosc.mjs");
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, { parentPath, path: old, name }) =>
        sum + statSync(path.join(parentPath ?? old, name)).size,
      0,
    );
}

function findFolder(folder, name) {
  const found = readdirSync(folder, { recursive: true }).find(
    (entry) => path.basename(entry) === name,
  );
  if (!found) throw new Error(`there is no ${name} below the server's storage`);
  return path.join(folder, found);
}
