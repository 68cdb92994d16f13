import { expect, test } from "vitest";
import { wantedPlace } from "./wantedPlace";

test("the place that was wanted", () => {
  expect(wantedPlace({ wanted: "/scans/s1?a=b" })).toBe("/scans/s1?a=b");
});

test.each([
  null,
  undefined,
  "x",
  { wanted: 7 },
  { wanted: "https://elsewhere.example" },
  { wanted: "//elsewhere.example" },
])("%j leads home", (state) => {
  expect(wantedPlace(state)).toBe("/");
});
