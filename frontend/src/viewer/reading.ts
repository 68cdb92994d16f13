import { type Volume } from "../api/types";
import { digitsFor, formatValue } from "./display/displayWindow";
import { applyAffine, type Vec3 } from "./geometry/affine";
import { formatPosition } from "./geometry/patientPosition";
import { type VolumeGeometry } from "./geometry/volumeGeometry";

/** A value with its unit: "20 HU". Color is three numbers. Null values are not here yet. */
export function valueText(
  values: readonly number[] | null,
  { valueRange, valueUnit }: Pick<Volume, "valueRange" | "valueUnit">,
): string {
  if (!values) return "…";
  const digits = digitsFor(valueRange);
  const numbers = values.map((value) => formatValue(value, digits)).join(" / ");
  return valueUnit ? `${numbers} ${valueUnit}` : numbers;
}

/** A place as its reader says it: in mm from the scanner's origin, or as a voxel where the scan has no scale. */
export function placeText(ijk: Vec3, geometry: VolumeGeometry): string {
  if (geometry.calibrated) return formatPosition(applyAffine(geometry.ijkToLps, ijk));
  return `voxel ${ijk.map((index) => Math.round(index) + 1).join(", ")}`;
}
