import { type Volume } from "../api/types";
import { BrickStream } from "./BrickStream";
import { DecodePool } from "./DecodePool";
import { type VoxelStore } from "./VoxelStore";

export type OpenVolume = { stream: BrickStream; dispose: () => void };

/**
 * The bricks of one time point of a volume, as the server has them. Nothing is fetched before something is wanted.
 * @param workers  That decode, at most.
 */
export function openVolume(
  volume: Volume,
  time: number,
  store: VoxelStore,
  workers: number,
): OpenVolume {
  const pool = new DecodePool(workers);
  const stream = new BrickStream({
    levels: store.filesOf(volume),
    time,
    name: `${volume.zarrUrl}@${time}`,
    cache: store.cache,
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
