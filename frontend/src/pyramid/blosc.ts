import { ZSTDDecoder } from "zstddec";

/** WebAssembly without bindings that evaluate text as code, which the page's content security policy forbids. */
const zstd = new ZSTDDecoder();

const kHeaderBytes = 16;
const kShuffled = 0x1;
const kStored = 0x2;
const kBitShuffled = 0x4;
const kNotSplit = 0x10;
const kZstd = 4;
/** What one brick can be at most: a header that says more is damaged. */
const kMostBytes = 256 * 1024 * 1024;

/**
 * Unpacks a Blosc 1 frame (c-blosc, README_CHUNK_FORMAT) of bytes shuffled or not, packed with Zstandard: what our
 * server writes.
 * @throws Error where it is damaged or packed in another way. The first call waits for the decoder to be made.
 */
export async function decompressBlosc(frame: Uint8Array): Promise<Uint8Array> {
  await zstd.init();
  if (frame.length < kHeaderBytes) throw new Error("blosc: a frame is cut short");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const flags = view.getUint8(2);
  const typeSize = view.getUint8(3);
  const size = view.getUint32(4, true);
  const blockSize = view.getUint32(8, true);
  if (size > kMostBytes || (size > 0 && blockSize === 0)) throw new Error("blosc: damaged header");
  const out = new Uint8Array(size);
  if (flags & kStored) {
    out.set(frame.subarray(kHeaderBytes, kHeaderBytes + size));
    return out;
  }
  if (flags >> 5 !== kZstd || flags & kBitShuffled)
    throw new Error("blosc: only zstd with byte shuffle is read");
  const shuffled = (flags & kShuffled) !== 0 && typeSize > 1;
  const packed = shuffled ? new Uint8Array(Math.min(blockSize, size)) : null;
  for (let block = 0; block * blockSize < size; block += 1) {
    const target = out.subarray(block * blockSize, Math.min((block + 1) * blockSize, size));
    const whole = packed?.subarray(0, target.length) ?? target;
    const split = (flags & kNotSplit) === 0 && target.length === blockSize;
    const start = view.getInt32(kHeaderBytes + 4 * block, true);
    readBlock(frame, view, start, whole, split ? typeSize : 1);
    if (packed) unshuffle(whole, target, typeSize);
  }
  return out;
}

/** One block, in `parts` streams of equal length. A stream as long as what it stands for is not packed. */
function readBlock(
  frame: Uint8Array,
  view: DataView,
  start: number,
  out: Uint8Array,
  parts: number,
): void {
  const size = out.length / parts;
  let at = start;
  for (let part = 0; part < parts; part += 1) {
    const packed = view.getInt32(at, true);
    at += 4;
    if (packed < 0 || at + packed > frame.length) throw new Error("blosc: a block is cut short");
    const target = out.subarray(part * size, (part + 1) * size);
    const stream = frame.subarray(at, at + packed);
    if (packed === size) target.set(stream);
    else unpack(stream, target);
    at += packed;
  }
}

function unpack(stream: Uint8Array, target: Uint8Array): void {
  const bytes = zstd.decode(stream, target.length);
  if (bytes.length !== target.length)
    throw new Error("blosc: a block has another length than it says");
  target.set(bytes);
}

/** Puts the bytes of each value together again: all first bytes came first, then all second ones. */
export function unshuffle(from: Uint8Array, to: Uint8Array, typeSize: number): void {
  const count = Math.floor(from.length / typeSize);
  for (let byte = 0; byte < typeSize; byte += 1) {
    let read = byte * count;
    for (let at = byte; at < count * typeSize; at += typeSize) to[at] = from[read++] as number;
  }
  to.set(from.subarray(count * typeSize), count * typeSize);
}
