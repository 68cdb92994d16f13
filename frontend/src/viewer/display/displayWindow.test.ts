import { expect, test } from "vitest";
import {
  clampedWindow,
  digitsFor,
  draggedWindow,
  formatValue,
  grayRamp,
  isSameWindow,
} from "./displayWindow";

const grayOf = (stored: number, slope: number, intercept: number, inverted = false) => {
  const { factor, offset } = grayRamp({ center: 40, width: 400 }, { slope, intercept, inverted });
  return stored * factor + offset;
};

test("inverted pictures show low values bright", () => {
  expect(grayOf(-160, 1, 0, true)).toBeCloseTo(255);
  expect(grayOf(240, 1, 0, true)).toBeCloseTo(0);
});

test("the window's ends are black and white, its centre half", () => {
  expect(grayOf(-160, 1, 0)).toBeCloseTo(0);
  expect(grayOf(40, 1, 0)).toBeCloseTo(127.5);
  expect(grayOf(240, 1, 0)).toBeCloseTo(255);
});

test("stored values are rescaled before they are windowed", () => {
  expect(grayOf(1064, 1, -1024)).toBeCloseTo(127.5);
  expect(grayOf(20, 2, 0)).toBeCloseTo(127.5);
});

test("dragging right widens, dragging down brightens", () => {
  const start = { center: 40, width: 400 };
  const next = draggedWindow(start, { x: 50, y: 20 }, [-1024, 3071]);
  expect(next.width).toBeGreaterThan(400);
  expect(next.center).toBeLessThan(40);
  expect(draggedWindow(start, { x: -1e6, y: 0 }, [-1024, 3071]).width).toBe(1);
});

test("a window stays where something can be seen", () => {
  expect(clampedWindow({ center: 1e9, width: -5 }, [0, 100])).toEqual({ center: 200, width: 1 });
  expect(clampedWindow({ center: 0.5, width: 0 }, [0, 1]).width).toBeGreaterThan(0);
});

test("windows are compared with the tolerance of typed numbers", () => {
  expect(isSameWindow({ center: 40, width: 400 }, { center: 40.0000001, width: 400 })).toBe(true);
  expect(isSameWindow({ center: 41, width: 400 }, { center: 40, width: 400 })).toBe(false);
});

test("numbers carry as many digits as the values do", () => {
  expect(digitsFor([-1024, 3071])).toBe(0);
  expect(digitsFor([0, 1])).toBe(2);
  expect(digitsFor([0, 0.004])).toBe(5);
  expect(formatValue(-600, 0)).toBe("−600");
  expect(formatValue(-0.2, 0)).toBe("0");
});
