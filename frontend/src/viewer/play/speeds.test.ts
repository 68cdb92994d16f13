import { expect, test } from "vitest";
import { rateText, speedsOf } from "./speeds";

test("a cine begins at the speed at which it was recorded", () => {
  const { speeds, first } = speedsOf(40);
  expect(speeds.find(({ value }) => value === first)).toMatchObject({
    label: "1 × · 25 / s",
    stepMs: 40,
  });
  expect(speeds.map(({ stepMs }) => stepMs)).toEqual([160, 80, 40, 20]);
});

test("where nobody says how fast it was, the rate is the reader's, and no factor is claimed", () => {
  const { speeds, first } = speedsOf(null);
  expect(speeds.find(({ value }) => value === first)?.label).toBe("10 / s");
  expect(speeds.some(({ label }) => label.includes("×"))).toBe(false);
});

test.each([
  [25, "25 / s"],
  [2.5, "2.5 / s"],
  [12.4, "12 / s"],
  [1, "1 / s"],
])("%d pictures a second are said as %s", (rate, text) => expect(rateText(rate)).toBe(text));
