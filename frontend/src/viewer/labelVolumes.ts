import { type Scan, type Volume } from "../api/types";

/** A label volume as far as drawing it needs. */
export type LabelledVolume = Pick<Volume, "id" | "shape" | "ijkToLps" | "calibrated" | "cine">;

/** What may be shown as a picture: labels only where a scan has nothing else, an uncertainty never. */
export function shownVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  const images = volumes.filter(({ kind }) => kind === "image");
  return images.length > 0 ? images : volumes.filter(({ kind }) => kind === "labels");
}

export function labelVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  return volumes.filter(({ kind }) => kind === "labels");
}

/**
 * Those that can be drawn over the slices of `volume`: on its voxels, or on those of the volume that it was
 * reconstructed from, and then at their places in the body.
 */
export function labelsOver(
  scan: Pick<Scan, "volumes">,
  { id, reconstructedFrom }: Pick<Volume, "id" | "reconstructedFrom">,
): Volume[] {
  return labelVolumes(scan).filter(
    ({ labelsOf }) => labelsOf === id || (!!labelsOf && labelsOf === reconstructedFrom),
  );
}
