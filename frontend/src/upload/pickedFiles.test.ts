import { expect, test } from "vitest";
import { isSystemFile, nameFor, sortOut } from "./pickedFiles";

const file = (name = "x") => new File(["abc"], name);
const picked = (...paths: string[]) => paths.map((path) => ({ path, file: file() }));

test("whatever order files come in, they are sorted by path", () => {
  const { files } = sortOut(picked("ct/b.dcm", "ct/a.dcm", "ct/sub/c.dcm"));
  expect(files.map(({ path }) => path)).toEqual(["ct/a.dcm", "ct/b.dcm", "ct/sub/c.dcm"]);
});

test("notes of the operating system are left out, and told", () => {
  const { files, leftOut } = sortOut(picked("ct/a.dcm", "ct/.DS_Store", "__MACOSX/ct/._a.dcm"));
  expect(files.map(({ path }) => path)).toEqual(["ct/a.dcm"]);
  expect(leftOut.map(({ path }) => path)).toEqual(["ct/.DS_Store", "__MACOSX/ct/._a.dcm"]);
});

test("a slice is never taken for a note", () => {
  expect(["IM0001", "1.2.840.dcm", "thumbs/1.png"].some(isSystemFile)).toBe(false);
});

test("two files of one path both go in", () => {
  const { files } = sortOut(picked("a.dcm", "a.dcm", "a.dcm"));
  expect(files.map(({ path }) => path).sort()).toEqual(["a (2).dcm", "a (3).dcm", "a.dcm"]);
});

test.each([
  [["CT chest/a.dcm", "CT chest/b.dcm"], "CT chest"],
  [["brain.nii.gz"], "brain"],
  [["archive.zip"], "archive"],
  [["1.2.840.113619"], "1.2.840.113619"],
  [["a.png", "b.png", "c.png"], "a and 2 more"],
  [["A/1.dcm", "B/1.dcm"], "A and 1 more"],
])("%j are named %s", (paths, name) => {
  expect(nameFor(picked(...paths))).toBe(name);
});
