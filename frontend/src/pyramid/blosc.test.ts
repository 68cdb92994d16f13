import Blosc from "numcodecs/blosc";
import { expect, test } from "vitest";
import { decompressBlosc } from "./blosc";

/** Packed by c-blosc itself, so that both sides cannot be wrong together. */
async function packed(
  data: Uint8Array,
  options: { clevel?: number; shuffle?: number; blocksize?: number } = {},
) {
  const codec = Blosc.fromConfig({
    id: "blosc",
    cname: "zstd",
    clevel: options.clevel ?? 3,
    shuffle: options.shuffle ?? 1,
    blocksize: options.blocksize ?? 0,
  });
  return new Uint8Array(await codec.encode(data));
}

/** Numbers that look like a scan: smooth, with noise, and much air. */
function scanLike(count: number, noise: number): Uint8Array {
  let seed = 7;
  const values = new Int16Array(count);
  for (let n = 0; n < count; n += 1) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    const air = Math.sin(n / 4000) < -0.2;
    values[n] = air ? -1000 : Math.sin(n / 300) * 400 + ((seed >> 16) % (noise + 1));
  }
  return new Uint8Array(values.buffer);
}

test.each([
  ["smooth", scanLike(64 ** 3, 0)],
  ["noisy", scanLike(64 ** 3, 40)],
  ["very noisy", scanLike(64 ** 3, 30_000)],
  ["all one value", new Uint8Array(64 ** 3).fill(7)],
  ["a few bytes", Uint8Array.from([1, 2, 3, 4, 5])],
  ["a length that no block divides", scanLike(123_457, 9)],
  ["nothing", new Uint8Array(0)],
])("unpacks %s as c-blosc packed it", async (_name, data) => {
  for (const clevel of [1, 3, 9])
    for (const shuffle of [0, 1])
      for (const blocksize of [0, data.length]) {
        const frame = await packed(data, { clevel, shuffle, blocksize });
        expect(Buffer.compare(await decompressBlosc(frame), data)).toBe(0);
      }
});

test("says so when a frame is damaged, at whatever byte", async () => {
  const data = scanLike(20_000, 12);
  const frame = await packed(data);
  for (let at = 0; at < frame.length; at += 37) {
    const damaged = frame.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    // Either an error or other bytes of the right length: never a crash, a hang, or a wild size.
    try {
      expect((await decompressBlosc(damaged)).length).toBeLessThanOrEqual(256 * 1024 * 1024);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
  await expect(decompressBlosc(frame.slice(0, 40))).rejects.toThrow();
});
