import { type Volume } from "../api/types";
import { type BrickCache } from "./BrickCache";
import { BrickStream, type BrickSources } from "./BrickStream";
import { ChunkDecoder } from "./chunkDecoder";
import { crc32c } from "./crc32c";
import { decodeBricks } from "./decodeBricks";
import { type FetchBytes, rangeHeader } from "./fetchBytes";
import { LevelFile } from "./LevelFile";
import { bytesPerValue, type Dimensions, dimensionsOf, voxelArrayOf } from "./voxels";

/** A volume's files as the server writes them, but not packed; for tests only. */
export type TestPyramid = {
  files: Map<string, Uint8Array>;
  fetchBytes: FetchBytes;
  /** What was asked for: "/0/c/0/0/0 bytes=0-31". */
  asked: string[];
};

export type TestVoxel = (level: number, ijk: Dimensions, channel: number, time: number) => number;

/** Bricks whose voxels are all zero are left out, as the format allows. */
export function testPyramid(
  volume: Volume,
  voxel: TestVoxel,
  brick: Dimensions = [4, 4, 4],
): TestPyramid {
  const files = new Map<string, Uint8Array>();
  for (const [level, { path }] of volume.levels.entries()) {
    const { metadata, shard, name } = levelFiles(volume, level, voxel, brick);
    files.set(`/${path}/zarr.json`, new TextEncoder().encode(JSON.stringify(metadata)));
    files.set(`/${path}/${name}`, shard);
  }
  const asked: string[] = [];
  const fetchBytes: FetchBytes = (path, range, signal) => {
    asked.push(`${path} ${range ? rangeHeader(range) : "whole"}`);
    signal.throwIfAborted();
    const file = files.get(path);
    if (!file) return Promise.resolve(null);
    if (!range) return Promise.resolve(file.slice());
    if ("suffixLength" in range) return Promise.resolve(file.slice(-range.suffixLength));
    return Promise.resolve(file.slice(range.offset, range.offset + range.length));
  };
  return { files, fetchBytes, asked };
}

/** A stream over such files that decodes where it runs. */
export function testStream(
  volume: Volume,
  fetchBytes: FetchBytes,
  cache: BrickCache,
  options: Partial<BrickSources> = {},
): BrickStream {
  return new BrickStream({
    levels: volume.levels.map((level) => new LevelFile(fetchBytes, level, volume)),
    time: 0,
    name: "test",
    cache,
    decode: (_level, kind, bytes, parts) =>
      decodeBricks(new ChunkDecoder(kind.metadata), kind, bytes, parts),
    retryDelaysMs: [1, 1],
    ...options,
  });
}

/** Until nothing more happens by itself. */
export async function calm(stream: BrickStream): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!stream.busy || stream.trouble?.final) return;
  }
  throw new Error("bricks that are wanted do not come");
}

function levelFiles(volume: Volume, level: number, voxel: TestVoxel, asked: Dimensions) {
  const described = volume.levels[level];
  if (!described) throw new RangeError(`level ${level}`);
  const dimensions = dimensionsOf(described);
  const brick = dimensions.map((n, axis) => Math.min(n, asked[axis] ?? n)) as unknown as Dimensions;
  const counts = dimensions.map((n, axis) => Math.ceil(n / (brick[axis] ?? 1)));
  const timed = volume.timePoints > 1;
  const colour = volume.channels > 1;
  const extent = ([i, j, k]: readonly number[], times: number) => [
    ...(timed ? [times] : []),
    ...(colour ? [volume.channels] : []),
    ...[k, j, i],
  ];
  const whole = counts.map((n, axis) => n * (brick[axis] ?? 1));
  const [ni = 1, nj = 1, nk = 1] = counts;
  const parts: Uint8Array[] = [];
  for (let time = 0; time < volume.timePoints; time += 1)
    for (let k = 0; k < nk; k += 1)
      for (let j = 0; j < nj; j += 1)
        for (let i = 0; i < ni; i += 1)
          parts.push(
            packed(volume, brick, dimensions, [i, j, k], (ijk, c) => voxel(level, ijk, c, time)),
          );
  const bytes = { name: "bytes", configuration: { endian: "little" } };
  return {
    metadata: {
      ...{ zarr_format: 3, node_type: "array", attributes: {}, fill_value: 0 },
      shape: extent(dimensions, volume.timePoints),
      data_type: volume.dtype,
      chunk_grid: {
        name: "regular",
        configuration: { chunk_shape: extent(whole, volume.timePoints) },
      },
      chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
      codecs: [
        {
          name: "sharding_indexed",
          configuration: {
            chunk_shape: extent(brick, 1),
            codecs: [bytes],
            index_codecs: [bytes, { name: "crc32c" }],
            index_location: "end",
          },
        },
      ],
    },
    shard: shardOf(parts),
    name: ["c", ...extent([0, 0, 0], 1).map(() => 0)].join("/"),
  };
}

function packed(
  volume: Volume,
  [bi, bj, bk]: Dimensions,
  dimensions: Dimensions,
  at: Dimensions,
  voxel: (ijk: Dimensions, channel: number) => number,
): Uint8Array {
  const data = voxelArrayOf(volume.dtype, bi * bj * bk * volume.channels);
  let n = 0;
  for (let c = 0; c < volume.channels; c += 1)
    for (let k = 0; k < bk; k += 1)
      for (let j = 0; j < bj; j += 1)
        for (let i = 0; i < bi; i += 1) {
          const ijk: Dimensions = [at[0] * bi + i, at[1] * bj + j, at[2] * bk + k];
          const inside = ijk.every((index, axis) => index < (dimensions[axis] ?? 0));
          data[n] = inside ? voxel(ijk, c) : 0;
          n += 1;
        }
  if (data.every((value) => value === 0)) return new Uint8Array();
  return new Uint8Array(data.buffer, 0, data.length * bytesPerValue(volume.dtype));
}

/** Bricks one after another and the index behind them (Zarr v3, "Binary shard format"). */
function shardOf(parts: readonly Uint8Array[]): Uint8Array {
  const index = new DataView(new ArrayBuffer(parts.length * 16 + 4));
  let offset = 0;
  for (const [n, { length }] of parts.entries()) {
    index.setBigUint64(n * 16, length > 0 ? BigInt(offset) : 2n ** 64n - 1n, true);
    index.setBigUint64(n * 16 + 8, length > 0 ? BigInt(length) : 2n ** 64n - 1n, true);
    offset += length;
  }
  const pairs = new Uint8Array(index.buffer, 0, parts.length * 16);
  index.setUint32(pairs.length, crc32c(pairs), true);
  const shard = new Uint8Array(offset + index.byteLength);
  let at = 0;
  for (const part of [...parts, new Uint8Array(index.buffer)]) {
    shard.set(part, at);
    at += part.length;
  }
  return shard;
}
