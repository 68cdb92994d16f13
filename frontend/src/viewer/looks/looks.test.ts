import { describe, expect, test } from "vitest";
import { volumeOf } from "../testScan";
import { lookAt } from "./look";
import { looksFor, unitThicknessMm } from "./looksFor";

const volumes = {
  CT: volumeOf({ valueUnit: "HU", valueRange: [-1024, 3071] }),
  MR: volumeOf(),
  PT: volumeOf({ valueRange: [0, 31_000], histogram: { counts: [9000, 300, 40, 5, 1, 0, 0, 1] } }),
  OT: volumeOf({ valueRange: [0, 0], histogram: { counts: [100] } }),
  US: volumeOf({ channels: 3, valueRange: [0, 255] }),
};

describe.each(Object.entries(volumes))("%s", (modality, volume) => {
  const looks = looksFor(modality, volume);

  test("has at least six looks, each with a name of its own", () => {
    expect(looks.length).toBeGreaterThanOrEqual(6);
    expect(new Set(looks.map(({ name }) => name)).size).toBe(looks.length);
  });

  test("has curves that rise along the values, with opacities from 0 to 1", () => {
    for (const { points } of looks) {
      expect(points.length).toBeGreaterThanOrEqual(2);
      for (const [n, { value, opacity }] of points.entries()) {
        expect(value).toBeGreaterThan(points[n - 1]?.value ?? -Infinity);
        expect(opacity).toBeGreaterThanOrEqual(0);
        expect(opacity).toBeLessThanOrEqual(1);
      }
      expect(points[0]?.opacity).toBe(0);
    }
  });
});

test("PET begins with the brightest along each ray", () => {
  expect(looksFor("PT", volumes.PT)[0]?.id).toBe("brightest");
});

test("in CT bone is solid where lungs are not, and air is clear in every look", () => {
  const bone = looksFor("CT", volumes.CT).find(({ id }) => id === "bone");
  expect(lookAt(bone?.points ?? [], 900).opacity).toBeGreaterThan(0.8);
  expect(lookAt(bone?.points ?? [], -700).opacity).toBe(0);
  for (const { points } of looksFor("CT", volumes.CT))
    expect(lookAt(points, -1000).opacity).toBe(0);
});

test("between points opacity and color are linear", () => {
  const points = [
    { value: 0, opacity: 0, color: [0, 0, 0] as const },
    { value: 10, opacity: 1, color: [1, 0.5, 0] as const },
  ];
  expect(lookAt(points, 5)).toEqual({ opacity: 0.5, color: [0.5, 0.25, 0] });
  expect(lookAt(points, -5).opacity).toBe(0);
  expect(lookAt(points, 50).opacity).toBe(1);
});

test("the layer that opacity speaks of grows with the volume", () => {
  expect(unitThicknessMm([100, 400, 200])).toBe(2);
});
