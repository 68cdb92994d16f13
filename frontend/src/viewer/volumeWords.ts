import { type Scan, type Volume } from "../api/types";
import { angleBetweenDegrees } from "./geometry/shear";

/** "Time point 3 of 150", with what tells it from the others: "echo time 30 ms". */
export function timeText({ timePoints, time }: Volume, index: number): string {
  const label = time?.labels[index];
  const place = `${index + 1} of ${timePoints}`;
  if (!time || !label) return `Time point ${place}`;
  const named = label.startsWith(time.axis) ? label : `${time.axis} ${label}`;
  return `Time point ${place} · ${named}`;
}

/** What may be shown as a picture: labels only where a scan has nothing else. */
export function shownVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  const images = volumes.filter(({ kind }) => kind === "image");
  return images.length > 0 ? images : volumes;
}

export function labelVolumes({ volumes }: Pick<Scan, "volumes">): Volume[] {
  return volumes.filter(({ kind }) => kind === "labels");
}

/** What a volume is called where one is chosen among several. */
export function volumeName({ id, kind, name, provenance }: Volume): string {
  if (kind === "labels") return name || id;
  if (id === "corrected") return "Corrected";
  if (id === "original") return "As acquired";
  return provenance.model ? "Estimated" : id;
}

/**
 * How far the slices of a volume lean: planes along their axes are then not at right angles in the body. Null where
 * they stand upright.
 */
export function leanText({ ijkToLps }: Volume): string | null {
  const degrees = angleBetweenDegrees(ijkToLps);
  return degrees < 0.2 ? null : `Slices lean by ${degrees.toFixed(1)}°`;
}
