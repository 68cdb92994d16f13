import { type LabelledVolume } from "./labelVolumes";
import { isSameGeometry, sliceIn, viewIn } from "./geometry/samePlace";
import { type PlaneName, volumeGeometry, type VolumeGeometry } from "./geometry/volumeGeometry";
import { type PlanePicture } from "./planes/PlanePainter";
import { fetchServerSlice } from "./serverSlice";
import { ServerPlane } from "./ServerPlane";

/** Labels are drawn in colours of their own, whatever the window. */
const kAnyWindow = { center: 0, width: 1 };

/** One label volume, and the geometry of its own voxels. */
type Layer = { plane: ServerPlane; geometry: VolumeGeometry };

/**
 * The segments of one plane, in their colours on a clear ground, one label volume over the other. The server draws
 * them: each pixel is one voxel's label. Only labels of the very slice that is shown are drawn, never those of one
 * before. Labels on other voxels than those shown are drawn where they lie in the body, each as large as it is.
 */
export class LabelOverlay {
  readonly #layers: readonly Layer[];
  readonly #name: PlaneName;
  readonly #geometry: VolumeGeometry;

  constructor(
    scanId: string,
    name: PlaneName,
    geometry: VolumeGeometry,
    volumes: readonly LabelledVolume[],
    onArrived: () => void,
  ) {
    this.#name = name;
    this.#geometry = geometry;
    this.#layers = volumes.map((volume) => {
      const own = volumeGeometry(volume);
      const plane = new ServerPlane(
        own,
        own.planes[name],
        (index, window, signal) =>
          fetchServerSlice(scanId, volume.id, { plane: name, index, window, time: 0 }, signal),
        onArrived,
      );
      return { plane, geometry: own };
    });
  }

  get waiting(): boolean {
    return this.#layers.some(({ plane }) => plane.waiting);
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
    for (const layer of this.#layers) {
      const placed = this.#placed(layer, wanted);
      if (placed) layer.plane.paintOver(context, { ...placed, window: kAnyWindow });
    }
  }

  dispose(): void {
    for (const { plane } of this.#layers) plane.dispose();
  }

  /** What shows of a layer where the pane shows `wanted`; null where it has no slice. */
  #placed({ geometry }: Layer, wanted: PlanePicture): PlanePicture | null {
    const name = this.#name;
    if (isSameGeometry(this.#geometry, geometry)) return wanted;
    const index = sliceIn(this.#geometry, geometry, name, wanted.index);
    if (index < 0 || index >= geometry.planes[name].count) return null;
    const view = viewIn(this.#geometry, geometry, name, wanted.view, wanted.size);
    return { ...wanted, index, view };
  }
}
