import { expect, test } from "vitest";
import { countByFilter, modalityWord } from "./modality";

test("what has no filter of its own counts as other", () => {
  expect(countByFilter({ CT: 21, MR: 19, PT: 4, US: 3, OT: 1 })).toEqual({
    "": 48,
    CT: 21,
    MR: 19,
    PT: 4,
    other: 4,
  });
});

test("DICOM's PT is PET for people, and OT says nothing", () => {
  expect([modalityWord("PT"), modalityWord("US"), modalityWord("OT")]).toEqual(["PET", "US", null]);
});
