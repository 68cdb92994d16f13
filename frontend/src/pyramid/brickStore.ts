import { type AbsolutePath, type AsyncReadable, type GetOptions, type RangeQuery } from "zarrita";

/**
 * Reads bytes of one file below the Zarr root. `range` as HTTP has it; without it the whole file.
 * Resolves to null where the file does not exist (bricks that are all zero are left out).
 */
export type FetchBytes = (
  path: string,
  range: { offset: number; length: number } | { suffixLength: number } | null,
  signal: AbortSignal | undefined,
) => Promise<Uint8Array | null>;

/** Bytes asked for at once. Bricks are far smaller, and neighbours in a shard are wanted together. */
const kBlockBytes = 2 * 1024 * 1024;
const kKeptBlocks = 24;

/**
 * A store for zarrita that turns many small reads of a shard into few aligned ones.
 *
 * A level of 512 × 512 × 300 has some 320 bricks of 100 KB: one request each would be slow from afar.
 * The last `kKeptBlocks` blocks stay in memory, requests under way included, so that no byte is asked for twice
 * while bricks are read in order.
 */
export class BrickStore implements AsyncReadable {
  readonly #fetchBytes: FetchBytes;
  readonly #blockBytes: number;
  readonly #blocks = new Map<string, Promise<Uint8Array | null>>();

  constructor(fetchBytes: FetchBytes, blockBytes = kBlockBytes) {
    this.#fetchBytes = fetchBytes;
    this.#blockBytes = blockBytes;
  }

  async get(key: AbsolutePath, options?: GetOptions): Promise<Uint8Array | undefined> {
    return (await this.#fetchBytes(key, null, options?.signal)) ?? undefined;
  }

  async getRange(
    key: AbsolutePath,
    range: RangeQuery,
    options?: GetOptions,
  ): Promise<Uint8Array | undefined> {
    if ("suffixLength" in range)
      return (await this.#fetchBytes(key, range, options?.signal)) ?? undefined;
    const end = range.offset + range.length;
    const parts: Uint8Array[] = [];
    const first = Math.floor(range.offset / this.#blockBytes);
    const last = Math.floor((end - 1) / this.#blockBytes);
    const wanted = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const blocks = await Promise.all(wanted.map((n) => this.#block(key, n, options?.signal)));
    for (const [n, block] of blocks.entries()) {
      if (!block) return undefined;
      const start = (first + n) * this.#blockBytes;
      parts.push(block.subarray(Math.max(0, range.offset - start), end - start));
    }
    return joined(parts, range.length, key);
  }

  #block(key: string, index: number, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
    const name = `${key}#${index}`;
    const known = this.#blocks.get(name);
    if (known) {
      this.#blocks.delete(name); // Set again below: the map's order is the order of last use.
      this.#blocks.set(name, known);
      return known;
    }
    const range = { offset: index * this.#blockBytes, length: this.#blockBytes };
    const asked = this.#fetchBytes(key, range, signal);
    this.#blocks.set(name, asked);
    asked.catch(() => this.#blocks.delete(name)); // A later try asks again.
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= kKeptBlocks) break;
      this.#blocks.delete(oldest);
    }
    return asked;
  }
}

function joined(parts: Uint8Array[], length: number, key: string): Uint8Array {
  const [only] = parts;
  const bytes = parts.length === 1 && only ? only : new Uint8Array(length);
  if (bytes !== only) {
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    if (at !== length) throw new Error(`${key}: ${length} bytes expected, ${at} came`);
  }
  if (bytes.length !== length)
    throw new Error(`${key}: ${length} bytes expected, ${bytes.length} came`);
  return bytes;
}
