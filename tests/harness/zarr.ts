import * as zarr from "zarrita";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Client } from "./client";
import { type Volume } from "./types";

/** A level's voxels. `at(k, j, i)`; colour: `at(k, j, i, c)`. */
export type Voxels = {
  shape: number[];
  dtype: string;
  at: (k: number, j: number, i: number, c?: number) => number;
};

/** A whole level through zarrita, as any Zarr program would read it, with the account's token. */
export async function readChunk(client: Client, volume: Volume, level: string) {
  const store = new zarr.FetchStore(new URL(volume.zarrUrl, client.url), {
    fetch: (request) => {
      request.headers.set("Authorization", `Bearer ${client.token}`);
      return fetch(request);
    },
  });
  const array = await zarr.open.v3(zarr.root(store).resolve(level), { kind: "array" });
  const chunk = await zarr.get(array as zarr.Array<zarr.NumberDataType, typeof store>);
  return { ...chunk, dtype: array.dtype };
}

/** The same, to be asked voxel by voxel. */
export const readLevel = async (client: Client, volume: Volume, level: string) =>
  voxelsOf(await readChunk(client, volume, level));

/** A level of a group in a folder. */
export async function readLevelOnDisk(folder: string, level: string): Promise<Voxels> {
  const get = (key: string) => {
    const file = path.join(folder, key);
    return Promise.resolve(existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined);
  };
  const store = {
    get,
    getRange: async (key: string, range: zarr.RangeQuery) =>
      "suffixLength" in range
        ? (await get(key))?.slice(-range.suffixLength)
        : (await get(key))?.slice(range.offset, range.offset + range.length),
  };
  const array = await zarr.open.v3(zarr.root(store).resolve(level), { kind: "array" });
  const chunk = await zarr.get(array as zarr.Array<zarr.NumberDataType, typeof store>);
  return voxelsOf({ ...chunk, dtype: array.dtype });
}

function voxelsOf({ data, stride, shape, dtype }: Awaited<ReturnType<typeof readChunk>>): Voxels {
  const spatial = stride.slice(-3) as [number, number, number];
  const channel = stride.length === 4 ? stride[0] : 0;
  return {
    shape,
    dtype,
    at: (k, j, i, c = 0) =>
      Number(data[k * spatial[0] + j * spatial[1] + i * spatial[2] + c * channel]),
  };
}
