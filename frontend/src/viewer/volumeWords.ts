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

/** Whether a scan came as pictures, of which nobody knows whether anything was scanned. */
export function isOfPictures({ source }: Pick<Scan, "source">): boolean {
  return /^(PNG|JPEG|TIFF|BMP|GIF|WebP)/i.test(source.format);
}

/** What is called so that came with the scan, before anything was done to it. */
export function sourceName(scan: Pick<Scan, "source">): "As acquired" | "As uploaded" {
  return isOfPictures(scan) ? "As uploaded" : "As acquired";
}

/** What a volume is called where one is chosen among several. */
export function volumeName(scan: Pick<Scan, "source">, volume: Volume): string {
  const { id, kind, name, reconstructedFrom, provenance } = volume;
  if (kind === "labels") return name || id;
  if (reconstructedFrom !== undefined) return "Reconstructed";
  if (id === "corrected") return "Corrected";
  if (id === "original") return sourceName(scan);
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
