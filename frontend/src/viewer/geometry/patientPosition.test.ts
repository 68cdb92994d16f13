import { expect, test } from "vitest";
import { formatPosition, slicePositionText } from "./patientPosition";

test("places are said with letters, not signs", () => {
  expect(formatPosition([-6.5, 180.1, 12])).toBe("R 6.5, P 180.1, S 12.0");
  expect(formatPosition([6.54, -180.06, -569.8])).toBe("L 6.5, A 180.1, I 569.8");
});

test("what rounds to zero has no misleading side", () => {
  expect(formatPosition([-0.04, -0.01, -0])).toBe("L 0.0, P 0.0, S 0.0");
});

test("a slice lies along the axis that its plane cuts", () => {
  expect(slicePositionText("axial", -569.8)).toBe("I 569.8 mm");
  expect(slicePositionText("coronal", 180.1)).toBe("P 180.1 mm");
  expect(slicePositionText("sagittal", -6.5)).toBe("R 6.5 mm");
});
