import { expect, test } from "vitest";
import { applyAffine, cross, invertAffine } from "./affine";

test("the inverse undoes a sheared matrix with negative determinant", () => {
  const matrix = [0.9, 0.2, 0, 5, -0.1, 1.1, 0.3, -7, 0, 0.2, -2, 40, 0, 0, 0, 1];
  const back = applyAffine(invertAffine(matrix), applyAffine(matrix, [4, -2, 9]));
  for (const [n, wanted] of [4, -2, 9].entries()) expect(back[n]).toBeCloseTo(wanted, 9);
});

test("axes in one plane have no inverse, and that is said", () => {
  expect(() => invertAffine([1, 2, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow(RangeError);
});

test("left × posterior is superior", () => {
  expect(cross([1, 0, 0], [0, 1, 0])).toEqual([0, 0, 1]);
});
