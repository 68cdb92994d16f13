import { type Level, type Volume } from "../api/types";
import { type FetchBytes } from "./fetchBytes";
import { type LevelLayout, parseLevelLayout } from "./levelLayout";
import { type ByteSpan, indexBytes, ShardIndex } from "./shardIndex";
import { bytesPerValue, type Dimensions } from "./voxels";

/** Where a brick's bytes are: a span of a file; null where it holds the fill value alone. */
export type BrickSpan = { path: string; span: ByteSpan | null };

/** A level of which all bytes are so few is one request: bricks and index together. */
const kWholeBytes = 2 * 1024 * 1024;

type Shard = { index: ShardIndex | null; whole: Uint8Array | null };

/** The files of one level: reads metadata and indices once, when they are needed first. */
export class LevelFile {
  readonly #fetchBytes: FetchBytes;
  readonly #level: Level;
  readonly #volume: Pick<Volume, "channels" | "timePoints" | "dtype">;
  readonly #shards = new Map<string, Shard>();
  readonly #opening = new Map<string, Promise<unknown>>();
  #layout: LevelLayout | null = null;
  #pending = 0;

  constructor(
    fetchBytes: FetchBytes,
    level: Level,
    volume: Pick<Volume, "channels" | "timePoints" | "dtype">,
  ) {
    this.#fetchBytes = fetchBytes;
    this.#level = level;
    this.#volume = volume;
  }

  /** Null until `open` has resolved once. */
  get layout(): LevelLayout | null {
    return this.#layout;
  }

  /** True while nothing is being read. */
  get idle(): boolean {
    return this.#pending === 0;
  }

  /** Its bricks come along with the index: there are few bytes. */
  get comesWhole(): boolean {
    return this.#rawBytes() <= kWholeBytes;
  }

  /** @throws what fetching throws; ParseError, Error where the metadata are not as we read them. */
  open(signal: AbortSignal): Promise<LevelLayout> {
    return this.#once("", async () => {
      const path = `/${this.#level.path}/zarr.json`;
      const bytes = await this.#fetchBytes(path, null, signal);
      if (!bytes) throw new Error(`${path}: the volume has no such level`);
      const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
      this.#layout = parseLevelLayout(body, this.#level, this.#volume);
      return this.#layout;
    });
  }

  /** Undefined until `prepare` has resolved for this brick, or another of its shard. */
  locate(at: Dimensions, time: number): BrickSpan | undefined {
    const place = this.#layout?.place(at, time);
    const shard = place && this.#shards.get(place.shard);
    if (!place || !shard) return undefined;
    return { path: this.#pathOf(place.shard), span: shard.index?.span(place.entry) ?? null };
  }

  /** Reads what `locate` needs. @throws see `open`. */
  async prepare(at: Dimensions, time: number, signal: AbortSignal): Promise<void> {
    const layout = this.#layout ?? (await this.open(signal));
    const name = layout.place(at, time).shard;
    await this.#once(name, async () => {
      this.#shards.set(name, await this.#openShard(layout, this.#pathOf(name), signal));
    });
  }

  /** Bytes of a shard. @throws what fetching throws; Error where they are fewer. */
  async read(path: string, span: ByteSpan, signal: AbortSignal): Promise<Uint8Array> {
    const name = path.slice(this.#pathOf("").length);
    const whole = this.#shards.get(name)?.whole;
    const bytes = whole
      ? whole.slice(span.offset, span.offset + span.length)
      : await this.#fetchBytes(path, span, signal);
    if (bytes?.length !== span.length)
      throw new Error(`${path}: ${span.length} bytes expected, ${bytes?.length ?? 0} came`);
    return bytes;
  }

  async #openShard(layout: LevelLayout, path: string, signal: AbortSignal): Promise<Shard> {
    const suffixLength = indexBytes(layout.index);
    const bytes = await this.#fetchBytes(path, this.comesWhole ? null : { suffixLength }, signal);
    if (!bytes) return { index: null, whole: null };
    return {
      index: new ShardIndex(bytes.slice(-suffixLength), layout.index),
      whole: this.comesWhole ? bytes : null,
    };
  }

  #rawBytes(): number {
    const voxels = this.#level.shape.reduce((product, count) => product * count, 1);
    const { channels, timePoints, dtype } = this.#volume;
    return voxels * channels * timePoints * bytesPerValue(dtype);
  }

  #pathOf(shard: string): string {
    return `/${this.#level.path}/${shard}`;
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await work();
    } finally {
      this.#pending -= 1;
    }
  }

  /** One try at a time for each name; a later one after it has failed. */
  #once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.#opening.get(name) as Promise<T> | undefined;
    if (known) return known;
    const trying = this.#counted(work);
    this.#opening.set(name, trying);
    trying.catch(() => this.#opening.delete(name));
    return trying;
  }
}
