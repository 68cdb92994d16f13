import { expect, test } from "vitest";
import { unit } from "./affine";
import { directionLetters } from "./letters";

test.each([
  [[1, 0, 0], "L"],
  [[-1, 0, 0], "R"],
  [[0, -1, 0], "A"],
  [[0, 0, -1], "I"],
  [[0.97, 0.24, 0], "L"],
  [[0.9, -0.43, 0], "LA"],
  [[-0.5, 0, 0.86], "SR"],
  [[0.6, 0.55, 0.58], "LS"],
] as const)("%j is %s", (direction, letters) => {
  expect(directionLetters(unit(direction))).toBe(letters);
});
