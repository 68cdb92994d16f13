import { type ChunkDecoder, isVoxelArray } from "./chunkDecoder";
import { type BrickKind, type PackedBrick } from "./decodeMessages";
import { type Dimensions, type VoxelArray } from "./voxels";

/** Unpacks the bricks of one request, in their order. @throws Error where one is damaged. */
export async function decodeBricks(
  decoder: ChunkDecoder,
  { brick, channels, metadata }: Pick<BrickKind, "brick" | "channels" | "metadata">,
  bytes: Uint8Array,
  parts: readonly PackedBrick[],
): Promise<VoxelArray[]> {
  const bricks: VoxelArray[] = [];
  for (const { offset, length, size } of parts) {
    const data = await decoder.decode(bytes.subarray(offset, offset + length));
    if (!isVoxelArray(data)) throw new Error(`voxels of type ${metadata.data_type} are not shown`);
    bricks.push(cut(data, brick, size, channels));
  }
  return bricks;
}

/** The first `to` voxels along each axis of bricks of `from`, each channel. */
export function cut(
  data: VoxelArray,
  from: Dimensions,
  to: Dimensions,
  channels: number,
): VoxelArray {
  if (from.every((count, axis) => count === to[axis])) return data;
  const [ni, nj, nk] = to;
  const Kind = data.constructor as new (length: number) => VoxelArray;
  const out = new Kind(channels * ni * nj * nk);
  let at = 0;
  for (let channel = 0; channel < channels; channel += 1)
    for (let k = 0; k < nk; k += 1)
      for (let j = 0; j < nj; j += 1) {
        const start = ((channel * from[2] + k) * from[1] + j) * from[0];
        out.set(data.subarray(start, start + ni), at);
        at += ni;
      }
  return out;
}
