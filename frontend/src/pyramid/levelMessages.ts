import { type VoxelArray } from "./voxels";

/**
 * What the page and its reading worker say to one another. The worker decodes; the page fetches for it, because the
 * access token never leaves the page's memory.
 */
export type ByteRange = { offset: number; length: number } | { suffixLength: number };

export type ToWorker =
  | { kind: "read"; path: string }
  | { kind: "bytes"; request: number; bytes: Uint8Array | null }
  | { kind: "noBytes"; request: number; message: string };

export type FromWorker =
  | { kind: "fetch"; request: number; path: string; range: ByteRange | null }
  | { kind: "progress"; fraction: number }
  | { kind: "done"; data: VoxelArray }
  | { kind: "failed"; message: string };
