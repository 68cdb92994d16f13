import { isAbort } from "../../api/errors";
import { kRetryDelaysMs, withRetries } from "../../pyramid/retry";
import { turnBetween } from "../geometry/turn";
import { type Side } from "./fetchSide";

type FetchSide = (angle: number, signal: AbortSignal) => Promise<Side>;

/** What is on the screen: from which side, and of which level. */
export type ShownSide = { angle: number; level: number };

/**
 * The volume in 3D for a browser that cannot draw it: the server draws it from one side after the other, as they are
 * wanted. Each is asked for once and kept (36 at most, 0.6 MB each); while one is on its way the nearest that is here
 * stands in for it. Only the newest wish is asked for: a drag half round costs a few pictures, not eighteen.
 */
export class Turntable {
  readonly #fetchSide: FetchSide;
  readonly #onChanged: () => void;
  readonly #end = new AbortController();
  readonly #sides = new Map<number, Side>();
  #wanted: number | null = null;
  #busy = false;
  #error: unknown = null;

  /** @param onChanged  Another side has come, or will not. */
  constructor(fetchSide: FetchSide, onChanged: () => void) {
    this.#fetchSide = fetchSide;
    this.#onChanged = onChanged;
  }

  /** @param angle  A multiple of turnStep. */
  want(angle: number): void {
    this.#wanted = angle;
    void this.#ask();
  }

  /** True while what is shown is not what is wanted. */
  get waiting(): boolean {
    return this.#error === null && this.#wanted !== null && !this.#sides.has(this.#wanted);
  }

  /** Why the side that is wanted does not come; null where nothing is wrong. */
  get error(): unknown {
    return this.#error;
  }

  get shown(): ShownSide | null {
    const angle = this.#nearest();
    const side = angle === null ? undefined : this.#sides.get(angle);
    return angle !== null && side ? { angle, level: side.level } : null;
  }

  get picture(): ImageBitmap | null {
    const angle = this.#nearest();
    return angle === null ? null : (this.#sides.get(angle)?.picture ?? null);
  }

  /** After an error. */
  retry(): void {
    this.#error = null;
    void this.#ask();
  }

  dispose(): void {
    this.#end.abort();
    for (const { picture } of this.#sides.values()) picture.close();
    this.#sides.clear();
  }

  #nearest(): number | null {
    const wanted = this.#wanted;
    if (wanted === null) return null;
    const nearer = (best: number | null, angle: number) =>
      best === null || turnBetween(angle, wanted) < turnBetween(best, wanted) ? angle : best;
    return [...this.#sides.keys()].reduce(nearer, null);
  }

  async #ask(): Promise<void> {
    const { signal } = this.#end;
    if (this.#busy || signal.aborted) return;
    this.#busy = true;
    while (this.#wanted !== null && this.waiting) {
      const angle = this.#wanted;
      try {
        const side = await withRetries(() => this.#fetchSide(angle, signal), {
          delaysMs: kRetryDelaysMs,
          signal,
          onTrouble: () => undefined,
        });
        if (signal.aborted) side.picture.close();
        else this.#sides.set(angle, side);
      } catch (error) {
        if (isAbort(error) || signal.aborted) break;
        this.#error = error;
      }
      if (signal.aborted) break;
      this.#onChanged();
    }
    this.#busy = false;
  }
}
