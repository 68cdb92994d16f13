import { isAbort } from "../api/errors";
import { type Brick, type BrickId, type BrickKey, brickSize, fillOf, keyOf } from "./brick";
import { type BrickCache } from "./BrickCache";
import { type RangeLimits, rangeAround, spanOf } from "./coalesce";
import { type Decode } from "./DecodePool";
import { type LevelFile } from "./LevelFile";
import { type LevelLayout } from "./levelLayout";
import { kRetryDelaysMs, withRetries } from "./retry";
import { type ByteSpan } from "./shardIndex";
import { type Dimensions, type VoxelArray } from "./voxels";
import { rank, type Wish, Wishes } from "./Wishes";

export type BrickSources = {
  /** Finest first, as the volume lists them. */
  levels: readonly LevelFile[];
  time: number;
  /** Of this volume and time point in the cache, which others share. */
  name: string;
  cache: BrickCache;
  decode: Decode;
  limits?: RangeLimits;
  retryDelaysMs?: readonly number[];
};

/** Trouble with the last request: it is being tried again, or (`final`) was given up. */
export type StreamTrouble = { error: unknown; final: boolean };

export type StreamEvents = {
  /** Bricks are in the cache. Called before any of them may go again. */
  onBricks: (bricks: readonly BrickId[]) => void;
  onTrouble: (trouble: StreamTrouble | null) => void;
  /** The layout of a level is known now. */
  onOpened: (level: number) => void;
};

type Part = { key: BrickKey; brick: BrickId; span: ByteSpan };
type Flight = { keys: Set<BrickKey>; stop: AbortController; fetching: boolean };

/** Requests at a time: a browser has six connections to a server, and the page needs some for itself. */
const kFetches = 4;
/** Decoding that may pile up behind them. */
const kFlights = 10;
/** At 20 Mbit/s and 20 ms, asking anew costs as much as 48 KiB. */
const kLimits: RangeLimits = { gap: 48 * 1024, most: 1024 * 1024 };

/**
 * Brings bricks into the cache: what is wanted first, neighbours in one request, decoded by workers. What nobody wants
 * any more is not fetched further. The only way from the server's files to voxels.
 */
export class BrickStream {
  readonly #sources: BrickSources;
  readonly #limits: RangeLimits;
  readonly #wishes = new Wishes();
  readonly #flights = new Set<Flight>();
  readonly #listeners = new Set<StreamEvents>();
  readonly #end = new AbortController();
  /** Levels whose layout somebody needs, and those that are being read. */
  readonly #toOpen = new Set<number>();
  readonly #opening = new Set<number>();
  /** Of each level: what bricks that hold the fill value alone share. */
  readonly #fills = new Map<number, VoxelArray>();
  #pumping = false;
  #held = false;
  #trouble: StreamTrouble | null = null;

  constructor(sources: BrickSources) {
    this.#sources = sources;
    const { budgetBytes } = sources.cache;
    this.#limits = sources.limits ?? { ...kLimits, most: Math.min(kLimits.most, budgetBytes / 32) };
  }

  listen(events: StreamEvents): () => void {
    this.#listeners.add(events);
    return () => this.#listeners.delete(events);
  }

  layout(level: number): LevelLayout | null {
    return this.#sources.levels[level]?.layout ?? null;
  }

  brick(brick: BrickId): Brick | undefined {
    return this.#sources.cache.get(this.#nameOf(keyOf(brick)));
  }

  /** Whether the brick is here; does not count as a use. */
  has(brick: BrickId): boolean {
    return this.#sources.cache.has(this.#nameOf(keyOf(brick)));
  }

  /** Stored values of a voxel's channels, by its index in its level; null where its brick is not here. */
  valuesAt(level: number, ijk: Dimensions): number[] | null {
    const layout = this.layout(level);
    if (!layout || ijk.some((n, axis) => n < 0 || n >= (layout.dimensions[axis] ?? 0))) return null;
    const along = (axis: 0 | 1 | 2) => Math.floor(ijk[axis] / layout.brick[axis]);
    const at = [along(0), along(1), along(2)] as const;
    const brick = this.brick({ level, at });
    if (!brick) return null;
    const [i, j, k] = at.map((n, axis) => (ijk[axis] ?? 0) - n * (layout.brick[axis] ?? 1));
    const [ni, nj, nk] = brick.size;
    return Array.from(
      { length: layout.channels },
      (_, c) => brick.data[((c * nk + (k ?? 0)) * nj + (j ?? 0)) * ni + (i ?? 0)] as number,
    );
  }

  /** How many bricks of each level are here. */
  resident(): number[] {
    const counts = this.#sources.levels.map(() => 0);
    const start = this.#nameOf("");
    for (const name of this.#sources.cache.names()) {
      if (!name.startsWith(start)) continue;
      const level = Number.parseInt(name.slice(start.length), 10);
      counts[level] = (counts[level] ?? 0) + 1;
    }
    return counts;
  }

  /** Of the cache, whoever has bricks in it. */
  get memory(): { bytes: number; budgetBytes: number } {
    const { bytes, budgetBytes } = this.#sources.cache;
    return { bytes, budgetBytes };
  }

  get trouble(): StreamTrouble | null {
    return this.#trouble;
  }

  /** True while something is wanted that is not here, prefetching apart. */
  get busy(): boolean {
    for (const wish of this.#wishes.all().values()) if (wish.rank < rank.ahead) return true;
    return this.#toOpen.size + this.#opening.size > 0;
  }

  /** Replaces what `who` wants: bricks to come, and bricks that are here to stay. */
  want(who: string, waited: readonly Wish[], kept: readonly BrickKey[]): void {
    this.#wishes.set(who, waited, kept);
    this.#schedule();
  }

  /** While held, bricks of the coarse level alone are fetched, and the index of the level that is wanted next. */
  hold(isHeld: boolean): void {
    this.#held = isHeld;
    this.#schedule();
  }

  /** Reads a level's layout, so that its bricks can be asked for. `onOpened` tells when it is known. */
  open(level: number): void {
    if (this.layout(level) || this.#toOpen.has(level)) return;
    this.#toOpen.add(level);
    this.#schedule();
  }

  /** After trouble that was final: once more. */
  retry(): void {
    this.#setTrouble(null);
    this.#schedule();
  }

  dispose(): void {
    this.#end.abort(new DOMException("The bricks are no longer wanted.", "AbortError"));
    for (const { stop } of this.#flights) stop.abort(this.#end.signal.reason);
    this.#listeners.clear();
  }

  #nameOf(key: BrickKey): string {
    return `${this.#sources.name}/${key}`;
  }

  #schedule(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#end.signal.aborted || this.#trouble?.final) return;
    for (const level of this.#toOpen) this.#openNow(level);
    const missing = this.#wishes.all();
    for (const flight of this.#flights) {
      const wanted = [...flight.keys].some((key) => missing.has(key));
      if (flight.fetching && !wanted) this.#cancel(flight);
      for (const key of flight.keys) missing.delete(key);
    }
    for (const key of missing.keys())
      if (this.#sources.cache.has(this.#nameOf(key))) missing.delete(key);
    const absent: BrickId[] = [];
    while (this.#hasRoom()) {
      const next = this.#next(missing);
      if (!next) break;
      if ("opening" in next) continue;
      if (next.parts.length > 0) void this.#fly(next.level, next.path, next.parts);
      else absent.push(next.fill);
    }
    if (absent.length > 0) this.#putFill(absent);
  }

  #openNow(level: number): void {
    const file = this.#sources.levels[level];
    if (!file || file.layout) this.#toOpen.delete(level);
    else if (!this.#opening.has(level)) void this.#try(level, () => file.open(this.#end.signal));
  }

  #hasRoom(): boolean {
    if (this.#flights.size >= kFlights) return false;
    let fetching = 0;
    for (const flight of this.#flights) if (flight.fetching) fetching += 1;
    return fetching < kFetches;
  }

  /** Takes the brick that is wanted most out of `missing`, with those that go into the same request. */
  #next(
    missing: Map<BrickKey, Wish>,
  ): { opening: number } | { level: number; path: string; parts: Part[]; fill: BrickId } | null {
    const first = soonest(missing);
    if (!first) return null;
    if (first.rank >= rank.ahead && this.#flights.size > 0) return null;
    const { level, at } = first.brick;
    const file = this.#sources.levels[level];
    const { time } = this.#sources;
    const found = file?.locate(at, time);
    if (this.#held && first.rank >= rank.plane) {
      // Where its bricks lie may be known by then.
      if (file && !found && !file.comesWhole && !this.#opening.has(level))
        void this.#try(level, () => file.prepare(at, time, this.#end.signal));
      return null;
    }
    if (!file || !found) {
      for (const [key, wish] of missing) if (wish.brick.level === level) missing.delete(key);
      if (file && !this.#opening.has(level))
        void this.#try(level, () => file.prepare(at, time, this.#end.signal));
      return { opening: level };
    }
    if (!found.span) {
      missing.delete(keyOf(first.brick));
      return { level, path: found.path, parts: [], fill: first.brick };
    }
    const parts: Part[] = [];
    let own: Part | null = null;
    for (const [key, wish] of missing) {
      if (wish.brick.level !== level || Math.floor(wish.rank) !== Math.floor(first.rank)) continue;
      const place = file.locate(wish.brick.at, time);
      if (place?.path !== found.path || !place.span) continue;
      const part = { key, brick: wish.brick, span: place.span };
      parts.push(part);
      if (wish === first) own = part;
    }
    const together = own ? rangeAround(own, parts, this.#limits) : [];
    for (const { key } of together) missing.delete(key);
    return { level, path: found.path, parts: together, fill: first.brick };
  }

  async #fly(level: number, path: string, parts: Part[]): Promise<void> {
    const file = this.#sources.levels[level];
    const layout = file?.layout;
    if (!file || !layout) return;
    const flight: Flight = {
      keys: new Set(parts.map(({ key }) => key)),
      stop: new AbortController(),
      fetching: true,
    };
    this.#flights.add(flight);
    try {
      const span = spanOf(parts);
      const bytes = await this.#patiently(flight.stop.signal, () =>
        file.read(path, span, flight.stop.signal),
      );
      flight.fetching = false;
      this.#schedule();
      const bricks = await this.#sources.decode(
        level,
        { metadata: layout.brickMetadata, brick: layout.brick, channels: layout.channels },
        bytes,
        parts.map(({ span: { offset, length }, brick }) => ({
          offset: offset - span.offset,
          length,
          size: brickSize(layout, brick.at),
        })),
      );
      this.#put(
        parts.map(({ brick }) => brick),
        bricks.map((data, n) => ({
          data,
          size: brickSize(layout, parts[n]?.brick.at ?? [0, 0, 0]),
          bytes: data.byteLength,
        })),
      );
    } catch (error) {
      this.#onFailure(error, flight.stop.signal);
    } finally {
      this.#flights.delete(flight);
      this.#schedule();
    }
  }

  async #try(level: number, work: () => Promise<unknown>): Promise<void> {
    this.#opening.add(level);
    try {
      await this.#patiently(this.#end.signal, work);
    } catch (error) {
      this.#onFailure(error, this.#end.signal);
      return;
    } finally {
      this.#opening.delete(level);
    }
    for (const listener of [...this.#listeners]) listener.onOpened(level);
    this.#schedule();
  }

  async #patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const result = await withRetries(work, {
      delaysMs: this.#sources.retryDelaysMs ?? kRetryDelaysMs,
      signal,
      onTrouble: (error) => this.#setTrouble({ error, final: false }),
    });
    if (!this.#trouble?.final) this.#setTrouble(null);
    return result;
  }

  #onFailure(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || isAbort(error)) return;
    this.#setTrouble({ error, final: true });
  }

  #cancel(flight: Flight): void {
    flight.stop.abort(new DOMException("The bricks are no longer wanted.", "AbortError"));
    this.#flights.delete(flight);
    if (this.#flights.size === 0 && !this.#trouble?.final) this.#setTrouble(null);
  }

  #putFill(ids: readonly BrickId[]): void {
    const bricks = ids.map(({ level, at }) => {
      const layout = this.layout(level);
      if (!layout) throw new Error(`level ${level} is not open`);
      const data = this.#fills.get(level) ?? fillOf(layout);
      this.#fills.set(level, data);
      return { data, size: brickSize(layout, at), bytes: 0 };
    });
    this.#put(ids, bricks);
  }

  #put(ids: readonly BrickId[], bricks: readonly Brick[]): void {
    if (this.#end.signal.aborted) return;
    const { cache } = this.#sources;
    for (const [n, id] of ids.entries()) {
      const brick = bricks[n];
      if (!brick) throw new Error("a brick was not decoded");
      cache.put(this.#nameOf(keyOf(id)), brick);
      this.#wishes.fulfil(keyOf(id));
    }
    for (const listener of [...this.#listeners]) listener.onBricks(ids);
    const start = this.#nameOf("").length;
    const keyIn = (name: string) => (name.startsWith(this.#nameOf("")) ? name.slice(start) : "");
    cache.trim((name) => {
      const key = keyIn(name);
      return this.#wishes.isKept(key) || this.#wishes.isWaitedFor(key);
    });
    cache.trim((name) => this.#wishes.isWaitedFor(keyIn(name)));
    this.#schedule();
  }

  #setTrouble(trouble: StreamTrouble | null): void {
    if (this.#trouble === null && trouble === null) return;
    this.#trouble = trouble;
    for (const listener of [...this.#listeners]) listener.onTrouble(trouble);
  }
}

function soonest(wishes: Map<BrickKey, Wish>): Wish | null {
  let best: Wish | null = null;
  for (const wish of wishes.values()) if (!best || wish.rank < best.rank) best = wish;
  return best;
}
