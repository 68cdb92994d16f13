import { type Voxels } from "../../pyramid/voxels";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Look, type LookPoint } from "./look";

/** What the page and the worker that looks at every voxel say to one another. */
export type ToLooks =
  /** First of all, once. */
  | { kind: "voxels"; voxels: Voxels; geometry: VolumeGeometry }
  | { kind: "exposure"; job: number; points: readonly LookPoint[] }
  | { kind: "thumbnail"; job: number; look: Look; size: number };

export type FromLooks =
  | { kind: "exposure"; job: number; totalMm: number }
  | { kind: "thumbnail"; job: number; pixels: Uint8ClampedArray<ArrayBuffer> };
