import * as zarr from "zarrita";
import { type BrickStore } from "./brickStore";
import { type SliceRange } from "./levelMessages";
import { type VoxelArray } from "./voxels";

/** Bricks that are read and decoded side by side. */
const kBricksAtOnce = 12;

export type ReadLevelOptions = {
  /** Only these slices, for levels without channels. */
  slices?: SliceRange | null;
  /** Which time point, where the array has a leading axis of them; null where it has none. */
  time?: number | null;
  /** Called after each brick, 0 … 1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
};

/**
 * Reads one level of an OME-Zarr volume, or slices of it, in the order that `Voxels` promises: x fastest, channels apart.
 *
 * @param path  Of the array below the group, "0" for the full resolution.
 * @throws what the store throws; Error where the array is of a type that we do not show.
 */
export async function readLevel(
  store: BrickStore,
  path: string,
  { slices, time = null, onProgress, signal }: ReadLevelOptions = {},
): Promise<VoxelArray> {
  const array = await zarr.open.v3(zarr.root(store).resolve(path), {
    kind: "array",
    ...(signal && { signal }),
  });
  const leading = time === null ? 0 : 1;
  const [depth = 1, ...others] = array.shape.slice(leading);
  const { first, end } = slices ?? { first: 0, end: depth };
  const bricks = [end - first, ...others].reduce(
    (count, size, axis) => count * Math.ceil(size / (array.chunks[axis + leading] ?? size)),
    1,
  );
  let done = 0;
  const wanted = [
    ...(time === null ? [] : [time]),
    zarr.slice(first, end),
    ...others.map(() => null),
  ];
  const whole = await zarr.get(array, wanted, {
    ...(signal && { signal }),
    createQueue: () =>
      boundedQueue(kBricksAtOnce, () => {
        done += 1;
        onProgress?.(done / bricks);
      }),
  });
  const data: unknown = whole.data;
  if (!isVoxelArray(data)) throw new Error(`voxels of type ${array.dtype} cannot be shown`);
  return data;
}

function isVoxelArray(data: unknown): data is VoxelArray {
  return (
    ArrayBuffer.isView(data) &&
    !(data instanceof DataView) &&
    !(data instanceof BigInt64Array) &&
    !(data instanceof BigUint64Array)
  );
}

/** zarrita's queue, with at most `limit` bricks under way: a level may have thousands. */
function boundedQueue(limit: number, onDone: () => void) {
  const waiting: (() => Promise<void>)[] = [];
  const all: Promise<void>[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await next();
      onDone();
    }
  };
  return {
    add(task: () => Promise<void>): void {
      waiting.push(task);
    },
    onIdle(): Promise<void[]> {
      for (let n = 0; n < limit; n += 1) all.push(work());
      return Promise.all(all);
    },
  };
}
