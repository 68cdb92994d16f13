// @vitest-environment jsdom
import { expect, test } from "vitest";
import { NetworkError } from "../api/errors";
import { type Reduced } from "../pyramid/chooseLevel";
import { fractionText, planeFidelity, volumeFidelity } from "./fidelity";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { looksFor } from "./looks/looksFor";
import { scanOf, volumeOf } from "./testScan";
import { firstState, type Loading, type ViewerState } from "./viewerState";

const volume = volumeOf();
const shown = { scan: scanOf(volume), volume, geometry: volumeGeometry(volume), time: 0 };

function stateWith(
  {
    planes = {},
    volume: scene = {},
    ...loading
  }: Partial<Omit<Loading, "planes" | "volume">> & {
    planes?: Partial<Loading["planes"]>;
    volume?: Partial<Loading["volume"]>;
  },
  part: Partial<ViewerState> = {},
): ViewerState {
  const [look] = looksFor("MR", volume);
  if (!look) throw new Error("no look");
  const first = firstState(volume, shown.geometry, look, {
    webgl2: true,
    handheld: false,
    target: 1,
    because: { reason: "memory", limit: 96 * 2 ** 20 },
    planesFit: true,
  });
  const before = first.loading;
  return {
    ...first,
    ...part,
    loading: {
      ...before,
      ...loading,
      planes: { ...before.planes, ...planes },
      volume: { ...before.volume, ...scene },
    },
  };
}

const here = (missing: number, level: number | null = 1) => ({ axial: { level, missing } });

test("a plane sharpens until its own voxels are here, and says how much is missing", () => {
  const fidelity = planeFidelity(stateWith({ planes: here(0.38) }), "axial");
  expect(fidelity.label).toBe("Sharpening 62\u00a0%");
  expect(fidelity.story).toContain("38\u00a0%");
  const exact = stateWith({ planes: here(0, 0) });
  expect(planeFidelity(exact, "axial").kind).toBe("exact");
  expect(planeFidelity(exact, "coronal").kind).toBe("sharpening");
});

test("while something is tried again the pane says why", () => {
  const retrying = new NetworkError();
  const { why, story } = planeFidelity(stateWith({ retrying, planes: here(0.5) }), "axial");
  expect(why).toBe("trying again");
  expect(story).toContain("The server does not answer.");
});

test("a slice that was made is never called exact", () => {
  const exact = stateWith({ planes: here(0, 0) });
  const byServer = stateWith({}, { planesBy: "server" });
  expect(planeFidelity(exact, "axial", "whole").label).toBe("Interpolated");
  expect(planeFidelity(byServer, "axial", "whole").label).toBe("Interpolated");
});

test("a plane that crosses slices that were made says so", () => {
  expect(planeFidelity(stateWith({ planes: here(0, 0) }), "axial", "part")).toMatchObject({
    kind: "reduced",
    label: "Partly interpolated",
  });
});

test.each<[Reduced, string]>([
  [{ reason: "textureSize", limit: 2048 }, "texture limit 2048"],
  [{ reason: "memory", limit: 96 * 2 ** 20 }, "graphics memory 96 MB"],
  [{ reason: "software", limit: 0 }, "no graphics card"],
  [{ reason: "lost", limit: 0 }, "graphics failed"],
])("3D says how much it is reduced, and why: %j", (because, why) => {
  const scene = { level: 1, target: 1, missing: 0, because };
  const reduced = volumeFidelity(stateWith({ volume: scene }, { scene: "shown" }), shown);
  expect(reduced).toMatchObject({ kind: "reduced", label: "Reduced ½", why });
});

test("3D sharpens until its target is on the screen", () => {
  const half = stateWith({ volume: { level: 1, target: 0, missing: 0.5 } }, { scene: "shown" });
  expect(volumeFidelity(half, shown).label).toBe("Sharpening 50\u00a0%");
  const all = stateWith({ volume: { level: 0, target: 0, missing: 0 } }, { scene: "shown" });
  expect(volumeFidelity(all, shown).kind).toBe("exact");
});

test("what failed is never called exact", () => {
  const error = new Error("x");
  const failed = stateWith({ error, planes: here(0.2) });
  expect(planeFidelity(failed, "axial")).toMatchObject({
    kind: "failed",
    why: "20\u00a0% missing",
  });
  expect(volumeFidelity(failed, shown).kind).toBe("failed");
});

test("planes by the server say so", () => {
  const server = stateWith({}, { planesBy: "server" });
  expect(planeFidelity(server, "axial").why).toBe("drawn by the server");
});

test("parts of a whole are written as people do", () => {
  expect([2, 3, 4, 6, 8, 12].map(fractionText)).toEqual(["½", "⅓", "¼", "⅙", "⅛", "1/12"]);
});
