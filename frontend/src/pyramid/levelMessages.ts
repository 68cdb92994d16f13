import { type VoxelArray } from "./voxels";

/**
 * What the page and its reading workers say to one another. A worker decodes; the page fetches for it, because the
 * access token never leaves the page's memory.
 */
export type ByteRange = { offset: number; length: number } | { suffixLength: number };

/** Slices first … end − 1 of a level, or all of it. */
export type SliceRange = { first: number; end: number };

export type ToWorker =
  | { kind: "read"; path: string; slices: SliceRange | null; time: number | null }
  | { kind: "bytes"; request: number; bytes: Uint8Array | null }
  | { kind: "noBytes"; request: number; message: string };

export type FromWorker =
  | { kind: "fetch"; request: number; path: string; range: ByteRange | null }
  | { kind: "progress"; fraction: number }
  | { kind: "done"; data: VoxelArray }
  | { kind: "failed"; message: string };
