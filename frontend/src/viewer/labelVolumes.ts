import { type Scan, type Volume } from "../api/types";

/** A label volume as far as drawing it needs. */
export type LabelledVolume = Pick<Volume, "id">;

/** What may be shown as a picture: labels only where a scan has nothing else. */
export function shownVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  const images = volumes.filter(({ kind }) => kind === "image");
  return images.length > 0 ? images : volumes;
}

export function labelVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  return volumes.filter(({ kind }) => kind === "labels");
}

/** Those that lie on the voxels of `volume`, and so can be drawn over its slices. */
export function labelsOver(scan: Pick<Scan, "volumes">, { id }: Pick<Volume, "id">): Volume[] {
  return labelVolumes(scan).filter(({ labelsOf }) => labelsOf === id);
}
