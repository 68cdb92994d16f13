import { type Volume } from "../api/types";

/** The distance of voxels, x × y × z: "0.78 × 0.78 × 1.00 mm". */
export function spacingText({ spacingMm, calibrated }: Volume): string {
  if (!calibrated) return "not known, shown 1 : 1 : 1";
  const [z, y, x] = spacingMm;
  const digits = Math.min(x, y, z) < 0.1 ? 3 : 2;
  return `${[x, y, z].map((mm) => mm.toFixed(digits)).join(" × ")} mm`;
}

/** Whether voxels were measured or made, in a few words. */
export function provenanceText({ id, provenance }: Volume): string {
  if (!provenance.model) return id === "corrected" ? "Corrected from the scan" : "As scanned";
  return `Estimated by ${provenance.model}${provenance.version ? ` ${provenance.version}` : ""}`;
}

/** How many slices were made between acquired ones; empty where none was. */
export function interpolatedText({ shape, provenance }: Volume): string {
  const count = provenance.interpolatedSlices?.length ?? 0;
  return count === 0 ? "" : `${count} of ${shape[0]} slices`;
}
