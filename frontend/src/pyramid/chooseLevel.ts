import { type Volume } from "../api/types";
import { type Device } from "./probeDevice";
import { dimensionsOf, levelBytes } from "./voxels";

/** Why 3D shows less than the full resolution. */
export type ReducedBecause = "textureSize" | "memory" | "software";

export type LevelChoice = { level: number; because: ReducedBecause | null };

/**
 * The finest level that `device` can hold as one 3D texture, and what kept a finer one out.
 * Where even the coarsest is too much it is chosen all the same: its size is a few hundred kilobytes.
 */
export function chooseVolumeLevel(volume: Volume, device: Device): LevelChoice {
  let because: ReducedBecause | null = null;
  for (const [level, described] of volume.levels.entries()) {
    const size = Math.max(...described.shape);
    if (size > device.maxTextureSize) because = "textureSize";
    else if (textureBytes(volume, level) > device.textureBudgetBytes)
      because = device.software ? "software" : "memory";
    else return { level, because };
  }
  return { level: Math.max(0, volume.levels.length - 1), because };
}

/** Two bytes a voxel, four in color: what `viewer/vtk/displayScalars` makes of any stored type. */
function textureBytes(volume: Volume, level: number): number {
  const described = volume.levels[level];
  if (!described) return 0;
  const [i, j, k] = dimensionsOf(described);
  return i * j * k * (volume.channels === 3 ? 4 : 2);
}

/**
 * The levels to read one after another: coarse first, the full one last. A full level that the page's memory cannot
 * hold is left out, and the planes are drawn by the server instead.
 */
export function levelsToRead(volume: Volume, device: Device): number[] {
  const all = volume.levels.map((_, level) => level).reverse();
  return all.filter((level) => levelBytes(volume, level) <= device.memoryBudgetBytes);
}
