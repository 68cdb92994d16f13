import { expect, test } from "vitest";
import { weave } from "./weave";

/** What `weave` undoes, as its definition says it. */
function planes(bytes: Uint8Array, width: number): { planes: Uint8Array[]; tail: Uint8Array } {
  const count = Math.floor(bytes.length / width);
  return {
    planes: Array.from({ length: width }, (_, place) =>
      Uint8Array.from({ length: count }, (_, n) => bytes[n * width + place] as number),
    ),
    tail: bytes.subarray(count * width),
  };
}

test.each([1, 2, 3, 4, 8])("values of %i bytes come together again, at any length", (width) => {
  for (const length of [0, 1, 2, 3, 7, 8, 16, 31, 64, 1001, 4096]) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 151 + (n >> 3)) & 0xff);
    const { planes: apart, tail } = planes(bytes, width);
    const out = new Uint8Array(length);
    weave(apart, tail, out);
    expect([...out]).toEqual([...bytes]);
  }
});

test("so they do where nothing begins at a word", () => {
  const bytes = Uint8Array.from({ length: 640 }, (_, n) => (n * 37) & 0xff);
  for (const width of [2, 4]) {
    const { planes: apart, tail } = planes(bytes, width);
    const shifted = apart.map((plane) => Uint8Array.from([0, ...plane]).subarray(1));
    const out = new Uint8Array(645).subarray(3, 643);
    weave(shifted, tail, out);
    expect([...out]).toEqual([...bytes]);
  }
});
