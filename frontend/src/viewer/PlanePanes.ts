import { type BrickId } from "../pyramid/brick";
import { type BrickStream } from "../pyramid/BrickStream";
import { LabelOverlay } from "./LabelOverlay";
import { labelsOver } from "./labelVolumes";
import { planeMapping } from "./geometry/planeView";
import { type PlaneName, planeNames } from "./geometry/volumeGeometry";
import { type PlanePart, PlaneStream } from "./planes/PlaneStream";
import { type PlanePicture, PlanePainter } from "./planes/PlanePainter";
import { ServerPlane } from "./ServerPlane";
import { fetchServerSlice } from "./serverSlice";
import { type Store } from "./Store";
import { suggestedTop } from "./uncertainty/colours";
import { type UncertaintyOverlay } from "./uncertainty/UncertaintyOverlay";
import { isStarting, type ShownScan, sliceIndex, type ViewerState } from "./viewerState";

/** Beyond two device pixels a CSS pixel the eye sees no more, and a phone would draw nine for each. */
export function deviceScale(): number {
  return Math.min(window.devicePixelRatio || 1, 2);
}

type Plane = {
  stream: PlaneStream;
  painter: PlanePainter;
  server: ServerPlane;
  canvas: HTMLCanvasElement | null;
  /** What the canvas shows. */
  painted: string;
  labels: LabelOverlay;
  /** Over the canvas, where there are segments to show. */
  overlay: HTMLCanvasElement | null;
  /** Between them, where the uncertainty is shown. */
  uncertainty: HTMLCanvasElement | null;
};

/** How long bricks that have come may wait to be drawn, so that more of them come along. */
const kBricksMs = 100;

/** Draws the three planes into their canvases, once a frame at most, whenever something that they show changed. */
export class PlanePanes {
  readonly #planes: Record<PlaneName, Plane>;
  readonly #shown: ShownScan;
  readonly #store: Store<ViewerState>;
  readonly #uncertainty: UncertaintyOverlay | null;
  readonly #onPainted: () => void;
  #frame = 0;
  #bricksTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param uncertainty  Of what is shown; null where there is none. */
  constructor(
    shown: ShownScan,
    store: Store<ViewerState>,
    stream: BrickStream,
    uncertainty: UncertaintyOverlay | null,
    onPainted: () => void,
  ) {
    this.#shown = shown;
    this.#store = store;
    this.#uncertainty = uncertainty;
    this.#onPainted = onPainted;
    this.#planes = {
      axial: this.#make("axial", stream),
      coronal: this.#make("coronal", stream),
      sagittal: this.#make("sagittal", stream),
    };
  }

  attach(plane: PlaneName, canvas: HTMLCanvasElement): () => void {
    const own = this.#planes[plane];
    own.canvas = canvas;
    own.painted = "";
    this.schedule();
    return () => {
      if (own.canvas === canvas) own.canvas = null;
    };
  }

  attachLabels(plane: PlaneName, overlay: HTMLCanvasElement): () => void {
    const own = this.#planes[plane];
    own.overlay = overlay;
    own.painted = "";
    this.schedule();
    return () => {
      if (own.overlay === overlay) own.overlay = null;
    };
  }

  attachUncertainty(plane: PlaneName, canvas: HTMLCanvasElement): () => void {
    const own = this.#planes[plane];
    own.uncertainty = canvas;
    own.painted = "";
    this.schedule();
    return () => {
      if (own.uncertainty === canvas) own.uncertainty = null;
    };
  }

  schedule(): void {
    clearTimeout(this.#bricksTimer);
    this.#bricksTimer = undefined;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  onBricks(bricks: readonly BrickId[]): void {
    const changed = planeNames.map((name) => this.#planes[name].stream.onBricks(bricks));
    if (!changed.includes(true)) return;
    // They come in dozens: each by itself is not worth a picture, but the first.
    if (isStarting(this.#store.get())) this.schedule();
    else this.#bricksTimer ??= setTimeout(() => this.schedule(), kBricksMs);
  }

  onOpened(): void {
    const shown = planeNames.map((name) => this.#planes[name].stream.onOpened());
    if (shown.includes(true)) this.schedule();
  }

  streamOf(plane: PlaneName): PlaneStream {
    return this.#planes[plane].stream;
  }

  /** True when every canvas on the page shows what it should, as exact as it can be. */
  get settled(): boolean {
    if (this.#frame !== 0) return false;
    const { planesBy, loading } = this.#store.get();
    return planeNames.every((name) => {
      const { canvas, painted, server, stream, labels, overlay } = this.#planes[name];
      const wanted = this.wanted(name);
      if (!canvas || !wanted) return true;
      if (overlay && labels.waiting) return false;
      if (planesBy === "server" && server.waiting) return false;
      if (planesBy === "page" && stream.status.missing > 0 && loading.error === null) return false;
      if (this.#isUncertaintyShown && this.missingUncertainty(name) > 0)
        if (loading.uncertainty.error === null) return false;
      return painted === this.#keyOf(name, wanted);
    });
  }

  /** Part of the uncertainty of what a plane shows that is not here, 0 … 1; 0 where none is shown. */
  missingUncertainty(plane: PlaneName): number {
    const isSeen = this.#isUncertaintyShown && this.wanted(plane) !== null;
    return isSeen ? (this.#uncertainty?.missing(plane) ?? 0) : 0;
  }

  /** What is wrong with the server's pictures, if anything. */
  serverError(plane: PlaneName): unknown {
    return this.#planes[plane].server.error;
  }

  retryServer(): void {
    for (const plane of planeNames) this.#planes[plane].server.retry();
    this.schedule();
  }

  /** Draws a plane elsewhere, for a picture to keep. False where there is nothing to draw yet. */
  paintInto(canvas: HTMLCanvasElement, plane: PlaneName, scale: number): boolean {
    const wanted = this.wanted(plane);
    if (!wanted) return false;
    this.#draw(canvas, plane, { ...wanted, scale });
    this.#drawUncertaintyInto(canvas, plane, { ...wanted, scale });
    this.#drawLabelsInto(canvas, plane, { ...wanted, scale });
    return this.#store.get().planesBy === "server" || this.#planes[plane].stream.layers.length > 0;
  }

  wanted(plane: PlaneName): PlanePicture | null {
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
    clearTimeout(this.#bricksTimer);
    for (const plane of planeNames) {
      this.#planes[plane].server.dispose();
      this.#planes[plane].labels.dispose();
    }
  }

  #make(name: PlaneName, stream: BrickStream): Plane {
    const { scan, volume, geometry, time } = this.#shown;
    const plane = geometry.planes[name];
    const paintAnew = () => {
      this.#planes[name].painted = "";
      this.schedule();
    };
    return {
      stream: new PlaneStream(name, stream, volume, plane),
      painter: new PlanePainter(geometry, plane, volume),
      server: new ServerPlane(
        geometry,
        plane,
        (index, window, signal) =>
          fetchServerSlice(scan.id, volume.id, { plane: name, index, window, time }, signal),
        paintAnew,
      ),
      canvas: null,
      painted: "",
      labels: new LabelOverlay(scan.id, name, geometry, labelsOver(scan, volume), paintAnew),
      overlay: null,
      uncertainty: null,
    };
  }

  #paint(): void {
    for (const name of planeNames) {
      const plane = this.#planes[name];
      const wanted = this.wanted(name);
      this.#show(name, wanted);
      if (!plane.canvas || !wanted) continue;
      const key = this.#keyOf(name, wanted);
      if (plane.painted === key) continue;
      this.#draw(plane.canvas, name, wanted);
      if (plane.uncertainty)
        this.#uncertainty?.paint(plane.uncertainty, name, wanted, this.uncertaintyTop);
      if (plane.overlay) plane.labels.paint(plane.overlay, wanted);
      plane.painted = this.#keyOf(name, wanted);
    }
    this.#onPainted();
  }

  /** Tells the plane's stream what is seen of it: in its pane, or as a card in 3D. */
  #show(name: PlaneName, wanted: PlanePicture | null): void {
    const { planesBy, slicesInVolume } = this.#store.get();
    const { stream } = this.#planes[name];
    if (planesBy === "server" || !(wanted || slicesInVolume)) stream.hide();
    else stream.show(this.#partOf(name, slicesInVolume ? null : wanted));
    const isCovered = this.#isUncertaintyShown && wanted !== null;
    this.#uncertainty?.show(name, isCovered ? this.#partOf(name, wanted) : null);
  }

  get #isUncertaintyShown(): boolean {
    const { uncertainty, planesBy } = this.#store.get();
    return this.#uncertainty !== null && uncertainty.shown && planesBy === "page";
  }

  /** The value of the uncertainty that has the strongest colour. */
  get uncertaintyTop(): number {
    const { top } = this.#store.get().uncertainty;
    return top ?? (this.#uncertainty ? suggestedTop(this.#uncertainty.volume) : 1);
  }

  /** @param wanted  Null: all of the slice. */
  #partOf(name: PlaneName, wanted: PlanePicture | null): PlanePart {
    const { geometry } = this.#shown;
    const plane = geometry.planes[name];
    const index = sliceIndex(this.#store.get(), geometry, name);
    const last = (axis: 0 | 1 | 2) => geometry.dimensions[axis] - 1;
    if (!wanted)
      return {
        index,
        right: [0, last(plane.right.axis)],
        down: [0, last(plane.down.axis)],
        voxelsPerPixel: 1,
      };
    const { view, size, scale } = wanted;
    const { toIndex } = planeMapping(geometry, plane, view, size);
    const from = toIndex({ x: 0, y: 0 });
    const to = toIndex({ x: size.width, y: size.height });
    const along = (a: number, b: number, pixels: number) => {
      // A pixel takes in as many voxels as it is large, on either side.
      const perPixel = Math.abs(b - a) / (pixels * scale);
      const ends: [number, number] = [Math.min(a, b) - perPixel, Math.max(a, b) + perPixel];
      return { ends, perPixel };
    };
    const right = along(from.right, to.right, size.width);
    const down = along(from.down, to.down, size.height);
    return {
      index,
      right: right.ends,
      down: down.ends,
      voxelsPerPixel: Math.min(right.perPixel, down.perPixel),
    };
  }

  #draw(canvas: HTMLCanvasElement, name: PlaneName, wanted: PlanePicture): void {
    const { painter, server, stream } = this.#planes[name];
    if (this.#store.get().planesBy === "server") server.paint(canvas, wanted);
    else painter.paint(canvas, wanted, stream.layers);
  }

  /** Into a picture to keep, as strongly as on the page. */
  #drawLabelsInto(canvas: HTMLCanvasElement, name: PlaneName, wanted: PlanePicture): void {
    const { labels, overlay } = this.#planes[name];
    const context = overlay && canvas.getContext("2d");
    if (!context) return;
    context.save();
    context.globalAlpha = this.#store.get().labels.opacity;
    labels.paintOver(context, wanted);
    context.restore();
  }

  #drawUncertaintyInto(canvas: HTMLCanvasElement, name: PlaneName, wanted: PlanePicture): void {
    const context = canvas.getContext("2d");
    if (!context || !this.#isUncertaintyShown) return;
    const over = document.createElement("canvas");
    this.#uncertainty?.paint(over, name, wanted, this.uncertaintyTop);
    context.save();
    context.globalAlpha = this.#store.get().uncertainty.opacity;
    context.drawImage(over, 0, 0);
    context.restore();
  }

  #keyOf(name: PlaneName, wanted: PlanePicture): string {
    const { planesBy } = this.#store.get();
    const over = this.#isUncertaintyShown && [
      this.#uncertainty?.version(name),
      this.uncertaintyTop,
    ];
    return JSON.stringify([wanted, this.#planes[name].stream.version, planesBy, over]);
  }
}
