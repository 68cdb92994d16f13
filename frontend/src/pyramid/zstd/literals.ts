import { type HuffmanTable, readHuffmanStream, readHuffmanTable } from "./huffman";

export type Literals = {
  bytes: Uint8Array;
  /** Where the sequences begin. */
  end: number;
  /** The tree, for later blocks that use it again. */
  tree: HuffmanTable | null;
};

/** Reads the literals section of a block (RFC 8878, 3.1.1.3.1). `before` is the tree of an earlier block. */
export function readLiterals(
  bytes: Uint8Array,
  first: number,
  before: HuffmanTable | null,
): Literals {
  const b = (n: number) => bytes[first + n] as number;
  const kind = b(0) & 3;
  const format = (b(0) >> 2) & 3;
  if (kind <= 1) {
    const headerBytes = format === 1 ? 2 : format === 3 ? 3 : 1;
    const size =
      headerBytes === 1
        ? b(0) >> 3
        : (b(0) >> 4) | (b(1) << 4) | (headerBytes === 3 ? b(2) << 12 : 0);
    const start = first + headerBytes;
    if (kind === 0)
      return { bytes: bytes.subarray(start, start + size), end: start + size, tree: before };
    return {
      bytes: new Uint8Array(size).fill(bytes[start] as number),
      end: start + 1,
      tree: before,
    };
  }
  const { size, packed, headerBytes } = packedSizes(format, b);
  const start = first + headerBytes;
  const end = start + packed;
  const described = kind === 2 ? readHuffmanTable(bytes, start) : null;
  const tree = described?.table ?? before;
  if (!tree) throw new Error("zstd: literals refer to a tree that never came");
  const out = new Uint8Array(size);
  const streams = described?.end ?? start;
  if (format === 0) readHuffmanStream(tree, bytes, streams, end, out);
  else readFourStreams(tree, bytes, streams, end, out);
  return { bytes: out, end, tree };
}

function packedSizes(format: number, b: (n: number) => number) {
  if (format <= 1)
    return {
      size: (b(0) >> 4) | ((b(1) & 0x3f) << 4),
      packed: (b(1) >> 6) | (b(2) << 2),
      headerBytes: 3,
    };
  if (format === 2)
    return {
      size: (b(0) >> 4) | (b(1) << 4) | ((b(2) & 3) << 12),
      packed: (b(2) >> 2) | (b(3) << 6),
      headerBytes: 4,
    };
  return {
    size: (b(0) >> 4) | (b(1) << 4) | ((b(2) & 0x3f) << 12),
    packed: (b(2) >> 6) | (b(3) << 2) | (b(4) << 10),
    headerBytes: 5,
  };
}

/** Four streams after a table of the first three's sizes (RFC 8878, 3.1.1.3.1.6). */
function readFourStreams(
  tree: HuffmanTable,
  bytes: Uint8Array,
  first: number,
  end: number,
  out: Uint8Array,
): void {
  const part = (out.length + 3) >> 2;
  let start = first + 6;
  for (let n = 0; n < 4; n += 1) {
    const at = first + 2 * n;
    const size = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const stop = n === 3 ? end : start + size;
    readHuffmanStream(
      tree,
      bytes,
      start,
      stop,
      out.subarray(n * part, n === 3 ? undefined : (n + 1) * part),
    );
    start = stop;
  }
}
