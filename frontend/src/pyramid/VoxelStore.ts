import { type Volume } from "../api/types";
import { BrickCache } from "./BrickCache";
import { fetchBytes, type FetchBytes } from "./fetchBytes";
import { LevelFile } from "./LevelFile";

/** So many volumes are gone to and fro between. */
const kVolumes = 4;

/**
 * What outlives one viewer: decoded bricks, and what was read of the files that they lie in. Who comes back to a
 * volume begins with what is here of it.
 */
export class VoxelStore {
  readonly cache: BrickCache;
  readonly #files = new Map<string, readonly LevelFile[]>();

  constructor(budgetBytes: number) {
    this.cache = new BrickCache(budgetBytes);
  }

  /** The levels of a volume, finest first. One that somebody is reading just now ends with him: it is made anew. */
  filesOf(volume: Volume, fetchBelow: FetchBytes = fetchFrom(volume)): readonly LevelFile[] {
    const known = this.#files.get(volume.zarrUrl) ?? [];
    const files = volume.levels.map((level, n) => {
      const file = known[n];
      return file?.idle ? file : new LevelFile(fetchBelow, level, volume);
    });
    // The map's order is the order of last use.
    this.#files.delete(volume.zarrUrl);
    this.#files.set(volume.zarrUrl, files);
    for (const url of this.#files.keys()) {
      if (this.#files.size <= kVolumes) break;
      this.#files.delete(url);
    }
    return files;
  }
}

function fetchFrom({ zarrUrl }: Volume): FetchBytes {
  return (path, range, signal) => fetchBytes(zarrUrl + path, range, signal);
}
