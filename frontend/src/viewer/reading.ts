import { type Volume } from "../api/types";
import { digitsFor, formatValue } from "./display/displayWindow";
import { applyAffine, type Vec3 } from "./geometry/affine";
import { formatPosition } from "./geometry/patientPosition";
import { isOfUnknownSides } from "./paneWords";
import { type ShownScan } from "./viewerState";

/**
 * A value with its unit: "20 HU". Color is three numbers. Null values are not here yet.
 * @param uncertainty  How far it may be off, in the same unit: "20 ± 3 HU". Null where nothing was estimated,
 *                     and where that is not shown.
 */
export function valueText(
  values: readonly number[] | null,
  { valueRange, valueUnit }: Pick<Volume, "valueRange" | "valueUnit">,
  uncertainty: number | null = null,
): string {
  if (!values) return "…";
  const digits = digitsFor(valueRange);
  const numbers = values.map((value) => formatValue(value, digits)).join(" / ");
  const off = uncertainty === null ? "" : ` ± ${formatUncertainty(uncertainty, digits)}`;
  return `${numbers}${off} ${valueUnit}`.trim();
}

/** As fine as the value; what would round to nothing has one digit all the same. */
function formatUncertainty(uncertainty: number, digits: number): string {
  const text = formatValue(uncertainty, digits);
  if (uncertainty === 0 || Number(text) !== 0) return text;
  return formatValue(uncertainty, 1 - Math.ceil(Math.log10(uncertainty)));
}

/** A place as its reader says it: in mm from the scanner's origin, or as a voxel where the scan has no scale. */
export function placeText(
  ijk: Vec3,
  shown: Pick<ShownScan, "scan" | "volume" | "geometry">,
): string {
  const { geometry } = shown;
  const counted = ijk.map((index) => Math.round(index) + 1);
  if (isOfUnknownSides(shown) || geometry.flat?.kind === "cine") {
    const { right, down } = geometry.planes[geometry.flat?.plane ?? "axial"];
    return `pixel ${counted[right.axis]}, ${counted[down.axis]}`;
  }
  if (geometry.calibrated) return formatPosition(applyAffine(geometry.ijkToLps, ijk));
  return `voxel ${counted.join(", ")}`;
}
