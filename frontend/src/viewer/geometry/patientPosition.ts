import { type PlaneName, patientAxisOf } from "./volumeGeometry";
import { type Vec3 } from "./affine";

const kLetters = [
  ["R", "L"],
  ["A", "P"],
  ["I", "S"],
] as const;

/** One LPS coordinate as a radiologist says it: "R 6.5". Zero has no side, and no letter misleads: "L 0.0". */
export function positionAlong(patientAxis: 0 | 1 | 2, valueMm: number): string {
  const rounded = Math.abs(valueMm).toFixed(1);
  const letters = kLetters[patientAxis];
  const negative = valueMm < 0 && Number(rounded) !== 0;
  return `${letters[negative ? 0 : 1]} ${rounded}`;
}

/** A place in the patient: "R 6.5, P 180.1, S 12.0". */
export function formatPosition([x, y, z]: Vec3): string {
  return [positionAlong(0, x), positionAlong(1, y), positionAlong(2, z)].join(", ");
}

/** The place of a slice: "I 569.8 mm". */
export function slicePositionText(plane: PlaneName, positionMm: number): string {
  return `${positionAlong(patientAxisOf(plane), positionMm)} mm`;
}
