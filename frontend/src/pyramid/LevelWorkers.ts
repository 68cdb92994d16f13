import { type Level } from "../api/types";
import { type SliceRange } from "./levelMessages";
import { ReadingWorker } from "./ReadingWorker";
import { type VoxelArray } from "./voxels";

/** Slices of one brick: slabs that begin and end with bricks are decoded once. */
const kBrick = 64;
/** Below this many voxels a second worker costs more than it brings. */
const kWorthSplitting = 4_000_000;

/** Reads levels of one volume, large ones in slabs side by side. `dispose` stops whatever is under way. */
export class LevelWorkers {
  readonly #zarrUrl: string;
  readonly #time: number | null;
  readonly #most: number;
  readonly #workers: ReadingWorker[] = [];

  /**
   * @param time  Which time point; null where the volume has one alone.
   * @param most  Workers at most; they are made when they are needed.
   */
  constructor(zarrUrl: string, time: number | null, most: number) {
    this.#zarrUrl = zarrUrl;
    this.#time = time;
    this.#most = most;
  }

  /**
   * @throws the error of the first fetch that failed (ApiError, NetworkError); AbortError after `dispose`; Error where
   *   the bytes are not a level that we can show.
   */
  async read(
    { path, shape }: Level,
    channels: number,
    onProgress: (fraction: number) => void,
  ): Promise<VoxelArray> {
    const slabs = channels === 1 ? slabsOf(shape, this.#most) : [null];
    const done = slabs.map(() => 0);
    const parts = await Promise.all(
      slabs.map((slices, n) =>
        this.#worker(n).read(path, slices, this.#time, (fraction) => {
          done[n] = fraction;
          onProgress(done.reduce((sum, part) => sum + part, 0) / slabs.length);
        }),
      ),
    );
    return joined(parts);
  }

  dispose(): void {
    for (const worker of this.#workers) worker.dispose();
  }

  #worker(place: number): ReadingWorker {
    const worker = this.#workers[place] ?? new ReadingWorker(this.#zarrUrl);
    this.#workers[place] = worker;
    return worker;
  }
}

/** Parts of a level along z, whole bricks each, at most `most`. Null means all of it. */
export function slabsOf(
  [depth, height, width]: Level["shape"],
  most: number,
): (SliceRange | null)[] {
  const bricks = Math.ceil(depth / kBrick);
  const count = Math.min(most, bricks);
  if (count < 2 || depth * height * width < kWorthSplitting) return [null];
  return Array.from({ length: count }, (_, n) => ({
    first: Math.floor((n * bricks) / count) * kBrick,
    end: Math.min(Math.floor(((n + 1) * bricks) / count) * kBrick, depth),
  }));
}

function joined(parts: VoxelArray[]): VoxelArray {
  const [first] = parts;
  if (!first) throw new RangeError("a level has at least one part");
  if (parts.length === 1) return first;
  const Kind = first.constructor as new (length: number) => VoxelArray;
  const whole = new Kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
