import * as zarr from "zarrita";
import { type VoxelArray } from "./voxels";

/** The metadata of an array that is one chunk (Zarr v3 core, "Array metadata"), as its `zarr.json` would have it. */
export type ChunkMetadata = zarr.ArrayMetadata;

/** Decodes chunks of one kind through zarrita's codecs, from bytes that are here already. One at a time. */
export class ChunkDecoder {
  readonly #array: zarr.Array<zarr.DataType, zarr.AsyncReadable>;
  #bytes: Uint8Array = new Uint8Array();

  constructor(metadata: ChunkMetadata) {
    const store = { get: () => Promise.resolve(this.#bytes) };
    this.#array = new zarr.Array(store, "/", metadata);
  }

  /**
   * @returns the chunk's values in C order, of whatever type the metadata says.
   * @throws Error where the bytes are damaged, or a codec is not known.
   */
  async decode(bytes: Uint8Array): Promise<unknown> {
    this.#bytes = bytes;
    const origin = this.#array.shape.map(() => 0);
    return (await this.#array.getChunk(origin)).data;
  }
}

export function isVoxelArray(data: unknown): data is VoxelArray {
  return (
    ArrayBuffer.isView(data) &&
    !(data instanceof DataView) &&
    !(data instanceof BigInt64Array) &&
    !(data instanceof BigUint64Array)
  );
}
