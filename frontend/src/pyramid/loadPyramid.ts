import { type Level, type Volume } from "../api/types";
import { type VoxelArray, type Voxels, levelBytes, voxelsOf } from "./voxels";

export type LevelReader = (
  level: Level,
  onProgress: (fraction: number) => void,
) => Promise<VoxelArray>;

export type PyramidEvents = {
  /** A level is whole in memory. Finer ones follow. */
  onLevel: (voxels: Voxels) => void;
  /** How much of all bytes to read has come, 0 … 1, never going back. */
  onProgress: (fraction: number) => void;
};

/**
 * Reads `levels` of `volume` one after another, as `levelsToRead` orders them: the first is on screen before the
 * next is asked for.
 * @throws what `read` throws, at the first level that fails. Levels that came before stay as they are.
 */
export async function loadPyramid(
  volume: Volume,
  levels: number[],
  read: LevelReader,
  { onLevel, onProgress }: PyramidEvents,
  signal: AbortSignal,
): Promise<void> {
  const total = levels.reduce((sum, level) => sum + levelBytes(volume, level), 0);
  let before = 0;
  for (const level of levels) {
    const size = levelBytes(volume, level);
    const described = volume.levels[level];
    if (!described) throw new RangeError(`level ${level} of ${volume.levels.length}`);
    const data = await read(described, (fraction) =>
      onProgress((before + size * fraction) / total),
    );
    signal.throwIfAborted();
    before += size;
    onLevel(voxelsOf(volume, level, data));
    onProgress(before / total);
  }
}
