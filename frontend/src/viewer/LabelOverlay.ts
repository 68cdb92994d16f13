import { type LabelledVolume } from "./labelVolumes";
import { type PlaneGeometry, type PlaneName, type VolumeGeometry } from "./geometry/volumeGeometry";
import { type PlanePicture } from "./planes/PlanePainter";
import { fetchServerSlice } from "./serverSlice";
import { ServerPlane } from "./ServerPlane";

/** Labels are drawn in colours of their own, whatever the window. */
const kAnyWindow = { center: 0, width: 1 };

/**
 * The segments of one plane, in their colours on a clear ground, one label volume over the other. The server draws
 * them: each pixel is one voxel's label. Only labels of the very slice that is shown are drawn, never those of one
 * before.
 */
export class LabelOverlay {
  readonly #layers: readonly ServerPlane[];

  constructor(
    scanId: string,
    name: PlaneName,
    geometry: VolumeGeometry,
    plane: PlaneGeometry,
    volumes: readonly LabelledVolume[],
    onArrived: () => void,
  ) {
    this.#layers = volumes.map(
      ({ id }) =>
        new ServerPlane(
          geometry,
          plane,
          (index, window, signal) =>
            fetchServerSlice(scanId, id, { plane: name, index, window, time: 0 }, signal),
          onArrived,
        ),
    );
  }

  get waiting(): boolean {
    return this.#layers.some((layer) => layer.waiting);
  }

  /** Draws into `canvas`, whose size becomes that of the pane in device pixels. */
  paint(canvas: HTMLCanvasElement, wanted: PlanePicture): void {
    canvas.width = Math.max(1, Math.round(wanted.size.width * wanted.scale));
    canvas.height = Math.max(1, Math.round(wanted.size.height * wanted.scale));
    const context = canvas.getContext("2d");
    if (context) this.paintOver(context, wanted);
  }

  /** Draws over what is there. */
  paintOver(context: CanvasRenderingContext2D, wanted: PlanePicture): void {
    for (const layer of this.#layers) layer.paintOver(context, { ...wanted, window: kAnyWindow });
  }

  dispose(): void {
    for (const layer of this.#layers) layer.dispose();
  }
}
