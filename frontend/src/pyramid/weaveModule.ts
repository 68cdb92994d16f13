/**
 * A WebAssembly module of one function (WebAssembly Core 2.0, 5 "Binary Format"), which no compiler of ours makes:
 *
 *     weaveTwo(low: i32, high: i32, out: i32, end: i32)
 *
 * puts values of two bytes together, sixteen at a time: `low` and `high` are where their lower and upper bytes lie in the
 * memory that is imported, `out` and `end` the first byte of the values and the one behind the last. As many values as
 * are a multiple of 16, and not none.
 */
export function weaveModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, ...vector([[i32], [i32], [i32], [i32]]), ...vector([])]])),
    ...section(2, vector([[...name("heap"), ...name("memory"), 0x02, 0x00, 0x00]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name("weaveTwo"), 0x00, 0]])),
    ...section(10, vector([sized([...vector([[2, v128]]), ...body, end])])),
  ]);
}

const i32 = 0x7f;
const v128 = 0x7b;
const end = 0x0b;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const add = (count: number) => [0x41, count, 0x6a];
const load = [0xfd, 0x00, 0, 0];
const store = (offset: number) => [0xfd, 0x0b, 0, offset];
/** Bytes `first` to `first` + 7 of two vectors in turn. */
const shuffle = (first: number) => [
  ...[0xfd, 0x0d],
  ...Array.from({ length: 16 }, (_, n) => first + (n >> 1) + (n % 2) * 16),
];

const [low, high, out, outEnd, lows, highs] = [0, 1, 2, 3, 4, 5] as const;
const body = [
  ...[0x03, 0x40], // loop
  ...[...get(low), ...load, ...set(lows), ...get(high), ...load, ...set(highs)],
  ...[...get(out), ...get(lows), ...get(highs), ...shuffle(0), ...store(0)],
  ...[...get(out), ...get(lows), ...get(highs), ...shuffle(8), ...store(16)],
  ...[...get(low), ...add(16), ...set(low), ...get(high), ...add(16), ...set(high)],
  ...[...get(out), ...add(32), ...tee(out), ...get(outEnd)],
  ...[0x49, 0x0d, 0], // i32.lt_u, br_if 0
  end,
];

/** All counts here fit into seven bits, but the length of the code. */
function count(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...count(n >> 7)];
}
function sized(bytes: number[]): number[] {
  return [...count(bytes.length), ...bytes];
}
function vector(items: number[][]): number[] {
  return [...count(items.length), ...items.flat()];
}
function section(id: number, bytes: number[]): number[] {
  return [id, ...sized(bytes)];
}
function name(text: string): number[] {
  return sized([...new TextEncoder().encode(text)]);
}
