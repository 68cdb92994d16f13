/**
 * Reads a Zstandard bitstream from its end to its start (RFC 8878, 4.1). The highest set bit of the last byte marks
 * where it begins. Bits before the start read as 0, and `left` is then negative.
 */
export class BackwardBits {
  readonly bytes: Uint8Array;
  readonly #first: number;
  /** Bits not read yet. */
  left: number;

  /** @param bytes  Must be readable up to three bytes past `end`. */
  constructor(bytes: Uint8Array, first: number, end: number) {
    const last = end > first ? (bytes[end - 1] as number) : 0;
    if (last === 0) throw new Error("zstd: a bitstream has no end mark");
    this.bytes = bytes;
    this.#first = first;
    this.left = (end - first) * 8 - (Math.clz32(last) - 24) - 1;
  }

  /** The next `count` bits (0 … 24) without taking them; the first is the most significant. */
  peek(count: number): number {
    const at = this.left - count;
    if (at >= 0) return this.#bitsAt(at, count);
    return this.left <= 0 ? 0 : this.#bitsAt(0, this.left) << -at;
  }

  /** Takes the next `count` bits, 0 … 31. */
  read(count: number): number {
    if (count > 24) {
      const high = this.read(count - 16);
      return high * 65536 + this.read(16);
    }
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  #bitsAt(at: number, count: number): number {
    const byte = this.#first + (at >>> 3);
    const { bytes } = this;
    const word =
      (bytes[byte] as number) |
      ((bytes[byte + 1] as number) << 8) |
      ((bytes[byte + 2] as number) << 16) |
      ((bytes[byte + 3] as number) << 24);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  }
}
