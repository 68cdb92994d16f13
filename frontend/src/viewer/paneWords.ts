import { slicePositionText } from "./geometry/patientPosition";
import { type PlaneName, slicePositionMm } from "./geometry/volumeGeometry";
import { type ShownScan } from "./viewerState";

export const planeTitles: Record<PlaneName, string> = {
  axial: "Axial",
  coronal: "Coronal",
  sagittal: "Sagittal",
};

type Shown = Pick<ShownScan, "scan" | "volume" | "geometry">;

/** Whether a picture alone says nothing of how it lies in the body: then it has no sides to name. */
export function isOfUnknownSides({ scan, geometry }: Shown): boolean {
  return geometry.flat !== null && scan.warnings.some(({ code }) => code === "orientation_unknown");
}

/** What a plane's pane is called. */
export function paneTitle(shown: Shown, plane: PlaneName): string {
  if (shown.geometry.flat?.kind === "cine") return "Cine";
  return isOfUnknownSides(shown) ? "Picture" : planeTitles[plane];
}

/** What one slice of a plane is called: "Slice 3 of 20", "Frame 3 of 60". Nothing for a picture alone. */
export function sliceText({ geometry }: Shown, plane: PlaneName, index: number): string {
  if (geometry.flat?.kind === "picture") return "";
  const word = geometry.flat ? "Frame" : "Slice";
  return `${word} ${index + 1} of ${geometry.planes[plane].count}`;
}

/** Where a slice lies: "S 12.0 mm"; in a cine, when it was: "1.20 s". Empty where the scan does not say. */
export function slicePlaceText(shown: Shown, plane: PlaneName, index: number): string {
  const { geometry, volume } = shown;
  if (volume.cine) return volume.cine.frameMs ? momentText(index * volume.cine.frameMs) : "";
  if (!geometry.calibrated || isOfUnknownSides(shown)) return "";
  return slicePositionText(plane, slicePositionMm(geometry, plane, index));
}

function momentText(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
