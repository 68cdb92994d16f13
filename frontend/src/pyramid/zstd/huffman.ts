import { BackwardBits } from "./bits";
import { nextState, readFseTable } from "./fse";

/** A Huffman decoding table (RFC 8878, 4.2.1): for each `width` bits ahead, symbol and code length. */
export type HuffmanTable = { width: number; symbol: Uint8Array; bits: Uint8Array };

/** RFC 8878, 4.2.1: no code is longer. */
const kLongestCode = 11;

/** Reads a tree's description at `first`. `end` is where the coded literals begin. */
export function readHuffmanTable(
  bytes: Uint8Array,
  first: number,
): { table: HuffmanTable; end: number } {
  const header = bytes[first] as number;
  if (header >= 128) {
    const count = header - 127;
    const weights = Array.from({ length: count }, (_, n) => {
      const pair = bytes[first + 1 + (n >> 1)] as number;
      return n % 2 === 0 ? pair >> 4 : pair & 15;
    });
    return { table: tableOf(weights), end: first + 1 + ((count + 1) >> 1) };
  }
  const end = first + 1 + header;
  return { table: tableOf(readWeights(bytes, first + 1, end)), end };
}

/** Weights coded with two entropy states in turn, until the stream is used up. */
function readWeights(bytes: Uint8Array, first: number, end: number): number[] {
  const { table, end: start } = readFseTable(bytes, first, 6, 256);
  const stream = new BackwardBits(bytes, start, end);
  const states = [stream.read(table.accuracyLog), stream.read(table.accuracyLog)];
  const weights: number[] = [];
  for (let turn = 0; weights.length < 256; turn ^= 1) {
    const state = states[turn] as number;
    weights.push(table.symbol[state] as number);
    const needed = table.bits[state] as number;
    if (stream.left < needed) {
      weights.push(table.symbol[states[turn ^ 1] as number] as number);
      return weights;
    }
    states[turn] = nextState(table, state, stream);
  }
  throw new Error("zstd: a Huffman tree has too many symbols");
}

/** The last symbol's weight is not written: it is what makes the sum a power of two. */
function tableOf(weights: number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 1 << (weight - 1) : 0), 0);
  const width = 32 - Math.clz32(sum);
  const rest = (1 << width) - sum;
  if (sum === 0 || width > kLongestCode || (rest & (rest - 1)) !== 0)
    throw new Error("zstd: a Huffman tree does not add up");
  const all = [...weights, 32 - Math.clz32(rest)];
  const symbol = new Uint8Array(1 << width);
  const bits = new Uint8Array(1 << width);
  let at = 0;
  for (let weight = 1; weight <= width; weight += 1)
    for (const [own, its] of all.entries()) {
      if (its !== weight) continue;
      const end = at + (1 << (weight - 1));
      symbol.fill(own, at, end);
      bits.fill(width + 1 - weight, at, end);
      at = end;
    }
  return { width, symbol, bits };
}

/** Decodes one stream of literals, `first` … `end` of `bytes`, into all of `out`. */
export function readHuffmanStream(
  table: HuffmanTable,
  bytes: Uint8Array,
  first: number,
  end: number,
  out: Uint8Array,
): void {
  const stream = new BackwardBits(bytes, first, end);
  const { width, symbol, bits } = table;
  for (let n = 0; n < out.length; n += 1) {
    const ahead = stream.peek(width);
    out[n] = symbol[ahead] as number;
    stream.left -= bits[ahead] as number;
  }
  if (stream.left !== 0) throw new Error("zstd: a stream of literals has a wrong length");
}
