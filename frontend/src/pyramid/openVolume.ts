import { type Volume } from "../api/types";
import { type BrickCache } from "./BrickCache";
import { BrickStream } from "./BrickStream";
import { DecodePool } from "./DecodePool";
import { type FetchBytes, fetchBytes } from "./fetchBytes";
import { LevelFile } from "./LevelFile";

export type OpenVolume = { stream: BrickStream; dispose: () => void };

/**
 * The bricks of one time point of a volume, as the server has them. Nothing is fetched before something is wanted.
 * @param workers  That decode, at most.
 */
export function openVolume(
  volume: Volume,
  time: number,
  cache: BrickCache,
  workers: number,
): OpenVolume {
  const pool = new DecodePool(workers);
  const fetchBelow: FetchBytes = (path, range, signal) =>
    fetchBytes(volume.zarrUrl + path, range, signal);
  const stream = new BrickStream({
    levels: volume.levels.map((level) => new LevelFile(fetchBelow, level, volume)),
    time,
    name: `${volume.zarrUrl}@${time}`,
    cache,
    decode: pool.decode,
  });
  return {
    stream,
    dispose: () => {
      stream.dispose();
      pool.dispose();
    },
  };
}
