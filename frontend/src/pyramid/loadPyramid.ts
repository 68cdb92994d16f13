import { type Volume } from "../api/types";
import { type VoxelArray, type Voxels, levelBytes, voxelsOf } from "./voxels";

export type LevelReader = (
  zarrUrl: string,
  path: string,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
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
    const path = volume.levels[level]?.path ?? String(level);
    const report = (fraction: number) => onProgress((before + size * fraction) / total);
    const data = await read(volume.zarrUrl, path, report, signal);
    signal.throwIfAborted();
    before += size;
    onLevel(voxelsOf(volume, level, data));
    onProgress(before / total);
  }
}
