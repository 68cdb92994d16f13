import { BackwardBits } from "./bits";
import { fseSingle, fseTable, type FseTable, nextState, readFseTable } from "./fse";

/** The tables of a block, kept for later ones that say "as before". */
export type SequenceTables = {
  literals: FseTable | null;
  offsets: FseTable | null;
  matches: FseTable | null;
};

/** RFC 8878, 3.1.1.3.2.1.1: smallest length of each code, and how many bits are added to it. */
const kLiteralBase = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128,
  256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
];
const kLiteralBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12,
  13, 14, 15, 16,
];
const kMatchBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
  29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
  4099, 8195, 16387, 32771, 65539,
];
const kMatchBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
  1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
];

/** RFC 8878, 3.1.1.3.2.2: what holds where a block describes no table of its own. */
const kLiteralDefault = fseTable(
  [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1,
  ],
  6,
);
const kMatchDefault = fseTable(
  [
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
  ],
  6,
);
const kOffsetDefault = fseTable(
  [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  5,
);

/**
 * Runs a block's sequences (RFC 8878, 3.1.1.3.2): copies literals and earlier output into `out` from `at` on.
 * @param recent  The three latest offsets; changed here.
 * @returns where the block's output ends.
 */
export function runSequences(
  bytes: Uint8Array,
  first: number,
  end: number,
  literals: Uint8Array,
  tables: SequenceTables,
  recent: [number, number, number],
  out: Uint8Array,
  at: number,
): number {
  const { count, start } = sequenceCount(bytes, first);
  let to = at;
  let from = 0;
  if (count > 0) {
    const stream = new BackwardBits(bytes, readTables(bytes, start, tables), end);
    const { literals: literalTable, offsets: offsetTable, matches: matchTable } = tables;
    if (!literalTable || !offsetTable || !matchTable)
      throw new Error("zstd: a block refers to tables that never came");
    let literalState = stream.read(literalTable.accuracyLog);
    let offsetState = stream.read(offsetTable.accuracyLog);
    let matchState = stream.read(matchTable.accuracyLog);
    for (let n = 0; n < count; n += 1) {
      const offsetCode = offsetTable.symbol[offsetState] as number;
      const matchCode = matchTable.symbol[matchState] as number;
      const literalCode = literalTable.symbol[literalState] as number;
      const offsetValue = 2 ** offsetCode + stream.read(offsetCode);
      const matchLength =
        (kMatchBase[matchCode] as number) + stream.read(kMatchBits[matchCode] as number);
      const literalLength =
        (kLiteralBase[literalCode] as number) + stream.read(kLiteralBits[literalCode] as number);
      const offset = resolveOffset(offsetValue, literalLength, recent);
      if (from + literalLength > literals.length || to + literalLength + matchLength > out.length)
        throw new Error("zstd: a block is longer than it says");
      for (let m = 0; m < literalLength; m += 1) out[to++] = literals[from++] as number;
      if (offset > to) throw new Error("zstd: a match points before the beginning");
      copyWithin(out, to, offset, matchLength);
      to += matchLength;
      if (n + 1 < count) {
        literalState = nextState(literalTable, literalState, stream);
        matchState = nextState(matchTable, matchState, stream);
        offsetState = nextState(offsetTable, offsetState, stream);
      }
    }
    if (stream.left !== 0) throw new Error("zstd: sequences have a wrong length");
  }
  const rest = literals.length - from;
  if (to + rest > out.length) throw new Error("zstd: a block is longer than it says");
  out.set(literals.subarray(from), to);
  return to + rest;
}

function sequenceCount(bytes: Uint8Array, first: number): { count: number; start: number } {
  const b = (n: number) => bytes[first + n] as number;
  if (b(0) < 128) return { count: b(0), start: first + 1 };
  if (b(0) < 255) return { count: ((b(0) - 128) << 8) + b(1), start: first + 2 };
  return { count: b(1) + (b(2) << 8) + 0x7f00, start: first + 3 };
}

/** Reads what the modes byte announces into `tables`. Returns where the bitstream begins. */
function readTables(bytes: Uint8Array, first: number, tables: SequenceTables): number {
  const modes = bytes[first] as number;
  let at = first + 1;
  const read = (
    mode: number,
    fallback: FseTable,
    before: FseTable | null,
    greatestLog: number,
    symbols: number,
  ): FseTable | null => {
    if (mode === 0) return fallback;
    if (mode === 3) return before;
    if (mode === 1) return fseSingle(bytes[at++] as number);
    const { table, end } = readFseTable(bytes, at, greatestLog, symbols);
    at = end;
    return table;
  };
  tables.literals = read(modes >> 6, kLiteralDefault, tables.literals, 9, 36);
  tables.offsets = read((modes >> 4) & 3, kOffsetDefault, tables.offsets, 8, 32);
  tables.matches = read((modes >> 2) & 3, kMatchDefault, tables.matches, 9, 53);
  return at;
}

/** RFC 8878, 3.1.1.5: values 1 … 3 mean one of the latest offsets. */
function resolveOffset(
  value: number,
  literalLength: number,
  recent: [number, number, number],
): number {
  if (value > 3) {
    recent[2] = recent[1];
    recent[1] = recent[0];
    recent[0] = value - 3;
    return recent[0];
  }
  const place = literalLength === 0 ? value : value - 1;
  if (place === 0) return recent[0];
  const offset = place === 3 ? recent[0] - 1 : (recent[place] as number);
  if (place > 1) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}

/** Copies `length` bytes from `offset` back. They may overlap: then what was just written is copied again. */
function copyWithin(out: Uint8Array, to: number, offset: number, length: number): void {
  if (offset >= length && length > 32) out.copyWithin(to, to - offset, to - offset + length);
  else for (let n = to; n < to + length; n += 1) out[n] = out[n - offset] as number;
}
