import { type CoarseLooks } from "./CoarseLooks";
import { type Look, type LookPoint } from "./look";

/**
 * What an X-ray draws white, for the look that is shown. It depends on the opacity curve and on every voxel, so it
 * is a moment behind a curve that is being dragged; at rest it is that of the curve.
 */
export class Exposure {
  readonly #looks: CoarseLooks;
  readonly #on: { changed: () => void; failed: () => void };
  #asked: readonly LookPoint[] | null = null;
  #waiting = 0;
  #totalMm: number | null = null;

  /** @param on  `failed`: there is none; it is asked for anew when the look is wanted again. */
  constructor(looks: CoarseLooks, on: { changed: () => void; failed: () => void }) {
    this.#looks = looks;
    this.#on = on;
  }

  /** @returns what to draw with for now: 1 for looks that need none, null while not even a former one is known. */
  of({ gathering, points }: Look): number | null {
    if (gathering !== "xray") return 1;
    if (this.#asked !== points && this.#looks.ready) {
      this.#asked = points;
      this.#waiting += 1;
      this.#looks.exposure(points).then(
        (totalMm) => {
          this.#waiting -= 1;
          this.#totalMm = totalMm;
          this.#on.changed();
        },
        () => {
          this.#waiting -= 1;
          this.#asked = null;
          this.#on.failed();
        },
      );
    }
    return this.#totalMm;
  }

  /** False while an answer is on its way. */
  get settled(): boolean {
    return this.#waiting === 0;
  }
}
