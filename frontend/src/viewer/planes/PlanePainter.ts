import { type DisplayWindow } from "../../api/types";
import { toLevelIndex, type Voxels } from "../../pyramid/voxels";
import { grayRamp } from "../display/displayWindow";
import {
  type PaneSize,
  type PlaneMapping,
  type PlaneView,
  planeMapping,
} from "../geometry/planeView";
import { type PlaneGeometry, type VolumeGeometry } from "../geometry/volumeGeometry";
import { extractSlice, type Slice } from "./extractSlice";
import { paintPicture } from "./paintPicture";
import { type Picture, resample, tapsFor } from "./resample";

export type PlanePicture = {
  voxels: Voxels;
  index: number;
  view: PlaneView;
  /** Of the pane, in CSS pixels. */
  size: PaneSize;
  /** Device pixels per CSS pixel. */
  scale: number;
  window: DisplayWindow;
};

/**
 * Draws slices of one plane from voxels in memory, on the processor: exact at the full resolution on every device,
 * however large the volume, and without a share of the graphics memory. Keeps the last slice and its last placement,
 * so that changing the window costs one pass over the pixels.
 */
export class PlanePainter {
  readonly #geometry: VolumeGeometry;
  readonly #plane: PlaneGeometry;
  #slice: { voxels: Voxels; index: number; slice: Slice } | null = null;
  #picture: { key: string; slice: Slice; picture: Picture } | null = null;

  constructor(geometry: VolumeGeometry, plane: PlaneGeometry) {
    this.#geometry = geometry;
    this.#plane = plane;
  }

  /** Draws into `canvas`, whose size becomes that of the pane in device pixels. */
  paint(canvas: HTMLCanvasElement | OffscreenCanvas, wanted: PlanePicture): void {
    const width = Math.max(1, Math.round(wanted.size.width * wanted.scale));
    const height = Math.max(1, Math.round(wanted.size.height * wanted.scale));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) return;
    const picture = this.#pictureOf(wanted, width, height);
    const pixels = context.createImageData(width, height);
    const ramp = grayRamp(wanted.window, wanted.voxels);
    paintPicture(picture, ramp, pixels.data);
    context.putImageData(pixels, 0, 0);
  }

  /** The slice as it lies in the volume. */
  slice(voxels: Voxels, index: number): Slice {
    if (this.#slice?.voxels !== voxels || this.#slice.index !== index)
      this.#slice = { voxels, index, slice: extractSlice(voxels, this.#plane, index) };
    return this.#slice.slice;
  }

  #pictureOf(wanted: PlanePicture, width: number, height: number): Picture {
    const slice = this.slice(wanted.voxels, wanted.index);
    const { view, size, scale } = wanted;
    const key = JSON.stringify([view, size, scale]);
    if (this.#picture?.key !== key || this.#picture.slice !== slice) {
      const mapping = planeMapping(this.#geometry, this.#plane, view, size);
      const across = tapsFor(
        width,
        (x) => levelRight(mapping, slice, (x + 0.5) / scale),
        slice.width,
      );
      const along = tapsFor(
        height,
        (y) => levelDown(mapping, slice, (y + 0.5) / scale),
        slice.height,
      );
      this.#picture = { key, slice, picture: resample(slice, across, along) };
    }
    return this.#picture.picture;
  }
}

function levelRight(mapping: PlaneMapping, slice: Slice, x: number): number {
  return toLevelIndex(mapping.toIndex({ x, y: 0 }).right, slice.factor.right);
}

function levelDown(mapping: PlaneMapping, slice: Slice, y: number): number {
  return toLevelIndex(mapping.toIndex({ x: 0, y }).down, slice.factor.down);
}
