import { type ReconstructionFacts, type Scan, type Volume } from "../../api/types";

/** The volume that was made of another one's slices and more between them; null where none was. */
export function reconstructionOf({ volumes }: Pick<Scan, "volumes">): Volume | null {
  return volumes.find(({ reconstructedFrom }) => reconstructedFrom !== undefined) ?? null;
}

/** How the slices of a reconstruction were made; null of what is none. */
export function factsIn({
  reconstructedFrom,
  provenance,
}: Pick<Volume, "reconstructedFrom" | "provenance">): ReconstructionFacts | null {
  // The parser has read them.
  return reconstructedFrom === undefined ? null : (provenance.parameters as ReconstructionFacts);
}

/** The other of the two: of a reconstruction what it was made of, of that the reconstruction. */
export function counterpartOf(
  scan: Pick<Scan, "volumes">,
  { id, reconstructedFrom }: Pick<Volume, "id" | "reconstructedFrom">,
): Volume | null {
  const isOther = (one: Volume) =>
    reconstructedFrom !== undefined ? one.id === reconstructedFrom : one.reconstructedFrom === id;
  return scan.volumes.find(isOther) ?? null;
}

/** How far each voxel of `volume` may be off; null where that is not known. */
export function uncertaintyOf(
  { volumes }: Pick<Scan, "volumes">,
  { id, shape }: Pick<Volume, "id" | "shape">,
): Volume | null {
  const isIt = (one: Volume) =>
    one.kind === "uncertainty" &&
    one.uncertaintyOf === id &&
    one.shape.every((count, axis) => count === shape[axis]);
  return volumes.find(isIt) ?? null;
}

/**
 * Whether slice k was acquired and is as it was: one of a volume that nobody reconstructed, or of a reconstruction
 * that keeps those.
 */
export function isAcquiredSlice({ provenance }: Pick<Volume, "provenance">, k: number): boolean {
  return !(provenance.interpolatedSlices ?? []).includes(k);
}
