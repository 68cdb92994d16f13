import { expect, test } from "vitest";
import { formatDay, formatMoment } from "./dates";

const now = new Date(2026, 2, 14, 18, 0);
const local = (...parts: [number, number, number, number, number]) =>
  new Date(...parts).toISOString();

test("a day is the same day in every time zone", () => {
  expect(formatDay("2026-03-01")).toBe("1 Mar 2026");
});

test("today and yesterday are said so, with the time", () => {
  expect(formatMoment(local(2026, 2, 14, 11, 42), now)).toBe("Today, 11:42");
  expect(formatMoment(local(2026, 2, 14, 0, 0), now)).toBe("Today, 00:00");
  expect(formatMoment(local(2026, 2, 13, 23, 59), now)).toBe("Yesterday, 23:59");
  expect(formatMoment(local(2026, 2, 12, 23, 59), now)).toBe("12 Mar 2026");
});

test("a clock that is a little ahead is still today", () => {
  expect(formatMoment(local(2026, 2, 14, 18, 1), now)).toBe("Today, 18:01");
});
