import { weave } from "./weave";
import { ZstdHeap } from "./ZstdHeap";

let making: Promise<ZstdHeap> | undefined;

const kHeaderBytes = 16;
const kShuffled = 0x1;
const kStored = 0x2;
const kBitShuffled = 0x4;
const kNotSplit = 0x10;
const kZstd = 4;
/** BLOSC_MIN_BUFFERSIZE and MAX_SPLITS: blocks of fewer values, or of wider ones, are one stream whatever the flags say. */
const kFewestSplit = 128;
const kWidestSplit = 16;
/** What one brick can be at most: a header that says more is damaged. */
const kMostBytes = 256 * 1024 * 1024;

/**
 * Unpacks a Blosc 1 frame (c-blosc, README_CHUNK_FORMAT) of bytes shuffled or not, packed with Zstandard: what our
 * server writes. Some 300 MB a second in a worker. The result lies at the beginning of a buffer of its own.
 * @throws Error where it is damaged or packed in another way. The first call waits for the decoder to be made.
 */
export async function decompressBlosc(frame: Uint8Array): Promise<Uint8Array> {
  making ??= ZstdHeap.make();
  const zstd = await making;
  if (frame.length < kHeaderBytes) throw new Error("blosc: a frame is cut short");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const flags = view.getUint8(2);
  const typeSize = view.getUint8(3);
  const size = view.getUint32(4, true);
  const blockSize = view.getUint32(8, true);
  if (size > kMostBytes || (size > 0 && blockSize === 0)) throw new Error("blosc: damaged header");
  if (flags & kStored) {
    if (frame.length < kHeaderBytes + size) throw new Error("blosc: a frame is cut short");
    return frame.slice(kHeaderBytes, kHeaderBytes + size);
  }
  if (flags >> 5 !== kZstd || flags & kBitShuffled)
    throw new Error("blosc: only zstd with byte shuffle is read");
  const out = new Uint8Array(size);
  const shuffled = (flags & kShuffled) !== 0 && typeSize > 1;
  for (let block = 0; block * blockSize < size; block += 1) {
    const target = out.subarray(block * blockSize, Math.min((block + 1) * blockSize, size));
    const split =
      (flags & kNotSplit) === 0 &&
      target.length === blockSize &&
      typeSize <= kWidestSplit &&
      blockSize / typeSize >= kFewestSplit;
    const start = view.getInt32(kHeaderBytes + 4 * block, true);
    const streams = readStreams(zstd, frame, view, start, target.length, split ? typeSize : 1);
    if (!shuffled) join(streams, target);
    else {
      const planes = planesOf(streams, typeSize);
      if (!zstd.weaveTwo(planes, target)) weave(planes, tailOf(streams, typeSize), target);
    }
  }
  return out;
}

/** The streams of one block, of equal length, unpacked. They are good until the next block is read. */
function readStreams(
  zstd: ZstdHeap,
  frame: Uint8Array,
  view: DataView,
  start: number,
  blockLength: number,
  count: number,
): Uint8Array[] {
  const streams: Uint8Array[] = [];
  let at = start;
  for (let n = 0; n < count; n += 1) {
    const packed = view.getInt32(at, true);
    at += 4;
    if (packed < 0 || at + packed > frame.length) throw new Error("blosc: a block is cut short");
    streams.push(frame.subarray(at, at + packed));
    at += packed;
  }
  return zstd.unpack(streams, Math.floor(blockLength / count));
}

/** All first bytes of the values, all second ones, and so on: each a stream, or parts of the only one. */
function planesOf(streams: Uint8Array[], typeSize: number): Uint8Array[] {
  const [only] = streams;
  if (streams.length !== 1 || !only) return streams;
  const count = Math.floor(only.length / typeSize);
  return Array.from({ length: typeSize }, (_, n) => only.subarray(n * count, (n + 1) * count));
}

/** Bytes at a block's end that make no whole value. */
function tailOf(streams: Uint8Array[], typeSize: number): Uint8Array {
  const [only] = streams;
  if (streams.length !== 1 || !only) return new Uint8Array(0);
  return only.subarray(Math.floor(only.length / typeSize) * typeSize);
}

function join(streams: Uint8Array[], target: Uint8Array): void {
  let at = 0;
  for (const stream of streams) {
    target.set(stream, at);
    at += stream.length;
  }
}
