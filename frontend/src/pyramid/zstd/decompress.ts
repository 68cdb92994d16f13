import { type HuffmanTable } from "./huffman";
import { readLiterals } from "./literals";
import { runSequences, type SequenceTables } from "./sequences";

const kMagic = 0xfd2fb528;
const kReadAhead = 8;

/**
 * Unpacks one Zstandard frame (RFC 8878) without dictionary into all of `out`.
 *
 * Ours, because the usual decoders are WebAssembly with bindings that evaluate text as code, which the page's
 * content security policy rightly forbids.
 *
 * @throws Error where the frame is damaged, or not as long as `out`. The checksum is not looked at: the store and
 *   the connection have their own.
 */
export function decompressZstd(frame: Uint8Array, out: Uint8Array): void {
  // Readers look a few bytes ahead: room for that, once, instead of a check at each bit.
  const bytes = new Uint8Array(frame.length + kReadAhead);
  bytes.set(frame);
  let at = frameHeaderEnd(bytes);
  let to = 0;
  let tree: HuffmanTable | null = null;
  const tables: SequenceTables = { literals: null, offsets: null, matches: null };
  const recent: [number, number, number] = [1, 4, 8];
  for (let last = false; !last;) {
    const header =
      (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    last = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    at += 3;
    const end = at + (kind === 1 ? 1 : size);
    if (kind === 3 || end > frame.length) throw new Error("zstd: a block is damaged");
    if (kind === 2) {
      const literals = readLiterals(bytes, at, tree);
      tree = literals.tree;
      to = runSequences(bytes, literals.end, end, literals.bytes, tables, recent, out, to);
    } else {
      if (to + size > out.length) throw new Error("zstd: a block is longer than it says");
      if (kind === 0) out.set(bytes.subarray(at, end), to);
      else out.fill(bytes[at] as number, to, to + size);
      to += size;
    }
    at = end;
  }
  if (to !== out.length) throw new Error(`zstd: ${out.length} bytes expected, ${to} came`);
}

/** RFC 8878, 3.1.1.1. */
function frameHeaderEnd(bytes: Uint8Array): number {
  const magic = new DataView(bytes.buffer).getUint32(0, true);
  if (magic !== kMagic) throw new Error("zstd: not a frame");
  const descriptor = bytes[4] as number;
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  if (dictionaryBytes > 0) throw new Error("zstd: frames with a dictionary are not read");
  const sizeBytes = sizeFlag === 0 ? Number(singleSegment) : 1 << sizeFlag;
  return 5 + (singleSegment ? 0 : 1) + sizeBytes;
}
