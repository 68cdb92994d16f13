import { type Volume } from "../../api/types";
import { type BrickId } from "../../pyramid/brick";
import { type BrickStream, type StreamTrouble } from "../../pyramid/BrickStream";
import { type Vec3 } from "../geometry/affine";
import { type PlaneName, planeNames, type VolumeGeometry } from "../geometry/volumeGeometry";
import { type PlanePicture, PlanePainter } from "../planes/PlanePainter";
import { type PlanePart, PlaneStream } from "../planes/PlaneStream";
import { paintColours } from "./colours";

type Plane = { stream: PlaneStream; painter: PlanePainter };

export type OverlayEvents = {
  /** Something that a plane shows has come. */
  onChanged: () => void;
  onTrouble: (trouble: StreamTrouble | null) => void;
};

/**
 * The uncertainty of the voxels that the planes show, in colours on a clear ground. Comes brick by brick as the planes
 * do, coarse first, and ends as exact as they are.
 */
export class UncertaintyOverlay {
  readonly volume: Volume;
  readonly #stream: BrickStream;
  readonly #planes: Record<PlaneName, Plane>;
  readonly #onChanged: () => void;
  readonly #stopListening: () => void;

  /** @param geometry  Of the volume that the planes show: the uncertainty lies on its voxels. */
  constructor(
    volume: Volume,
    geometry: VolumeGeometry,
    stream: BrickStream,
    { onChanged, onTrouble }: OverlayEvents,
  ) {
    this.volume = volume;
    this.#stream = stream;
    this.#onChanged = onChanged;
    const make = (name: PlaneName): Plane => ({
      stream: new PlaneStream(name, stream, volume, geometry.planes[name]),
      painter: new PlanePainter(geometry, geometry.planes[name], volume),
    });
    this.#planes = {
      axial: make("axial"),
      coronal: make("coronal"),
      sagittal: make("sagittal"),
    };
    this.#stopListening = stream.listen({
      onBricks: (bricks) => this.#onBricks(bricks),
      onOpened: () => this.#onOpened(),
      onTrouble,
    });
  }

  /** Says what is seen of a plane; null: nothing. */
  show(name: PlaneName, part: PlanePart | null): void {
    const { stream } = this.#planes[name];
    if (part) stream.show(part);
    else stream.hide();
  }

  /** Part of what a plane shows that is not here at full resolution, 0 … 1. */
  missing(name: PlaneName): number {
    return this.#planes[name].stream.status.missing;
  }

  /** Changes whenever what is drawn does, for the same part. */
  version(name: PlaneName): string {
    return this.#planes[name].stream.version;
  }

  /** Draws into `canvas`, whose size becomes that of the pane in device pixels. @param top  See paintColours. */
  paint(canvas: HTMLCanvasElement, name: PlaneName, wanted: PlanePicture, top: number): void {
    const width = Math.max(1, Math.round(wanted.size.width * wanted.scale));
    const height = Math.max(1, Math.round(wanted.size.height * wanted.scale));
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const { stream, painter } = this.#planes[name];
    const values = painter.pictureOf(wanted, stream.layers, width, height)?.channels[0];
    if (!context || !values) return;
    const pixels = context.createImageData(width, height);
    paintColours(values, this.volume, top, pixels.data);
    context.putImageData(pixels, 0, 0);
  }

  /** Real value of a voxel of the full resolution; null while it is not here. */
  valueAt(ijk: Vec3): number | null {
    const { slope, intercept } = this.volume;
    const real = (stored: number | undefined) =>
      stored === undefined ? null : stored * slope + intercept;
    for (const name of planeNames) {
      const cut = this.#planes[name].stream.valuesAt(ijk);
      if (cut?.level === 0) return real(cut.values[0]);
    }
    return real(this.#stream.valuesAt(0, ijk)?.[0]);
  }

  retry(): void {
    this.#stream.retry();
  }

  /** Ends the listening; the stream is whoever's made it. */
  dispose(): void {
    this.#stopListening();
  }

  #onBricks(bricks: readonly BrickId[]): void {
    const changed = planeNames.map((name) => this.#planes[name].stream.onBricks(bricks));
    if (changed.includes(true)) this.#onChanged();
  }

  #onOpened(): void {
    const shown = planeNames.map((name) => this.#planes[name].stream.onOpened());
    if (shown.includes(true)) this.#onChanged();
  }
}
