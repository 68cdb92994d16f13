import { type DisplayWindow } from "../api/types";
import { isAbort } from "../api/errors";
import { type PaneSize, type PlaneView, planeMapping } from "./geometry/planeView";
import { type PlaneGeometry, type VolumeGeometry } from "./geometry/volumeGeometry";

export type ServerPicture = {
  index: number;
  window: DisplayWindow;
  view: PlaneView;
  size: PaneSize;
  scale: number;
};

type FetchSlice = (
  index: number,
  window: DisplayWindow,
  signal: AbortSignal,
) => Promise<ImageBitmap>;

/**
 * One plane drawn from the server's pictures. The last picture stays until the next is here, and only the newest wish
 * is asked for: wheeling through a hundred slices costs a few requests, not a hundred.
 */
export class ServerPlane {
  readonly #geometry: VolumeGeometry;
  readonly #plane: PlaneGeometry;
  readonly #fetchSlice: FetchSlice;
  readonly #onArrived: () => void;
  readonly #end = new AbortController();
  #shown: { key: string; index: number; bitmap: ImageBitmap } | null = null;
  #wanted: { key: string; index: number; window: DisplayWindow } | null = null;
  #busy = false;
  #error: unknown = null;

  constructor(
    geometry: VolumeGeometry,
    plane: PlaneGeometry,
    fetchSlice: FetchSlice,
    onArrived: () => void,
  ) {
    this.#geometry = geometry;
    this.#plane = plane;
    this.#fetchSlice = fetchSlice;
    this.#onArrived = onArrived;
  }

  /** True while the picture shown is not the one wanted last. */
  get waiting(): boolean {
    return this.#error === null && this.#wanted !== null && this.#wanted.key !== this.#shown?.key;
  }

  get error(): unknown {
    return this.#error;
  }

  retry(): void {
    this.#error = null;
    void this.#ask();
  }

  /** Draws what is here; asks for what is not, and calls `onArrived` when it has come. */
  paint(canvas: HTMLCanvasElement | OffscreenCanvas, wanted: ServerPicture): void {
    this.#want(wanted);
    canvas.width = Math.max(1, Math.round(wanted.size.width * wanted.scale));
    canvas.height = Math.max(1, Math.round(wanted.size.height * wanted.scale));
    const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D | null;
    if (!context || !this.#shown) return;
    context.imageSmoothingQuality = "high";
    this.#draw(context, this.#shown.bitmap, wanted);
  }

  /** The same over what is there, voxels with sharp edges; nothing while the picture that is here is of another slice. */
  paintOver(context: CanvasRenderingContext2D, wanted: ServerPicture): void {
    this.#want(wanted);
    if (!this.#shown || this.waiting) return;
    context.imageSmoothingEnabled = false;
    this.#draw(context, this.#shown.bitmap, wanted);
  }

  dispose(): void {
    this.#end.abort();
    this.#shown?.bitmap.close();
  }

  #want({ index, window }: ServerPicture): void {
    const key = JSON.stringify([index, window]);
    this.#wanted = { key, index, window };
    if (this.#shown?.key !== key) void this.#ask();
  }

  #draw(context: CanvasRenderingContext2D, bitmap: ImageBitmap, wanted: ServerPicture): void {
    const { toPane } = planeMapping(this.#geometry, this.#plane, wanted.view, wanted.size);
    const { right, down } = this.#plane;
    const ends = (axis: typeof right) => {
      const count = this.#geometry.dimensions[axis.axis];
      return axis.flipped ? ([count - 0.5, -0.5] as const) : ([-0.5, count - 0.5] as const);
    };
    const [left, farRight] = ends(right);
    const [top, bottom] = ends(down);
    const from = toPane(left, top);
    const to = toPane(farRight, bottom);
    context.drawImage(
      bitmap,
      from.x * wanted.scale,
      from.y * wanted.scale,
      (to.x - from.x) * wanted.scale,
      (to.y - from.y) * wanted.scale,
    );
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.waiting && this.#wanted) {
        const { key, index, window } = this.#wanted;
        const bitmap = await this.#fetchSlice(index, window, this.#end.signal);
        this.#shown?.bitmap.close();
        this.#shown = { key, index, bitmap };
        this.#onArrived();
      }
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = error;
      this.#onArrived();
    } finally {
      this.#busy = false;
    }
  }
}
