import { expect, test } from "vitest";
import { fractionText, planeFidelity, volumeFidelity } from "./fidelity";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { looksFor } from "./looks/looksFor";
import { scanOf, volumeOf } from "./testScan";
import { firstState, type Loading, type ViewerState } from "./viewerState";

const volume = volumeOf();
const shown = { scan: scanOf(volume), volume, geometry: volumeGeometry(volume), time: 0 };

function stateWith(loading: Partial<Loading>, part: Partial<ViewerState> = {}): ViewerState {
  const [look] = looksFor("MR", volume);
  if (!look) throw new Error("no look");
  const first = firstState(volume, shown.geometry, look, {
    webgl2: true,
    handheld: false,
    target: 1,
    because: "memory",
    fullFits: true,
  });
  return { ...first, ...part, loading: { ...first.loading, ...loading } };
}

test("planes sharpen until the full resolution is here", () => {
  expect(planeFidelity(stateWith({ fraction: 0.62, planeLevel: 1 })).label).toBe("Sharpening 62 %");
  expect(planeFidelity(stateWith({ planeLevel: 0 })).kind).toBe("exact");
});

test("a slice that was made is never called exact", () => {
  const here = stateWith({ planeLevel: 0 });
  const byServer = stateWith({}, { planesBy: "server" });
  expect(planeFidelity(here, "whole").label).toBe("Interpolated");
  expect(planeFidelity(byServer, "whole").label).toBe("Interpolated");
});

test("a plane that crosses slices that were made says so", () => {
  expect(planeFidelity(stateWith({ planeLevel: 0 }), "part")).toMatchObject({
    kind: "reduced",
    label: "Partly interpolated",
  });
});

test("3D says how much it is reduced, and why", () => {
  const reduced = volumeFidelity(
    stateWith({ volumeLevel: 1, planeLevel: 0 }, { scene: "shown" }),
    shown,
  );
  expect(reduced).toMatchObject({ kind: "reduced", label: "Reduced ½", why: "graphics memory" });
});

test("what failed is never called exact", () => {
  const error = new Error("x");
  expect(planeFidelity(stateWith({ error, planeLevel: 1 })).kind).toBe("failed");
  expect(volumeFidelity(stateWith({ error }), shown).kind).toBe("failed");
});

test("planes by the server say so", () => {
  expect(planeFidelity(stateWith({}, { planesBy: "server" })).why).toBe("drawn by the server");
});

test("parts of a whole are written as people do", () => {
  expect([2, 4, 8, 16].map(fractionText)).toEqual(["½", "¼", "⅛", "1/16"]);
});
