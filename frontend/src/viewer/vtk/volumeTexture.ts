import { type VoxelBox } from "../../pyramid/box";
import { type Dimensions } from "../../pyramid/voxels";
import { type DisplayScale, type DisplayValues } from "./displayScale";

/** A level, or a box of it, as the graphics card gets it. */
export type VolumeTexture = {
  level: number;
  /** Full-resolution voxels along i, j, k that one value here stands for. */
  factor: Dimensions;
  /** Which of the level's voxels. */
  box: VoxelBox;
  values: DisplayValues;
  scale: DisplayScale;
};
