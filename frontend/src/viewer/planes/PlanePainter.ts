import { type DisplayWindow } from "../../api/types";
import { toLevelIndex } from "../../pyramid/voxels";
import { grayRamp, type ValueScale } from "../display/displayWindow";
import { type PaneSize, type PlaneView, planeMapping } from "../geometry/planeView";
import { type PlaneGeometry, type VolumeGeometry } from "../geometry/volumeGeometry";
import { composite } from "./composite";
import { type LevelSlice } from "./LevelSlice";
import { paintPicture } from "./paintPicture";
import { type Picture, resample, type Taps, tapsFor } from "./resample";

/** How a pane shows its slice. */
export type PlanePicture = {
  index: number;
  view: PlaneView;
  /** Of the pane, in CSS pixels. */
  size: PaneSize;
  /** Device pixels per CSS pixel. */
  scale: number;
  window: DisplayWindow;
};

/**
 * Draws slices of one plane on the processor: exact at the full resolution on every device, however large the volume,
 * and without a share of the graphics memory. Where a finer level is not here yet a coarser one shows through, at its
 * true place. Keeps what it resampled, so that changing the window costs one pass over the pixels.
 */
export class PlanePainter {
  readonly #geometry: VolumeGeometry;
  readonly #plane: PlaneGeometry;
  readonly #values: ValueScale;
  #kept = new Map<LevelSlice, { key: string; picture: Picture }>();

  constructor(geometry: VolumeGeometry, plane: PlaneGeometry, values: ValueScale) {
    this.#geometry = geometry;
    this.#plane = plane;
    this.#values = values;
  }

  /**
   * Draws into `canvas`, whose size becomes that of the pane in device pixels.
   * @param layers  Of the slice, coarsest first; without any the pane is black.
   */
  paint(
    canvas: HTMLCanvasElement | OffscreenCanvas,
    wanted: PlanePicture,
    layers: readonly LevelSlice[],
  ): void {
    const width = Math.max(1, Math.round(wanted.size.width * wanted.scale));
    const height = Math.max(1, Math.round(wanted.size.height * wanted.scale));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D | null;
    if (!context) return;
    const picture = this.pictureOf(wanted, layers, width, height);
    if (!picture) {
      context.clearRect(0, 0, width, height);
      return;
    }
    const pixels = context.createImageData(width, height);
    paintPicture(picture, grayRamp(wanted.window, this.#values), pixels.data);
    context.putImageData(pixels, 0, 0);
  }

  /** Values as stored, one a pixel; null without layers. @param layers  See `paint`. */
  pictureOf(
    wanted: PlanePicture,
    layers: readonly LevelSlice[],
    width: number,
    height: number,
  ): Picture | null {
    const kept = new Map<LevelSlice, { key: string; picture: Picture }>();
    const { view, size, scale } = wanted;
    const pictures = layers.map((slice) => {
      const key = JSON.stringify([view, size, scale, slice.version]);
      const known = this.#kept.get(slice);
      const picture =
        known?.key === key
          ? known.picture
          : resample(
              slice,
              ...planeTaps(this.#geometry, this.#plane, wanted, slice, width, height),
            );
      kept.set(slice, { key, picture });
      return picture;
    });
    this.#kept = kept;
    return pictures.length > 0 ? composite(pictures) : null;
  }
}

/** Which values of `slice` make each pixel of a pane, across and downwards. */
export function planeTaps(
  geometry: VolumeGeometry,
  plane: PlaneGeometry,
  { view, size, scale }: Pick<PlanePicture, "view" | "size" | "scale">,
  slice: Pick<LevelSlice, "width" | "height" | "factor">,
  width: number,
  height: number,
): [across: Taps, along: Taps] {
  const { toIndex } = planeMapping(geometry, plane, view, size);
  const right = (x: number) =>
    toLevelIndex(toIndex({ x: (x + 0.5) / scale, y: 0 }).right, slice.factor.right);
  const down = (y: number) =>
    toLevelIndex(toIndex({ x: 0, y: (y + 0.5) / scale }).down, slice.factor.down);
  return [tapsFor(width, right, slice.width), tapsFor(height, down, slice.height)];
}
