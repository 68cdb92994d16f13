import { type Brick } from "./brick";

/**
 * Decoded bricks within a byte budget, the least recently used one goes first. Bricks that a pane is showing, or
 * waiting for, are pinned: they go only when all others have gone, those shown before those awaited never.
 */
export class BrickCache {
  readonly budgetBytes: number;
  readonly #bricks = new Map<string, Brick>();
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts as a use. */
  get(name: string): Brick | undefined {
    const brick = this.#bricks.get(name);
    if (brick) {
      // The map's order is the order of last use.
      this.#bricks.delete(name);
      this.#bricks.set(name, brick);
    }
    return brick;
  }

  has(name: string): boolean {
    return this.#bricks.has(name);
  }

  names(): IterableIterator<string> {
    return this.#bricks.keys();
  }

  put(name: string, brick: Brick): void {
    this.#bytes += brick.bytes - (this.#bricks.get(name)?.bytes ?? 0);
    this.#bricks.delete(name);
    this.#bricks.set(name, brick);
  }

  /** Lets go of what is over the budget. `pin` says what may not go. */
  trim(pinned: (name: string) => boolean): void {
    for (const [name, brick] of this.#bricks) {
      if (this.#bytes <= this.budgetBytes) return;
      if (brick.bytes === 0 || pinned(name)) continue;
      this.#bricks.delete(name);
      this.#bytes -= brick.bytes;
    }
  }

  clear(): void {
    this.#bricks.clear();
    this.#bytes = 0;
  }
}
