import { expect, test } from "vitest";
import { passwordStrength } from "./passwordStrength";

test.each([
  ["short", 0],
  ["aaaaaaaaaaaaaaaaaaaaaaaa", 1],
  ["password12", 1],
  ["correct horse", 2],
  ["correct horse 12", 3],
  ["correct horse battery staple", 4],
])("%s is worth %d of 4", (password, strength) => {
  expect(passwordStrength(password)).toBe(strength);
});
