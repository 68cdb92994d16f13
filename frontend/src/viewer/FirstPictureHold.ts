import { type BrickStream } from "../pyramid/BrickStream";
import { type Store } from "./Store";
import { isStarting, type ViewerState } from "./viewerState";

/** Finer voxels wait for the first 3D picture, because they would make it wait: so long for its code … */
const kCodeMs = 2500;
/** … and so long for graphics that are drawing it. */
const kPictureMs = 15_000;

/** Keeps finer voxels back until the first 3D picture is on the screen, or cannot be hoped for. */
export class FirstPictureHold {
  readonly #stream: BrickStream;
  readonly #isDrawing: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param isDrawing  Whether the graphics have been told to draw that picture. */
  constructor(stream: BrickStream, store: Store<ViewerState>, isDrawing: () => boolean) {
    this.#stream = stream;
    this.#isDrawing = isDrawing;
    stream.hold(store.get().scene === "starting");
    const unsubscribe = store.subscribe(() => {
      if (isStarting(store.get())) return;
      unsubscribe();
      // Not before the picture is on the screen.
      requestAnimationFrame(() => setTimeout(() => stream.hold(false)));
    });
  }

  /** The coarse level is here: from now on there is something to draw. */
  begin(): void {
    this.#timer = setTimeout(() => {
      if (!this.#isDrawing()) this.#stream.hold(false);
      else this.#timer = setTimeout(() => this.#stream.hold(false), kPictureMs - kCodeMs);
    }, kCodeMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
