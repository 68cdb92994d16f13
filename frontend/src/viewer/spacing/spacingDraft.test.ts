import { describe, expect, test } from "vitest";
import { volumeOf } from "../testScan";
import {
  firstDraft,
  parseMm,
  readDraft,
  type SpacingDraft,
  withTyped,
  withWay,
} from "./spacingDraft";

const pixels = { rows: 200, columns: 400 };
const draftOf = (part: Partial<SpacingDraft> = {}): SpacingDraft => ({
  way: "pixel",
  across: "0.5",
  down: "0.5",
  square: true,
  slice: "3",
  ...part,
});

test.each([
  ["0.5", 0.5],
  ["0,5", 0.5],
  [" 12 mm ", 12],
  ["−3", -3],
  ["", null],
  ["half", null],
  ["1,000.5", null],
])("%j is read as %j", (text, value) => expect(parseMm(text)).toBe(value));

test("what is read goes to the server rows first", () => {
  expect(readDraft(draftOf({ square: false, down: "0,25" }), pixels, true)).toEqual({
    spacing: { pixelMm: [0.25, 0.5], sliceMm: 3 },
  });
});

test("a picture alone has no step, and a stack may have an unknown one", () => {
  expect(readDraft(draftOf(), pixels, false)).toMatchObject({ spacing: { sliceMm: null } });
  expect(readDraft(draftOf({ slice: " " }), pixels, true)).toMatchObject({
    spacing: { sliceMm: null },
  });
});

test("a field of view is divided by its pixels, each way by its own", () => {
  const draft = draftOf({ way: "field", across: "200", down: "100" });
  expect(readDraft(draft, pixels, true)).toMatchObject({ spacing: { pixelMm: [0.5, 0.5] } });
});

test("with square pixels one number follows from the other", () => {
  expect(withTyped(draftOf(), "across", "0,7", pixels)).toMatchObject({
    across: "0,7",
    down: "0.7",
  });
  const field = draftOf({ way: "field" });
  expect(withTyped(field, "across", "200", pixels).down).toBe("100");
  expect(withTyped(field, "down", "100", pixels).across).toBe("200");
  expect(withTyped(draftOf({ square: false }), "across", "2", pixels).down).toBe("0.5");
});

test("saying it the other way changes the words, not the size", () => {
  const field = withWay(draftOf(), "field", pixels);
  expect(field).toMatchObject({ across: "200", down: "100" });
  expect(withWay(field, "pixel", pixels)).toEqual(draftOf());
});

describe("what is wrong is said beside its field", () => {
  test.each([
    ["across", { across: "" }, "Enter how many millimetres"],
    ["across", { across: "abc" }, "“abc” is not a number"],
    ["down", { down: "0" }, "more than 0"],
    ["down", { down: "-1" }, "more than 0"],
    ["slice", { slice: "2000" }, "more than a metre"],
    ["slice", { slice: "x" }, "“x” is not a number"],
    ["across", { way: "field", across: "0.0001" }, "smaller than"],
  ] as const)("%s", (field, part, words) => {
    const read = readDraft(draftOf(part), pixels, true);
    expect("errors" in read && read.errors[field]).toContain(words);
  });
});

test("the form begins with what was entered, else with what the file says, else empty", () => {
  const volume = volumeOf({ spacingMm: [3, 0.5, 0.4] });
  expect(firstDraft({ pixelMm: [0.7, 0.7], sliceMm: null }, volume)).toEqual(
    draftOf({ across: "0.7", down: "0.7", slice: "" }),
  );
  expect(firstDraft(null, volume)).toEqual(
    draftOf({ across: "0.4", down: "0.5", square: false, slice: "3" }),
  );
  expect(firstDraft(null, { ...volume, calibrated: false })).toMatchObject({
    across: "",
    down: "",
  });
});
