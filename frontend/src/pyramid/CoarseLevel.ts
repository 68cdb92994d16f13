import { type Volume } from "../api/types";
import { type BrickId, keyOf } from "./brick";
import { type BrickStream } from "./BrickStream";
import { bricksIn, wholeBox } from "./box";
import { type LevelLayout } from "./levelLayout";
import { voxelArrayOf, type Voxels, voxelsOf } from "./voxels";
import { rank } from "./Wishes";

const kWho = "coarse";

/**
 * The coarsest level, whole and for good: it is asked for first, and whatever is not here yet is drawn from it.
 * Some 64³ voxels, few enough to be put together on the page.
 */
export class CoarseLevel {
  readonly #stream: BrickStream;
  readonly #volume: Volume;
  readonly #level: number;
  readonly #onWhole: (voxels: Voxels) => void;
  #voxels: Voxels | null = null;

  constructor(stream: BrickStream, volume: Volume, onWhole: (voxels: Voxels) => void) {
    this.#stream = stream;
    this.#volume = volume;
    this.#level = volume.levels.length - 1;
    this.#onWhole = onWhole;
  }

  /** Null until it has come. */
  get voxels(): Voxels | null {
    return this.#voxels;
  }

  ask(): void {
    const ids = this.#ids();
    if (!ids) {
      this.#stream.open(this.#level);
      return;
    }
    const missing = ids.filter((id) => !this.#stream.has(id));
    this.#stream.want(
      kWho,
      missing.map((brick) => ({ brick, rank: rank.coarse })),
      ids.filter((id) => this.#stream.has(id)).map(keyOf),
    );
    if (missing.length === 0) this.#assemble(ids);
  }

  onBricks(bricks: readonly BrickId[]): void {
    if (this.#voxels || !bricks.some(({ level }) => level === this.#level)) return;
    const ids = this.#ids();
    if (ids?.every((id) => this.#stream.has(id))) this.#assemble(ids);
  }

  onOpened(level: number): void {
    if (level === this.#level && !this.#voxels) this.ask();
  }

  #ids(): BrickId[] | null {
    const layout = this.#stream.layout(this.#level);
    if (!layout) return null;
    const all = bricksIn(wholeBox(layout.dimensions), layout.brick);
    return all.map((at) => ({ level: this.#level, at }));
  }

  #assemble(ids: readonly BrickId[]): void {
    const layout = this.#stream.layout(this.#level);
    if (this.#voxels || !layout) return;
    this.#voxels = voxelsOf(this.#volume, this.#level, joined(this.#stream, layout, ids));
    this.#onWhole(this.#voxels);
  }
}

function joined(stream: BrickStream, layout: LevelLayout, ids: readonly BrickId[]) {
  const [ni, nj, nk] = layout.dimensions;
  const whole = voxelArrayOf(layout.dtype, ni * nj * nk * layout.channels);
  for (const id of ids) {
    const brick = stream.brick(id);
    if (!brick) throw new Error(`brick ${keyOf(id)} has gone`);
    const [bi, bj, bk] = brick.size;
    const first = id.at.map((n, axis) => n * (layout.brick[axis] ?? 1));
    const [i0 = 0, j0 = 0, k0 = 0] = first;
    for (let channel = 0; channel < layout.channels; channel += 1)
      for (let k = 0; k < bk; k += 1)
        for (let j = 0; j < bj; j += 1) {
          const from = ((channel * bk + k) * bj + j) * bi;
          const to = ((channel * nk + k0 + k) * nj + j0 + j) * ni + i0;
          whole.set(brick.data.subarray(from, from + bi), to);
        }
  }
  return whole;
}
