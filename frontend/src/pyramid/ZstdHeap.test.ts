import Zstd from "numcodecs/zstd";
import { expect, test } from "vitest";
import { weave } from "./weave";
import { ZstdHeap } from "./ZstdHeap";

// One for all: the decoder is made once in a page.
const heap = await ZstdHeap.make();
const zstd = Zstd.fromConfig({ id: "zstd", level: 1 });

const plane = (length: number, step: number) =>
  Uint8Array.from({ length }, (_, n) => (n * step + (n >> 5)) & 0xff);

async function unpacked(planes: readonly Uint8Array[], length: number): Promise<Uint8Array[]> {
  const streams: Uint8Array[] = [];
  for (const bytes of planes) streams.push(new Uint8Array(await zstd.encode(bytes)));
  return heap.unpack(streams, length);
}

// The largest makes the memory grow between the unpacking and the weaving.
test.each([16, 48, 4096, 32 ** 3, 5_000_000 - (5_000_000 % 16)])(
  "two planes of %i bytes come together as they do one by one",
  async (length) => {
    const planes = [plane(length, 7), plane(length, 131)];
    const expected = new Uint8Array(2 * length);
    weave(planes, new Uint8Array(0), expected);
    const out = new Uint8Array(2 * length);
    expect(heap.weaveTwo(await unpacked(planes, length), out)).toBe(true);
    expect(Buffer.compare(out, expected)).toBe(0);
  },
);

test.each([
  ["a length that no vector divides", [plane(40, 3), plane(40, 5)], 80],
  ["one plane", [plane(64, 3)], 64],
  ["four planes", [1, 2, 3, 4].map((step) => plane(64, step)), 256],
  ["a tail", [plane(32, 3), plane(32, 5)], 65],
])("%s is left to others", async (_name, planes, bytes) => {
  const out = new Uint8Array(bytes);
  expect(heap.weaveTwo(await unpacked(planes, planes[0]?.length ?? 0), out)).toBe(false);
  expect(out.every((byte) => byte === 0)).toBe(true);
});

test("planes that lie elsewhere are left to others", () => {
  expect(heap.weaveTwo([plane(32, 3), plane(32, 5)], new Uint8Array(64))).toBe(false);
});
