import { type Volume } from "../api/types";
import { type BrickId, type BrickKey, keyOf } from "../pyramid/brick";
import { type BrickStream } from "../pyramid/BrickStream";
import { boxInLevel, boxSize, bricksIn, type VoxelBox, wholeBox } from "../pyramid/box";
import { type Dimensions, dimensionsOf, factorOf } from "../pyramid/voxels";
import { rank, type Wish } from "../pyramid/Wishes";
import { displayScale, type Piece } from "./vtk/displayScale";
import { TextureAssembler } from "./vtk/TextureAssembler";
import { type VolumeTexture } from "./vtk/volumeTexture";

/** What 3D is to show in the end: a level, whole or a box of full-resolution voxels. */
export type VolumeAim = { level: number; crop: VoxelBox | null };

type Assembly = {
  texture: number;
  level: number;
  box: VoxelBox;
  crop: VoxelBox | null;
  missing: Map<BrickKey, BrickId>;
  all: number;
};

const kWho = "3d";

/**
 * Brings the texture of 3D: the coarsest level, then finer ones as each is whole, up to the aim. One texture is put
 * together at a time, by a worker.
 */
export class VolumeStream {
  readonly #stream: BrickStream;
  readonly #volume: Volume;
  readonly #onTexture: (texture: VolumeTexture) => void;
  readonly #assembler: TextureAssembler;
  #aim: VolumeAim | null = null;
  #assembly: Assembly | null = null;
  #shown: { level: number; crop: VoxelBox | null } | null = null;

  constructor(stream: BrickStream, volume: Volume, onTexture: (texture: VolumeTexture) => void) {
    this.#stream = stream;
    this.#volume = volume;
    this.#onTexture = onTexture;
    this.#assembler = new TextureAssembler(displayScale(volume));
  }

  /** What can be made before the first voxels are here. */
  prepare(): void {
    this.#assembler.prepare();
  }

  /** What to end with; null while 3D is not seen. What is under way for another aim stops. */
  aimAt(aim: VolumeAim | null): void {
    if (sameAim(this.#aim, aim)) return;
    this.#aim = aim;
    this.#drop();
    this.#go();
  }

  /** After the graphics were lost: everything again, from the coarsest level on. */
  restart(): void {
    this.#shown = null;
    this.#drop();
    this.#go();
  }

  onBricks(bricks: readonly BrickId[]): void {
    const assembly = this.#assembly;
    if (!assembly || assembly.missing.size === 0) return;
    for (const brick of bricks) this.#take(assembly, brick);
    this.#finishIfWhole(assembly);
  }

  onOpened(): void {
    if (!this.#assembly) this.#go();
  }

  get done(): boolean {
    return this.#aim === null || (this.#assembly === null && this.#isThere(this.#aim));
  }

  /** Part of the aim's voxels that is not here, 0 … 1. */
  get missing(): number {
    if (!this.#aim || this.#isThere(this.#aim)) return 0;
    const assembly = this.#assembly;
    if (assembly?.level !== this.#aim.level) return 1;
    return assembly.missing.size / Math.max(assembly.all, 1);
  }

  dispose(): void {
    this.#drop();
    this.#assembler.dispose();
  }

  /** Begins the next texture on the way to the aim. */
  #go(): void {
    const aim = this.#aim;
    if (!aim || this.#assembly || this.#isThere(aim)) return;
    const coarsest = this.#volume.levels.length - 1;
    // The coarsest first; then a box straight away, because the whole is on the screen, and whole levels in turn.
    const shown = this.#shown;
    const isWhole = shown !== null && shown.crop === null;
    const level =
      !shown || (!isWhole && !aim.crop)
        ? coarsest
        : aim.crop
          ? aim.level
          : Math.max(shown.level - 1, aim.level);
    const crop = shown ? aim.crop : null;
    const described = this.#volume.levels[level];
    const layout = this.#stream.layout(level);
    if (!described) throw new RangeError(`level ${level} of ${coarsest + 1}`);
    if (!layout) {
      this.#stream.open(level);
      return;
    }
    const box = crop ? boxInLevel(crop, factorOf(described)) : wholeBox(dimensionsOf(described));
    const ids = bricksIn(box, layout.brick).map((at) => ({ level, at }));
    const assembly: Assembly = {
      ...{ texture: this.#assembler.begin(boxSize(box)), level, box, crop },
      ...{ missing: new Map(ids.map((id) => [keyOf(id), id])), all: ids.length },
    };
    this.#assembly = assembly;
    for (const id of ids) if (this.#stream.has(id)) this.#take(assembly, id);
    this.#ask(assembly);
    this.#finishIfWhole(assembly);
  }

  #ask({ missing, box }: Assembly): void {
    const layout = this.#stream.layout(this.#assembly?.level ?? 0);
    const middle = [0, 1, 2].map(
      (axis) => ((box.first[axis] ?? 0) + (box.end[axis] ?? 0)) / 2 / (layout?.brick[axis] ?? 1),
    );
    const waited: Wish[] = [...missing.values()].map((brick) => {
      const far = Math.hypot(...brick.at.map((at, axis) => at + 0.5 - (middle[axis] ?? 0)));
      return { brick, rank: rank.volume + Math.min(far / 1000, 0.99) };
    });
    this.#stream.want(kWho, waited, []);
  }

  #take(assembly: Assembly, id: BrickId): void {
    const key = keyOf(id);
    const layout = this.#stream.layout(assembly.level);
    const brick = assembly.missing.has(key) && this.#stream.brick(id);
    if (!brick || !layout) return;
    assembly.missing.delete(key);
    this.#assembler.put(assembly.texture, pieceOf(brick, id.at, layout.brick, assembly.box));
  }

  #finishIfWhole(assembly: Assembly): void {
    if (assembly.missing.size > 0) return;
    const { level, box, crop, texture } = assembly;
    const described = this.#volume.levels[level];
    void this.#assembler.finish(texture).then(({ values, scale }) => {
      if (this.#assembly !== assembly || !described) return;
      this.#assembly = null;
      this.#shown = { level, crop };
      this.#onTexture({ level, factor: factorOf(described), box, values, scale });
      this.#go();
    });
  }

  #isThere({ level, crop }: VolumeAim): boolean {
    return this.#shown?.level === level && sameBox(this.#shown.crop, crop);
  }

  #drop(): void {
    if (this.#assembly) this.#assembler.drop(this.#assembly.texture);
    this.#assembly = null;
    this.#stream.want(kWho, [], []);
  }
}

/** The part of a brick that lies in a box of its level. */
function pieceOf(
  { data, size }: Pick<Piece, "data" | "size">,
  at: Dimensions,
  brick: Dimensions,
  { first, end }: VoxelBox,
): Piece {
  const along = (axis: 0 | 1 | 2) => {
    const start = at[axis] * brick[axis];
    const from = Math.max(first[axis] - start, 0);
    const to = Math.min(end[axis] - start, size[axis]);
    return { from, to: start + from - first[axis], count: to - from };
  };
  const axes = [along(0), along(1), along(2)] as const;
  const pick = (name: "from" | "to" | "count"): Dimensions => [
    axes[0][name],
    axes[1][name],
    axes[2][name],
  ];
  return { data, size, from: pick("from"), to: pick("to"), count: pick("count") };
}

function sameAim(a: VolumeAim | null, b: VolumeAim | null): boolean {
  return a?.level === b?.level && sameBox(a?.crop ?? null, b?.crop ?? null);
}

function sameBox(a: VoxelBox | null, b: VoxelBox | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
