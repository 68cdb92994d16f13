import * as zarr from "zarrita";
import { type Client } from "./client";
import { type Volume } from "./types";

/** A level's voxels. `at(k, j, i)`; colour: `at(k, j, i, c)`. */
export type Voxels = {
  shape: number[];
  dtype: string;
  at: (k: number, j: number, i: number, c?: number) => number;
};

/** A whole level through zarrita, as any Zarr program would read it, with the account's token. */
export async function readChunk(client: Client, volume: Volume, path: string) {
  const store = new zarr.FetchStore(new URL(volume.zarrUrl, client.url), {
    fetch: (request) => {
      request.headers.set("Authorization", `Bearer ${client.token}`);
      return fetch(request);
    },
  });
  const array = await zarr.open.v3(zarr.root(store).resolve(path), { kind: "array" });
  const chunk = await zarr.get(array as zarr.Array<zarr.NumberDataType, typeof store>);
  return { ...chunk, dtype: array.dtype };
}

/** The same, to be asked voxel by voxel. */
export async function readLevel(client: Client, volume: Volume, path: string): Promise<Voxels> {
  const { data, stride, shape, dtype } = await readChunk(client, volume, path);
  const spatial = stride.slice(-3) as [number, number, number];
  const channel = stride.length === 4 ? stride[0] : 0;
  return {
    shape,
    dtype,
    at: (k, j, i, c = 0) =>
      Number(data[k * spatial[0] + j * spatial[1] + i * spatial[2] + c * channel]),
  };
}
