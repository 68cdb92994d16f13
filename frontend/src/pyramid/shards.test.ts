import { describe, expect, test } from "vitest";
import { volumeOf } from "../viewer/testScan";
import { rangeAround, spanOf } from "./coalesce";
import { crc32c } from "./crc32c";
import { rangeHeader } from "./fetchBytes";
import { parseLevelLayout } from "./levelLayout";
import { ShardIndex } from "./shardIndex";
import { testPyramid } from "./testPyramid";

const text = (words: string) => new TextEncoder().encode(words);

test("the checksum is that of RFC 3720", () => {
  expect(crc32c(text("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // Its appendix B.4: 32 bytes of zeros.
});

describe("a shard's index", () => {
  const volume = volumeOf();
  const { files } = testPyramid(volume, (_level, [i]) => (i < 4 ? 0 : i));
  const shard = files.get("/0/c/0/0/0") ?? new Uint8Array();
  const form = { entries: 5 * 8 * 10, checked: true };
  const bytes = shard.slice(-(form.entries * 16 + 4));

  test("says where each brick lies, and which are left out", () => {
    const index = new ShardIndex(bytes, form);
    expect(index.span(0)).toBeNull();
    expect(index.span(1)).toEqual({ offset: 0, length: 128 });
    expect(index.span(2)).toEqual({ offset: 128, length: 128 });
  });

  test("is not believed where its checksum does not agree, or where it is cut short", () => {
    const damaged = bytes.slice();
    damaged[20] = 1;
    expect(() => new ShardIndex(damaged, form)).toThrow("checksum");
    expect(() => new ShardIndex(bytes.slice(1), form)).toThrow("expected");
  });
});

describe("a level's layout", () => {
  const metadataOf = (part = {}) => {
    const volume = volumeOf(part);
    const { files } = testPyramid(volume, () => 1, [8, 4, 16]);
    const body: unknown = JSON.parse(new TextDecoder().decode(files.get("/0/zarr.json")));
    return { volume, body: body as Record<string, unknown>, level: volume.levels[0] ?? never() };
  };

  test("takes the size of bricks from the metadata", () => {
    const { volume, body, level } = metadataOf();
    expect(parseLevelLayout(body, level, volume)).toMatchObject({
      dimensions: [20, 30, 40],
      brick: [8, 4, 16],
      bricks: [3, 8, 3],
      index: { entries: 72, checked: true },
    });
  });

  test("finds bricks of color and of a time point", () => {
    const { volume, body, level } = metadataOf({ channels: 3, timePoints: 4 });
    const { place } = parseLevelLayout(body, level, volume);
    expect(place([0, 0, 0], 0)).toEqual({ shard: "c/0/0/0/0/0", entry: 0 });
    expect(place([2, 1, 1], 3)).toEqual({ shard: "c/0/0/0/0/0", entry: 3 * 72 + 24 + 3 + 2 });
  });

  test("finds bricks in several shards", () => {
    const { volume, body, level } = metadataOf();
    body.chunk_grid = { name: "regular", configuration: { chunk_shape: [16, 8, 8] } };
    const { place } = parseLevelLayout(body, level, volume);
    expect(place([1, 3, 2], 0)).toEqual({ shard: "c/2/1/1", entry: 1 });
  });

  test.each<[string, (body: Record<string, unknown>) => void]>([
    ["level 0.shape", (body) => (body.shape = [40, 30, 21])],
    ["sharding_indexed", (body) => (body.codecs = [{ name: "bytes" }])],
    ["chunk_grid", (body) => (body.chunk_grid = { configuration: { chunk_shape: [0, 1, 1] } })],
  ])("refuses what is not as we read it: %s", (words, spoil) => {
    const { volume, body, level } = metadataOf();
    spoil(body);
    expect(() => parseLevelLayout(body, level, volume)).toThrow(words);
  });
});

describe("bricks that lie together are asked for together", () => {
  const at = (...offsets: number[]) => offsets.map((offset) => ({ span: { offset, length: 10 } }));
  const limits = { gap: 5, most: 45 };
  const offsetsOf = (parts: { span: { offset: number } }[]) => parts.map(({ span }) => span.offset);

  test("small gaps are fetched along, larger ones end a request", () => {
    const parts = at(0, 12, 30, 41, 100);
    const first = parts[2] ?? never();
    expect(offsetsOf(rangeAround(first, parts, limits))).toEqual([30, 41]);
    expect(spanOf(rangeAround(first, parts, limits))).toEqual({ offset: 30, length: 21 });
  });

  test("no request is larger than allowed, but one brick always goes", () => {
    const parts = at(0, 10, 20, 30, 40, 50);
    const first = parts[1] ?? never();
    expect(spanOf(rangeAround(first, parts, limits)).length).toBeLessThanOrEqual(45);
    expect(offsetsOf(rangeAround(first, parts, { gap: 5, most: 1 }))).toEqual([10]);
  });
});

test("ranges are written as HTTP has them", () => {
  expect(rangeHeader({ offset: 3, length: 4 })).toBe("bytes=3-6");
  expect(rangeHeader({ suffixLength: 68 })).toBe("bytes=-68");
});

function never(): never {
  throw new Error("it is there");
}
