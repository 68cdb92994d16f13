import { type BackwardBits } from "./bits";

/** A finite state entropy decoding table (RFC 8878, 4.1.1): per state its symbol and the way to the next one. */
export type FseTable = {
  accuracyLog: number;
  symbol: Uint8Array;
  bits: Uint8Array;
  base: Uint16Array;
};

/** Builds the table of a distribution. −1 stands for "less than 1". */
export function fseTable(distribution: readonly number[], accuracyLog: number): FseTable {
  const size = 1 << accuracyLog;
  const symbol = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  let high = size - 1;
  const next = distribution.map((probability, n) => {
    if (probability !== -1) return probability;
    symbol[high] = n;
    high -= 1;
    return 1;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [n, probability] of distribution.entries())
    for (let count = 0; count < probability; count += 1) {
      symbol[position] = n;
      do position = (position + step) & (size - 1);
      while (position > high);
    }
  for (let state = 0; state < size; state += 1) {
    const own = symbol[state] as number;
    const place = next[own] as number;
    next[own] = place + 1;
    const wide = accuracyLog - (31 - Math.clz32(place));
    bits[state] = wide;
    base[state] = (place << wide) - size;
  }
  return { accuracyLog, symbol, bits, base };
}

/** A table with one symbol that takes no bits. */
export function fseSingle(only: number): FseTable {
  return {
    accuracyLog: 0,
    symbol: Uint8Array.of(only),
    bits: Uint8Array.of(0),
    base: Uint16Array.of(0),
  };
}

/** Reads a table's description (RFC 8878, 4.1.1) at `first`. `end` is where what follows begins. */
export function readFseTable(
  bytes: Uint8Array,
  first: number,
  greatestLog: number,
  symbols: number,
): { table: FseTable; end: number } {
  let at = first * 8;
  const peek = (count: number) => {
    const byte = at >>> 3;
    const word =
      (bytes[byte] as number) |
      ((bytes[byte + 1] as number) << 8) |
      ((bytes[byte + 2] as number) << 16) |
      ((bytes[byte + 3] as number) << 24);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  };
  const accuracyLog = peek(4) + 5;
  at += 4;
  if (accuracyLog > greatestLog) throw new Error("zstd: an entropy table is too large");
  const distribution: number[] = [];
  let remaining = (1 << accuracyLog) + 1;
  let threshold = 1 << accuracyLog;
  let width = accuracyLog + 1;
  while (remaining > 1 && distribution.length < symbols) {
    const short = 2 * threshold - 1 - remaining;
    let value = peek(width - 1);
    if (value < short) at += width - 1;
    else {
      value = peek(width);
      if (value >= threshold) value -= short;
      at += width;
    }
    const probability = value - 1;
    remaining -= Math.abs(probability);
    distribution.push(probability);
    if (probability === 0) {
      let more = 3;
      while (more === 3) {
        more = peek(2);
        at += 2;
        for (let n = 0; n < more; n += 1) distribution.push(0);
      }
    }
    while (remaining < threshold) {
      width -= 1;
      threshold >>= 1;
    }
  }
  if (remaining !== 1 || distribution.length > symbols)
    throw new Error("zstd: an entropy table does not add up");
  return { table: fseTable(distribution, accuracyLog), end: (at + 7) >>> 3 };
}

/** The state that follows, its bits taken from the stream. */
export function nextState(table: FseTable, state: number, stream: BackwardBits): number {
  return (table.base[state] as number) + stream.read(table.bits[state] as number);
}
