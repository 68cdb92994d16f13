import { type Voxels } from "../../pyramid/voxels";
import { firstCamera } from "../geometry/camera";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Look } from "./look";
import { LookThumbnails, thumbnailCamera } from "./lookThumbnail";
import { unitThicknessMm } from "./looksFor";
import { type FromLooks, type ToLooks } from "./looksMessages";
import { xrayTotalMm } from "./xray";

/** What the worker does with what it is told: all that looks at every voxel of the coarsest level. */
export class VoxelLooks {
  #seen: { voxels: Voxels; geometry: VolumeGeometry } | null = null;
  #thumbnails: { of: LookThumbnails; size: number } | null = null;

  /** @returns the answer, where the message asks for one. @throws Error before there are voxels. */
  take(message: ToLooks): FromLooks | null {
    if (message.kind === "voxels") {
      this.#seen = { voxels: message.voxels, geometry: message.geometry };
      this.#thumbnails = null;
      return null;
    }
    if (!this.#seen) throw new Error("a look was asked for before there were voxels");
    const { voxels, geometry } = this.#seen;
    const { kind, job } = message;
    if (kind === "exposure")
      return { kind, job, totalMm: xrayTotalMm(message.points, voxels, geometry) };
    return { kind, job, pixels: this.#draw(message.look, message.size, voxels, geometry) };
  }

  #draw(look: Look, size: number, voxels: Voxels, geometry: VolumeGeometry) {
    if (this.#thumbnails?.size !== size) {
      const camera = thumbnailCamera(firstCamera(geometry, { width: 1, height: 1 }), geometry);
      this.#thumbnails = { of: new LookThumbnails(voxels, geometry, camera, size), size };
    }
    const extents = geometry.dimensions.map((count, n) => count * (geometry.spacingMm[n] ?? 1));
    const total = xrayTotalMm(look.points, voxels, geometry);
    return this.#thumbnails.of.draw(look, unitThicknessMm(extents), total);
  }
}
