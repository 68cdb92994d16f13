import * as check from "../api/check";
import { type Level, type Volume } from "../api/types";
import { type ChunkMetadata } from "./chunkDecoder";
import { type IndexForm } from "./shardIndex";
import { type Dimensions, dimensionsOf } from "./voxels";

/** How one level lies in its files: bricks in shards, by the level's own `zarr.json`. */
export type LevelLayout = {
  /** Voxels along i, j, k. */
  dimensions: Dimensions;
  /** Voxels of a brick along i, j, k; those at the far ends stand over the edge. */
  brick: Dimensions;
  /** Bricks along i, j, k. */
  bricks: Dimensions;
  channels: number;
  dtype: string;
  /** Of one brick by itself, for the decoder. */
  brickMetadata: ChunkMetadata;
  /** The index at the end of each shard. */
  index: IndexForm;
  /** Where brick `at` lies: the shard's file below the level's folder, and the brick's place in its index. */
  place: (at: Dimensions, time: number) => { shard: string; entry: number };
};

/**
 * Reads the metadata of a sharded array (Zarr v3: "Array metadata" and the codec "sharding_indexed", sections
 * "Configuration parameters" and "Binary shard format").
 * @throws ParseError that names what is not as we read it: axes other than [t, c,] z, y, x; no sharding; an index
 *   packed in some way; bricks that do not hold all channels of one time point.
 */
export function parseLevelLayout(
  body: unknown,
  level: Level,
  volume: Pick<Volume, "channels" | "timePoints">,
): LevelLayout {
  const place = `level ${level.path}`;
  const array = check.asObject(body, place);
  const timed = volume.timePoints > 1;
  const leading = [
    ...(timed ? [volume.timePoints] : []),
    ...(volume.channels > 1 ? [volume.channels] : []),
  ];
  const rank = leading.length + 3;
  const sizes = (value: unknown, at: string) =>
    check.asListOf(value, at, rank, check.asPositiveInteger);
  const shape = sizes(array.shape, `${place}.shape`);
  mustBe(shape, [...leading, ...level.shape], `${place}.shape`);
  const shard = sizes(chunkShapeOf(array.chunk_grid, `${place}.chunk_grid`), `${place}.chunk_grid`);
  const sharding = shardingOf(array.codecs, `${place}.codecs`);
  const brick = sizes(sharding.chunk_shape, `${place}.chunk_shape`);
  mustBe(
    brick.slice(0, -3),
    leading.map((size, n) => (timed && n === 0 ? 1 : size)),
    `${place}.chunk_shape`,
  );
  const perShard = shard.map((size, n) => Math.floor(size / (brick[n] ?? 1)));
  const dimensions = dimensionsOf(level);
  const brickSize = reversed(brick);
  return {
    dimensions,
    brick: brickSize,
    bricks: [0, 1, 2].map((n) =>
      Math.ceil((dimensions[n] ?? 1) / (brickSize[n] ?? 1)),
    ) as unknown as Dimensions,
    channels: volume.channels,
    dtype: check.asName(array.data_type, `${place}.data_type`),
    brickMetadata: chunkMetadata(array, brick, sharding.codecs),
    index: {
      entries: perShard.reduce((product, count) => product * count, 1),
      checked: isChecked(sharding.index_codecs, `${place}.index_codecs`),
    },
    place: ([i, j, k], time) => {
      const at = [...(timed ? [time] : []), ...(volume.channels > 1 ? [0] : []), k, j, i];
      const file = at.map((n, axis) => Math.floor(n / (perShard[axis] ?? 1)));
      const entry = at.reduce(
        (sum, n, axis) => sum * (perShard[axis] ?? 1) + (n % (perShard[axis] ?? 1)),
        0,
      );
      return { shard: ["c", ...file].join(separatorOf(array.chunk_key_encoding)), entry };
    },
  };
}

type Sharding = {
  chunk_shape: unknown;
  codecs: unknown;
  index_codecs: unknown;
};

function shardingOf(codecs: unknown, place: string): Sharding {
  const [only] = check.asListOf(codecs, place, 1, check.asObject);
  check.asOneOf(only?.name, `${place}[0].name`, ["sharding_indexed"]);
  const configuration = check.asObject(only?.configuration, `${place}[0].configuration`);
  if (configuration.index_location !== undefined)
    check.asOneOf(configuration.index_location, `${place}[0].index_location`, ["end"]);
  return configuration as Sharding;
}

/** A packed index would have no size that one knows beforehand. */
function isChecked(codecs: unknown, place: string): boolean {
  const names = check.asList(codecs, place, (codec, at) =>
    check.asOneOf(check.asObject(codec, at).name, `${at}.name`, ["bytes", "crc32c"]),
  );
  return names.includes("crc32c");
}

function chunkMetadata(
  array: Record<string, unknown>,
  shape: number[],
  codecs: unknown,
): ChunkMetadata {
  return {
    ...array,
    shape,
    codecs,
    chunk_grid: { name: "regular", configuration: { chunk_shape: shape } },
    dimension_names: undefined,
  } as unknown as ChunkMetadata;
}

function chunkShapeOf(grid: unknown, place: string): unknown {
  return check.asObject(check.asObject(grid, place).configuration, `${place}.configuration`)
    .chunk_shape;
}

function separatorOf(encoding: unknown): string {
  const { configuration } = check.asObject(encoding, "chunk_key_encoding");
  const { separator } = (configuration ?? {}) as { separator?: unknown };
  return separator === "." ? "." : "/";
}

function mustBe(found: readonly number[], expected: readonly number[], place: string): void {
  if (found.some((size, n) => size !== expected[n]))
    throw new check.ParseError(place, expected.join(" × "), found.join(" × "));
}

function reversed(sizes: readonly number[]): Dimensions {
  const [k = 1, j = 1, i = 1] = sizes.slice(-3);
  return [i, j, k];
}
