import { expect, test } from "vitest";
import { countOf, formatBytes, formatBytesOf, formatPercent, formatTimeLeft } from "./amounts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [41_000_000, "41 MB"],
  [999_700, "1 MB"],
  [31_240_000_000, "31.2 GB"],
  [128_000_000_000, "128 GB"],
])("%d bytes read as %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test("part and whole share the unit of the whole", () => {
  expect(formatBytesOf(93_000_000, 145_000_000)).toBe("93 of 145 MB");
  expect(formatBytesOf(900_000_000, 2_400_000_000)).toBe("0.9 of 2.4 GB");
});

test("100 % is not said before it is all", () => {
  expect(formatPercent(0.9999)).toBe("99\u00a0%");
  expect(formatPercent(0.29)).toBe("29\u00a0%");
  expect(formatPercent(1)).toBe("100\u00a0%");
});

test("time left is said no finer than it is known", () => {
  expect([0.2, 18, 200, 8000].map(formatTimeLeft)).toEqual([
    "1 s left",
    "18 s left",
    "3 min left",
    "2 h left",
  ]);
});

test("one is not many", () => {
  expect([countOf(1, "slice"), countOf(2, "slice")]).toEqual(["1 slice", "2 slices"]);
});
