import { ZSTDDecoder } from "zstddec";
import { weaveModule } from "./weaveModule";

/** What zstddec's WebAssembly exports. */
type Exports = {
  memory: WebAssembly.Memory;
  malloc: (bytes: number) => number;
  free: (at: number) => void;
  ZSTD_decompress: (to: number, capacity: number, from: number, length: number) => number;
};

type WeaveTwo = (low: number, high: number, out: number, end: number) => void;

/** Null where the browser's WebAssembly has no vectors (Safari before 16.4). */
async function makeWeaver(memory: WebAssembly.Memory): Promise<WeaveTwo | null> {
  const code = weaveModule();
  if (!WebAssembly.validate(code)) return null;
  const { instance } = await WebAssembly.instantiate(code, { heap: { memory } });
  return instance.exports.weaveTwo as WeaveTwo;
}

/** zstddec, whose own decode() makes two buffers and two copies of every stream. */
class Decoder extends ZSTDDecoder {
  static exports: Exports | null = null;

  override _init(result: Parameters<ZSTDDecoder["_init"]>[0]): void {
    super._init(result);
    Decoder.exports = result.instance.exports as unknown as Exports;
  }
}

/** A part of the heap that is as large as was last needed. */
class Area {
  #at = 0;
  #size = 0;

  holding(bytes: number, { malloc, free }: Exports): number {
    if (bytes > this.#size) {
      if (this.#size > 0) free(this.#at);
      this.#at = malloc(bytes);
      this.#size = bytes;
    }
    return this.#at;
  }
}

/**
 * Unpacks Zstandard frames (RFC 8878) within WebAssembly's own memory, where they can be read without a copy.
 * WebAssembly without bindings that evaluate text as code, which the page's content security policy forbids.
 */
export class ZstdHeap {
  readonly #exports: Exports;
  readonly #weaveTwo: WeaveTwo | null;
  readonly #input = new Area();
  readonly #output = new Area();
  readonly #woven = new Area();

  private constructor(exports: Exports, weaveTwo: WeaveTwo | null) {
    this.#exports = exports;
    this.#weaveTwo = weaveTwo;
  }

  static async make(): Promise<ZstdHeap> {
    await new Decoder().init();
    if (!Decoder.exports) throw new Error("zstd: another decoder was made before");
    return new ZstdHeap(Decoder.exports, await makeWeaver(Decoder.exports.memory));
  }

  /**
   * Unpacks streams of equal length beside one another; one as long as what it stands for is not packed.
   * @returns each stream's bytes. They lie in memory that the next call overwrites, the first at a multiple of 8.
   * @throws Error where one is damaged, or has another length than it should.
   */
  unpack(streams: readonly Uint8Array[], length: number): Uint8Array[] {
    const { memory, ZSTD_decompress } = this.#exports;
    const from = this.#input.holding(Math.max(...streams.map((s) => s.length), 1), this.#exports);
    const to = this.#output.holding(Math.max(streams.length * length, 1), this.#exports);
    streams.forEach((stream, n) => {
      const target = to + n * length;
      if (stream.length === length) {
        new Uint8Array(memory.buffer).set(stream, target);
        return;
      }
      // Made anew each time: memory that grows leaves its old views empty.
      new Uint8Array(memory.buffer).set(stream, from);
      if (ZSTD_decompress(target, length, from, stream.length) !== length)
        throw new Error("blosc: a block is damaged, or has another length than it says");
    });
    return streams.map((_, n) => new Uint8Array(memory.buffer, to + n * length, length));
  }

  /**
   * Puts the bytes of two-byte values together where `unpack` left them, some five times as fast as `weave`.
   * @param planes  Of its last answer.
   * @returns false, with nothing done, where that is not what they are, or cannot be done so.
   */
  weaveTwo(planes: readonly Uint8Array[], out: Uint8Array): boolean {
    const { memory } = this.#exports;
    const [low, high] = planes;
    if (!this.#weaveTwo || planes.length !== 2 || !low || !high) return false;
    const isHere = low.buffer === memory.buffer && high.buffer === memory.buffer;
    if (!isHere || out.length === 0 || out.length % 32 !== 0 || out.length !== 2 * low.length)
      return false;
    // Asked first: memory that grows leaves its old views empty, at 0.
    const from = [low.byteOffset, high.byteOffset] as const;
    const to = this.#woven.holding(out.length, this.#exports);
    this.#weaveTwo(...from, to, to + out.length);
    out.set(new Uint8Array(memory.buffer, to, out.length));
    return true;
  }
}
