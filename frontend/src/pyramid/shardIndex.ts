import { crc32c } from "./crc32c";

export type ByteSpan = { offset: number; length: number };

/** How an index is written: so many bricks, with a checksum behind or not. */
export type IndexForm = { entries: number; checked: boolean };

const kPairBytes = 16;
const kCrcBytes = 4;
const kAbsent = 2n ** 64n - 1n;

export function indexBytes({ entries, checked }: IndexForm): number {
  return entries * kPairBytes + (checked ? kCrcBytes : 0);
}

/**
 * Where each brick of a shard lies in its file: (offset, nbytes), 64 bits little endian, for each in C order (Zarr v3,
 * codec "sharding_indexed", section "Binary shard format").
 */
export class ShardIndex {
  readonly #pairs: DataView;

  /** @throws Error where it is cut short or its checksum does not agree. */
  constructor(bytes: Uint8Array, form: IndexForm) {
    if (bytes.length !== indexBytes(form))
      throw new Error(`shard index: ${indexBytes(form)} bytes expected, ${bytes.length} came`);
    const pairs = bytes.subarray(0, form.entries * kPairBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (form.checked && view.getUint32(pairs.length, true) !== crc32c(pairs))
      throw new Error("shard index: its checksum does not agree");
    this.#pairs = view;
  }

  /** Null where the brick is left out because it holds the fill value alone. */
  span(entry: number): ByteSpan | null {
    const offset = this.#pairs.getBigUint64(entry * kPairBytes, true);
    const length = this.#pairs.getBigUint64(entry * kPairBytes + 8, true);
    if (offset === kAbsent && length === kAbsent) return null;
    return { offset: Number(offset), length: Number(length) };
  }
}
