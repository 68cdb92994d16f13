import { type Volume } from "../api/types";
import { angleBetweenDegrees } from "./geometry/shear";

/** "Time point 3 of 150", with what tells it from the others: "echo time 30 ms". */
export function timeText({ timePoints, time }: Volume, index: number): string {
  const label = time?.labels[index];
  const place = `${index + 1} of ${timePoints}`;
  if (!time || !label) return `Time point ${place}`;
  const named = label.startsWith(time.axis) ? label : `${time.axis} ${label}`;
  return `Time point ${place} · ${named}`;
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
