import { type Volume } from "../api/types";
import { boxInLevel, boxSize, type VoxelBox, wholeBox } from "./box";
import { type Device } from "./probeDevice";
import { bytesPerValue, type Dimensions, dimensionsOf, factorOf } from "./voxels";

/** Why 3D shows less than the full resolution. */
export type Reduced = {
  reason: "textureSize" | "memory" | "software" | "lost";
  /** What is allowed: voxels along a side, or bytes; 0 where no number is the reason. */
  limit: number;
};

export type LevelChoice = { level: number; because: Reduced | null };

/**
 * The finest level of which `device` can hold `box` (of full-resolution voxels) as one 3D texture, and what kept a
 * finer one out. Where even the coarsest is too much it is chosen all the same: its size is a few hundred kilobytes.
 * @param losses  How often the graphics were lost: each takes one level off.
 */
export function chooseVolumeLevel(
  volume: Volume,
  device: Device,
  box: VoxelBox = wholeBox(dimensionsOf(volume)),
  losses = 0,
): LevelChoice {
  let because: Reduced | null = null;
  const last = Math.max(0, volume.levels.length - 1);
  for (const [level, described] of volume.levels.entries()) {
    const size = boxSize(boxInLevel(box, factorOf(described)));
    if (Math.max(...size) > device.maxTextureSize)
      because = { reason: "textureSize", limit: device.maxTextureSize };
    else if (textureBytes(volume, size) > device.textureBudgetBytes)
      because = device.software
        ? { reason: "software", limit: 0 }
        : { reason: "memory", limit: device.textureBudgetBytes };
    else if (losses > 0 && level < last)
      return { level: Math.min(level + losses, last), because: { reason: "lost", limit: 0 } };
    else return { level, because };
  }
  return { level: last, because };
}

/** Two bytes a voxel, four in color: what `viewer/vtk/displayScale` makes of any stored type. */
export function textureBytes(
  { channels }: Pick<Volume, "channels">,
  [i, j, k]: Dimensions,
): number {
  return i * j * k * (channels === 3 ? 4 : 2);
}

/**
 * Whether the page can hold the slices of all three planes at full resolution. Bricks come and go, but what is on the
 * screen stays; where even that is too much the server draws the planes.
 */
export function planesFit(volume: Volume, device: Device): boolean {
  const [k, j, i] = volume.shape;
  const voxels = i * j + i * k + j * k;
  const bytes = voxels * volume.channels * bytesPerValue(volume.dtype);
  return bytes <= device.brickBudgetBytes;
}
