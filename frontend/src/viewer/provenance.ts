import { type Scan, type Volume } from "../api/types";
import { countOf } from "../ui/amounts";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { makerText } from "./reconstruct/reconstructionWords";
import { isOfPictures } from "./volumeWords";

/** "275 slices", "60 frames", "One picture". */
export function depthText(volume: Volume): string {
  const { flat } = volumeGeometry(volume);
  if (flat?.kind === "picture") return "One picture";
  return countOf(volume.shape[0], flat ? "frame" : "slice");
}

/** The distance of voxels, x × y × z: "0.78 × 0.78 × 1.00 mm"; of a picture, or pictures over time, x × y. */
export function spacingText(volume: Volume): string {
  const { flat, calibrated } = volumeGeometry(volume);
  if (!calibrated) return flat ? "Uncalibrated" : "Uncalibrated, shown 1 : 1 : 1";
  const [z, y, x] = volume.spacingMm;
  const steps = flat ? [x, y] : [x, y, z];
  const digits = Math.min(...steps) < 0.1 ? 3 : 2;
  return `${steps.map((mm) => mm.toFixed(digits)).join(" × ")} mm`;
}

/** Whether voxels were measured or made, in a few words. */
export function provenanceText(scan: Pick<Scan, "source">, volume: Volume): string {
  if (volume.reconstructedFrom !== undefined) return `Reconstructed by ${makerText(volume)}`;
  if (volume.provenance.model) return `Estimated by ${makerText(volume)}`;
  if (volume.id === "corrected") return "Corrected from the scan";
  return isOfPictures(scan) ? "As uploaded" : "As scanned";
}

/** How many slices were made between acquired ones; empty where none was. */
export function interpolatedText({ shape, provenance }: Volume): string {
  const count = provenance.interpolatedSlices?.length ?? 0;
  return count === 0 ? "" : `${count} of ${shape[0]} slices`;
}
