import { type Voxels } from "../pyramid/voxels";
import { type PlaneName, planeNames } from "./geometry/volumeGeometry";
import { type PlanePicture, PlanePainter } from "./planes/PlanePainter";
import { ServerPlane } from "./ServerPlane";
import { fetchServerSlice } from "./serverSlice";
import { type Store } from "./Store";
import { type ShownScan, sliceIndex, type ViewerState } from "./viewerState";

/** Beyond two device pixels a CSS pixel the eye sees no more, and a phone would draw nine for each. */
export function deviceScale(): number {
  return Math.min(window.devicePixelRatio || 1, 2);
}

/** Draws the three planes into their canvases, once a frame at most, whenever something that they show changed. */
export class PlanePanes {
  readonly painters: Record<PlaneName, PlanePainter>;
  readonly #shown: ShownScan;
  readonly #store: Store<ViewerState>;
  readonly #onPainted: () => void;
  readonly #canvases = new Map<PlaneName, HTMLCanvasElement>();
  readonly #server: Record<PlaneName, ServerPlane>;
  /** What each canvas shows. */
  readonly #painted = new Map<PlaneName, string>();
  #voxels: Voxels | null = null;
  #frame = 0;

  constructor(shown: ShownScan, store: Store<ViewerState>, onPainted: () => void) {
    this.#shown = shown;
    this.#store = store;
    this.#onPainted = onPainted;
    const { scan, volume, geometry, time } = shown;
    const painter = (plane: PlaneName) => new PlanePainter(geometry, geometry.planes[plane]);
    const server = (plane: PlaneName) =>
      new ServerPlane(
        geometry,
        geometry.planes[plane],
        (index, window, signal) =>
          fetchServerSlice(scan.id, volume.id, { plane, index, window, time }, signal),
        () => {
          this.#painted.delete(plane);
          this.schedule();
        },
      );
    this.painters = {
      axial: painter("axial"),
      coronal: painter("coronal"),
      sagittal: painter("sagittal"),
    };
    this.#server = {
      axial: server("axial"),
      coronal: server("coronal"),
      sagittal: server("sagittal"),
    };
  }

  attach(plane: PlaneName, canvas: HTMLCanvasElement): () => void {
    this.#canvases.set(plane, canvas);
    this.#painted.delete(plane);
    this.schedule();
    return () => {
      if (this.#canvases.get(plane) === canvas) this.#canvases.delete(plane);
    };
  }

  /** The finest level that has come. */
  setVoxels(voxels: Voxels): void {
    this.#voxels = voxels;
    this.schedule();
  }

  get voxels(): Voxels | null {
    return this.#voxels;
  }

  schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  /** True when every canvas on the page shows what it should. */
  get settled(): boolean {
    if (this.#frame !== 0) return false;
    return planeNames.every((plane) => {
      const wanted = this.wanted(plane);
      if (!this.#canvases.has(plane) || !wanted) return true;
      if (this.#store.get().planesBy === "server" && this.#server[plane].waiting) return false;
      return this.#painted.get(plane) === this.#keyOf(wanted);
    });
  }

  /** What is wrong with the server's pictures, if anything. */
  serverError(plane: PlaneName): unknown {
    return this.#server[plane].error;
  }

  retryServer(): void {
    for (const plane of planeNames) this.#server[plane].retry();
    this.schedule();
  }

  /** Draws a plane elsewhere, for a picture to keep. False where there is nothing to draw yet. */
  paintInto(canvas: HTMLCanvasElement, plane: PlaneName, scale: number): boolean {
    const wanted = this.wanted(plane);
    if (!wanted) return false;
    this.#draw(canvas, plane, { ...wanted, scale });
    return this.#store.get().planesBy === "server" || this.#voxels !== null;
  }

  wanted(plane: PlaneName): Omit<PlanePicture, "voxels"> | null {
    const state = this.#store.get();
    const size = state.sizes[plane];
    if (size.width < 1 || size.height < 1) return null;
    return {
      index: sliceIndex(state, this.#shown.geometry, plane),
      view: state.views[plane],
      size,
      scale: deviceScale(),
      window: state.window,
    };
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const plane of planeNames) this.#server[plane].dispose();
  }

  #paint(): void {
    for (const [plane, canvas] of this.#canvases) {
      const wanted = this.wanted(plane);
      if (!wanted) continue;
      const key = this.#keyOf(wanted);
      if (this.#painted.get(plane) === key) continue;
      this.#draw(canvas, plane, wanted);
      this.#painted.set(plane, key);
    }
    this.#onPainted();
  }

  #draw(canvas: HTMLCanvasElement, plane: PlaneName, wanted: Omit<PlanePicture, "voxels">): void {
    if (this.#store.get().planesBy === "server") this.#server[plane].paint(canvas, wanted);
    else if (this.#voxels) this.painters[plane].paint(canvas, { ...wanted, voxels: this.#voxels });
  }

  #keyOf(wanted: Omit<PlanePicture, "voxels">): string {
    return JSON.stringify([wanted, this.#voxels?.level ?? null, this.#store.get().planesBy]);
  }
}
