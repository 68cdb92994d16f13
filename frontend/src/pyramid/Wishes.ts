import { type BrickId, type BrickKey, keyOf } from "./brick";

/** A brick that somebody waits for. Less `rank` is sooner; bricks of the same whole number go together. */
export type Wish = { brick: BrickId; rank: number };

/** Whole parts of ranks. */
export const rank = {
  /** The coarse level, which everything begins with. */
  coarse: 0,
  /** What a plane shows, at the level that its pixels need … */
  plane: 1,
  /** … and at full resolution. */
  exact: 2,
  volume: 3,
  /** Not shown yet. Waits until nothing else is on its way. */
  ahead: 4,
} as const;

type Client = { waited: Map<BrickKey, Wish>; kept: Set<BrickKey> };

/** What the panes want of the bricks: to have some, and to keep some that they have. */
export class Wishes {
  readonly #clients = new Map<string, Client>();

  /** Replaces what `who` wanted before. */
  set(who: string, waited: readonly Wish[], kept: readonly BrickKey[]): void {
    this.#clients.set(who, {
      waited: new Map(waited.map((wish) => [keyOf(wish.brick), wish])),
      kept: new Set(kept),
    });
  }

  /** A brick has come: nobody waits for it any more, those who did keep it. */
  fulfil(key: BrickKey): void {
    for (const { waited, kept } of this.#clients.values()) if (waited.delete(key)) kept.add(key);
  }

  isWaitedFor(key: BrickKey): boolean {
    for (const { waited } of this.#clients.values()) if (waited.has(key)) return true;
    return false;
  }

  isKept(key: BrickKey): boolean {
    for (const { kept } of this.#clients.values()) if (kept.has(key)) return true;
    return false;
  }

  /** All that is waited for, each brick at its soonest rank. */
  all(): Map<BrickKey, Wish> {
    const merged = new Map<BrickKey, Wish>();
    for (const { waited } of this.#clients.values())
      for (const [key, wish] of waited) {
        const known = merged.get(key);
        if (!known || wish.rank < known.rank) merged.set(key, wish);
      }
    return merged;
  }
}
