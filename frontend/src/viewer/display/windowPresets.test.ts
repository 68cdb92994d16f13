import { expect, test } from "vitest";
import { volumeOf } from "../testScan";
import { windowPresets } from "./windowPresets";

const names = (modality: string, part: Parameters<typeof volumeOf>[0]) =>
  windowPresets(modality, volumeOf(part)).map(({ name }) => name);

test("CT has the usual windows first, then the source's own", () => {
  const presets = windowPresets(
    "CT",
    volumeOf({
      valueUnit: "HU",
      valueRange: [-1024, 3071],
      window: { center: 50, width: 350 },
      windows: [{ name: "Mediastinum", center: 50, width: 350 }],
    }),
  );
  expect(presets.map(({ name }) => name)).toEqual([
    "Soft tissue",
    "Lung",
    "Bone",
    "Brain",
    "Liver",
    "Full range",
    "Mediastinum",
  ]);
  expect(presets[0]?.window).toEqual({ center: 40, width: 400 });
});

test("CT whose values are not HU gets no HU windows", () => {
  expect(names("CT", { valueUnit: "" })).not.toContain("Bone");
});

test("other scans begin with what the source recommends", () => {
  const windows = [{ name: "", center: 300, width: 500 }];
  expect(names("MR", { windows })[0]).toBe("As scanned");
  expect(names("MR", { windows })).toContain("Balanced");
});

test("windows from the data lie within the values and have some width", () => {
  for (const { window } of windowPresets("MR", volumeOf())) {
    expect(window.width).toBeGreaterThan(0);
    expect(window.center - window.width / 2).toBeGreaterThanOrEqual(-1);
    expect(window.center + window.width / 2).toBeLessThanOrEqual(1001);
  }
});

test("the same window is offered once", () => {
  const windows = [{ name: "All", center: 500, width: 1000 }];
  const offered = names("MR", { windows });
  expect(offered.filter((name) => /All|Automatic|Full range/.test(name))).toEqual(["All"]);
});

test("color pictures have their full range only", () => {
  const window = { center: 100, width: 150 };
  expect(names("OT", { channels: 3, window })).toEqual(["Automatic", "Full range"]);
});
