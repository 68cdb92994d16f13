import { expect, test } from "vitest";
import { exampleUpload } from "../testing/examples";
import { firstView } from "./scanView";
import { uploadsIn } from "./uploadsIn";

const uploads = [
  exampleUpload({ id: "open", state: "open" }),
  exampleUpload({ id: "working", state: "processing", name: "Knee" }),
  exampleUpload({ id: "failed", state: "failed" }),
  exampleUpload({ id: "nothing", state: "done" }),
];
const shown = (part: object) => uploadsIn({ ...firstView, ...part }, uploads).map(({ id }) => id);

test("all but the open ones are among the cards", () => {
  expect(shown({})).toEqual(["working", "failed", "nothing"]);
});

test("they follow the search and the state", () => {
  expect(shown({ query: "kne" })).toEqual(["working"]);
  expect(shown({ state: "processing" })).toEqual(["working"]);
  expect(shown({ state: "failed" })).toEqual(["failed", "nothing"]);
  expect(shown({ state: "ready" })).toEqual([]);
});

test("of which kind they will be is not known", () => {
  expect(shown({ modality: "MR" })).toEqual([]);
});
