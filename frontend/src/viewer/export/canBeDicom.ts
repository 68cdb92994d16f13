import { type Scan, type Volume } from "../../api/types";

/** Whether the server has a DICOM object for such voxels: CT and MR of 16 bits. */
export function canBeDicom(
  { modality }: Pick<Scan, "modality">,
  { kind, dtype, channels, calibrated }: Pick<Volume, "kind" | "dtype" | "channels" | "calibrated">,
): boolean {
  const isKnown = modality === "CT" || modality === "MR";
  const fits = kind === "image" && channels === 1 && (dtype === "int16" || dtype === "uint16");
  return isKnown && fits && calibrated;
}
