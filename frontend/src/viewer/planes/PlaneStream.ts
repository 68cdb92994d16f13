import { type Volume } from "../../api/types";
import { type BrickId, type BrickKey, keyOf } from "../../pyramid/brick";
import { type BrickStream } from "../../pyramid/BrickStream";
import { type Dimensions, factorOf } from "../../pyramid/voxels";
import { rank, type Wish } from "../../pyramid/Wishes";
import { type PlaneGeometry } from "../geometry/volumeGeometry";
import { type CellRange, filledIn, LevelSlice } from "./LevelSlice";

/** What a pane shows of a plane. */
export type PlanePart = {
  /** Slice, in full-resolution voxels. */
  index: number;
  /** First and last full-resolution voxel along right and down that a pixel shows; may lie outside. */
  right: [number, number];
  down: [number, number];
  /** Full-resolution voxels along a pixel, the finer of the two axes. */
  voxelsPerPixel: number;
};

export type PlaneStatus = {
  /** The level that the whole part is drawn from at least; null while nothing is here. 0 is exact. */
  level: number | null;
  /** Part of what is shown that is not here at full resolution yet, 0 … 1. */
  missing: number;
};

/** How far ahead of a brick's end the next one is asked for, in bricks, while slices are turned towards it. */
const kAhead = 0.75;

/**
 * One plane of one volume (the picture, or labels on its lattice): asks for the bricks that its slice crosses, first at
 * the level that the pixels need, then at full resolution, and keeps what it cut out of them. Bricks may go afterwards.
 */
export class PlaneStream {
  readonly #who: string;
  readonly #stream: BrickStream;
  readonly #volume: Volume;
  readonly #plane: PlaneGeometry;
  /** One a level, of the slice shown; finest first, with holes where a level has not been needed. */
  readonly #slices: (LevelSlice | undefined)[] = [];
  #part: PlanePart | null = null;
  #way = 0;

  /** @param who  Its name among those who want bricks of `stream`. */
  constructor(who: string, stream: BrickStream, volume: Volume, plane: PlaneGeometry) {
    this.#who = who;
    this.#stream = stream;
    this.#volume = volume;
    this.#plane = plane;
  }

  /** Says what is shown, takes what is here of it, and asks for the rest. */
  show(part: PlanePart): void {
    if (this.#part && JSON.stringify(part) === JSON.stringify(this.#part)) return;
    if (this.#part) this.#way = Math.sign(part.index - this.#part.index) || this.#way;
    this.#part = part;
    this.#cut();
    this.#ask(part);
  }

  /** Nothing is shown: nothing is wanted. */
  hide(): void {
    if (!this.#part) return;
    this.#part = null;
    this.#stream.want(this.#who, [], []);
  }

  /** Bricks have come: cuts them. True where that changes what is drawn. */
  onBricks(bricks: readonly BrickId[]): boolean {
    let changed = false;
    for (const id of bricks) {
      const brick = this.#stream.brick(id);
      if (brick && this.#slices[id.level]?.fill(id.at, brick)) changed = true;
    }
    if (changed && this.#part) this.#ask(this.#part);
    return changed;
  }

  /** A level can be asked for now. True where something is shown. */
  onOpened(): boolean {
    if (!this.#part) return false;
    this.#cut();
    this.#ask(this.#part);
    return true;
  }

  /** What to draw, one over the other: the coarsest first, none coarser than one that is whole. */
  get layers(): LevelSlice[] {
    const part = this.#part;
    if (!part) return [];
    const layers: LevelSlice[] = [];
    for (const slice of this.#slices) {
      if (!slice) continue;
      const { filled, all } = filledIn(slice, slice.cellsUnder(part));
      if (filled > 0) layers.unshift(slice);
      if (filled === all && all > 0) break;
    }
    return layers;
  }

  /** The finest slice that is here as a whole, what the pane does not show included; null where none is. */
  get finestWhole(): LevelSlice | null {
    return this.#slices.find((slice) => slice && !slice.cells.filled.includes(0)) ?? null;
  }

  /** Changes whenever what is drawn does, for the same part. */
  get version(): string {
    return this.#slices
      .map((slice) => (slice ? `${slice.through}:${slice.version}` : "-"))
      .join(" ");
  }

  get status(): PlaneStatus {
    const part = this.#part;
    if (!part) return { level: null, missing: 1 };
    const whole = this.#slices.findIndex((slice) => {
      if (!slice) return false;
      const { filled, all } = filledIn(slice, slice.cellsUnder(part));
      return filled === all;
    });
    const [full] = this.#slices;
    const counts = full ? filledIn(full, full.cellsUnder(part)) : { filled: 0, all: 1 };
    const missing = counts.all === 0 ? 0 : 1 - counts.filled / counts.all;
    return { level: whole < 0 ? null : whole, missing };
  }

  /** Stored values of a voxel on the slice shown, at full resolution or as fine as is here; null where it is not. */
  valuesAt(ijk: Dimensions): { values: number[]; level: number } | null {
    const { through, right, down } = this.#plane;
    if (this.#part?.index !== ijk[through.axis]) return null;
    for (const [level, slice] of this.#slices.entries()) {
      const values = slice?.at(ijk[right.axis], ijk[down.axis]);
      if (values) return { values, level };
    }
    return null;
  }

  /** Makes the slices of `#part` and fills them with what is in the cache. */
  #cut(): void {
    const part = this.#part;
    if (!part) return;
    for (const [level, described] of this.#volume.levels.entries()) {
      const layout = this.#stream.layout(level);
      if (!layout) continue;
      const factor = factorOf(described);
      const { axis } = this.#plane.through;
      const own = Math.min(Math.floor(part.index / factor[axis]), layout.dimensions[axis] - 1);
      let slice = this.#slices[level];
      if (slice?.through !== own) {
        slice = new LevelSlice(layout, level, factor, this.#plane, own);
        this.#slices[level] = slice;
      }
      eachCell(slice.cellsUnder(part), (right, down) => {
        if (slice.isFilled(right, down)) return;
        const at = slice.brickAt(right, down);
        const brick = this.#stream.has({ level, at }) && this.#stream.brick({ level, at });
        if (brick) slice.fill(at, brick);
      });
    }
  }

  #ask(part: PlanePart): void {
    const { levels } = this.#volume;
    const coarsest = levels.length - 1;
    const waited: Wish[] = [];
    const kept: BrickKey[] = [];
    const isHere = (level: number) => {
      const slice = this.#slices[level];
      if (!slice) return false;
      const { filled, all } = filledIn(slice, slice.cellsUnder(part));
      return filled === all;
    };
    const exact = isHere(0);
    const begun = isHere(coarsest);
    const needed = levelFor(part, levels.map(factorOf), this.#plane);
    // Everything begins with the coarse level, whole; finer levels are opened once it is here.
    const asked = exact ? [0] : begun ? [...new Set([needed, 0])] : [coarsest];
    for (const level of asked) {
      const slice = this.#slices[level];
      if (!slice) this.#stream.open(level);
      else if (level === needed || level === 0 || !begun)
        this.#wishFor(slice, part, level === 0 ? rank.exact : rank.plane, waited, kept);
    }
    if (exact) this.#lookAhead(part, waited);
    this.#stream.want(this.#who, waited, kept);
  }

  #wishFor(
    slice: LevelSlice,
    part: PlanePart,
    soon: number,
    waited: Wish[],
    kept: BrickKey[],
  ): void {
    const range = slice.cellsUnder(part);
    const middle = [range.right, range.down].map(([from, end]) => (from + end - 1) / 2);
    eachCell(range, (right, down) => {
      const brick = { level: slice.level, at: slice.brickAt(right, down) };
      if (slice.isFilled(right, down)) kept.push(keyOf(brick));
      else {
        const far = Math.hypot(right - (middle[0] ?? 0), down - (middle[1] ?? 0));
        waited.push({ brick, rank: soon + Math.min(far / 1000, 0.99) });
      }
    });
  }

  /** The bricks that come next in the way in which slices are turned. */
  #lookAhead(part: PlanePart, waited: Wish[]): void {
    const [slice] = this.#slices;
    const layout = this.#stream.layout(0);
    if (!slice || !layout || this.#way === 0) return;
    const { axis } = this.#plane.through;
    const size = layout.brick[axis];
    const next = Math.floor(part.index / size) + this.#way;
    const gap = this.#way > 0 ? next * size - part.index : part.index - (next + 1) * size + 1;
    if (next < 0 || next >= layout.bricks[axis] || gap > size * kAhead) return;
    eachCell(slice.cellsUnder(part), (right, down) => {
      const at = slice.brickAt(right, down).map((n, n_) => (n_ === axis ? next : n));
      const brick = { level: 0, at: at as unknown as Dimensions };
      if (!this.#stream.has(brick)) waited.push({ brick, rank: rank.ahead });
    });
  }
}

/** The coarsest level of which a voxel is no larger than a pixel. */
export function levelFor(
  { voxelsPerPixel }: Pick<PlanePart, "voxelsPerPixel">,
  factors: readonly Dimensions[],
  { right, down }: PlaneGeometry,
): number {
  const fits = factors.map(
    (factor) => Math.max(factor[right.axis], factor[down.axis]) <= Math.max(voxelsPerPixel, 1),
  );
  return Math.max(fits.lastIndexOf(true), 0);
}

function eachCell({ right, down }: CellRange, visit: (right: number, down: number) => void): void {
  for (let d = down[0]; d < down[1]; d += 1)
    for (let r = right[0]; r < right[1]; r += 1) visit(r, d);
}
