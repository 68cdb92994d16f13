import { type BrickStream } from "../pyramid/BrickStream";
import { type Dimensions, factorOf } from "../pyramid/voxels";
import { type Vec3 } from "./geometry/affine";
import { isInside, planeNames } from "./geometry/volumeGeometry";
import { type PlanePanes } from "./PlanePanes";
import { type ShownScan } from "./viewerState";

/** Real values of the channels of the nearest voxel, and the level that they are from: 0 are the scan's own. */
export type ValuesHere = { values: number[] | null; level: number };

/** What is known of the value at a place, from what is here of the volume. */
export class Values {
  readonly #shown: ShownScan;
  readonly #stream: BrickStream;
  readonly #planes: PlanePanes;

  constructor(shown: ShownScan, stream: BrickStream, planes: PlanePanes) {
    this.#shown = shown;
    this.#stream = stream;
    this.#planes = planes;
  }

  /** From the finest level that is here; no values where not even the coarse one is, and outside. */
  at(ijk: Vec3): ValuesHere {
    const { volume, geometry } = this.#shown;
    const full = nearestVoxel(ijk);
    const none = { values: null, level: volume.levels.length };
    if (!isInside(geometry, full)) return none;
    const real = (stored: number[]) =>
      stored.map((value) => value * volume.slope + volume.intercept);
    // A slice on the screen has its voxels, even where their bricks have gone.
    for (const plane of planeNames) {
      const cut = this.#planes.streamOf(plane).valuesAt(full);
      if (cut?.level === 0) return { values: real(cut.values), level: 0 };
    }
    for (const [level, described] of volume.levels.entries()) {
      const factor = factorOf(described);
      const own = full.map((n, axis) => Math.floor(n / (factor[axis] ?? 1)));
      const stored = this.#stream.valuesAt(level, own as unknown as Dimensions);
      if (stored) return { values: real(stored), level };
    }
    return none;
  }
}

export function nearestVoxel(ijk: Vec3): Vec3 {
  return [Math.round(ijk[0]), Math.round(ijk[1]), Math.round(ijk[2])];
}
