import { type ChunkMetadata } from "./chunkDecoder";
import { type Dimensions, type VoxelArray } from "./voxels";

/** One brick within the bytes of a request. */
export type PackedBrick = {
  offset: number;
  length: number;
  /** Voxels along i, j, k that are left of it: what stands over the level's edge is cut off. */
  size: Dimensions;
};

/** How the bricks of one level are packed. */
export type BrickKind = { metadata: ChunkMetadata; brick: Dimensions; channels: number };

/** What the page and its decoding workers say to one another. The page fetches: workers never see a token. */
export type ToDecoder =
  | { kind: "level"; level: number; bricks: BrickKind }
  | { kind: "decode"; job: number; level: number; bytes: Uint8Array; parts: PackedBrick[] };

export type FromDecoder =
  | { kind: "decoded"; job: number; bricks: VoxelArray[] }
  | { kind: "failed"; job: number; message: string };
