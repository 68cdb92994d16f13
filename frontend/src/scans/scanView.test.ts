import { expect, test } from "vitest";
import { firstView, readView, writeView } from "./scanView";

test("a view survives the address", () => {
  const view = { query: "knee & hip", modality: "MR", state: "ready", sort: "name" } as const;
  expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
});

test("the first view needs no parameters", () => {
  expect(writeView(firstView).toString()).toBe("");
  expect(readView(new URLSearchParams())).toEqual(firstView);
});

test("what an address says wrongly counts as not said", () => {
  expect(readView(new URLSearchParams("modality=XX&sort=evil&state="))).toEqual(firstView);
});
