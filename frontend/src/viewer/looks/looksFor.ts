import { type Volume } from "../../api/types";
import { histogramOf } from "../display/histogram";
import { isHounsfield } from "../display/windowPresets";
import { ctLooks } from "./ctLooks";
import { type Look } from "./look";
import { valueLooks } from "./valueLooks";

/** Looks to choose from for this volume, the one to begin with first. */
export function looksFor(modality: string, volume: Volume): readonly Look[] {
  if (isHounsfield(modality, volume)) return ctLooks;
  const looks = valueLooks(histogramOf(volume));
  // PET is read as the brightest along each ray first.
  if (modality !== "PT") return looks;
  return [...looks].sort((a, b) => Number(b.id === "brightest") - Number(a.id === "brightest"));
}

/**
 * Thickness in mm of the layer whose opacity a look states: a two-hundredth of the volume's longest side, so that
 * a look is as clear for a wrist as for a chest.
 */
export function unitThicknessMm(extentMm: readonly number[]): number {
  return Math.max(...extentMm) / 200;
}
