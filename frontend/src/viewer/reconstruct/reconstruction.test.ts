import { expect, test } from "vitest";
import { planeFidelity, volumeFidelity } from "../fidelity";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { labelsOver, shownVolumes } from "../labelVolumes";
import { looksFor } from "../looks/looksFor";
import { provenanceText } from "../provenance";
import { valueText } from "../reading";
import {
  labelsOf,
  reconstructedVolumeOf,
  scanOf,
  uncertaintyVolumeOf,
  volumeOf,
} from "../testScan";
import { firstState, interpolationOf, type ShownScan, type ViewerState } from "../viewerState";
import { volumeName } from "../volumeWords";
import { counterpartOf, isAcquiredSlice, reconstructionOf, uncertaintyOf } from "./reconstruction";
import { captionOf, factsOf, makerText, shownAs, stepsOf } from "./reconstructionWords";

const original = volumeOf({ shape: [40, 30, 20], spacingMm: [5, 1, 1] });
const made = reconstructedVolumeOf({ spacingMm: [1.25, 1, 1] });
const uncertainty = uncertaintyVolumeOf();
const scan = scanOf(original, { volumes: [original, made, uncertainty] });

const shownOf = (volume = made, part = scan): ShownScan => ({
  ...{ scan: part, volume, geometry: volumeGeometry(volume), time: 0 },
});

/** All that the panes show is here. */
function stateOf({ volume, geometry }: ShownScan): ViewerState {
  const [look] = looksFor("MR", volume);
  if (!look) throw new Error("no look");
  const device = { webgl2: true, handheld: false, target: 0, because: null, planesFit: true };
  const state = firstState(volume, geometry, look, device);
  const here = { level: 0, missing: 0 };
  return {
    ...state,
    scene: "shown",
    loading: {
      ...state.loading,
      planes: { axial: here, coronal: here, sagittal: here },
      volume: { level: 0, target: 0, because: null, missing: 0 },
    },
  };
}

const deblurred = reconstructedVolumeOf();
Object.assign(deblurred.provenance, {
  interpolatedSlices: Array.from({ length: deblurred.shape[0] }, (_, k) => k),
  parameters: { ...deblurred.provenance.parameters, mode: "deblur" },
});

test("a reconstruction and what it was made of find one another", () => {
  expect(reconstructionOf(scan)).toBe(made);
  expect(counterpartOf(scan, made)).toBe(original);
  expect(counterpartOf(scan, original)).toBe(made);
  expect(counterpartOf(scan, uncertainty)).toBeNull();
  expect(counterpartOf(scanOf(original), original)).toBeNull();
});

test("an uncertainty belongs to its volume, and to no other lattice", () => {
  expect(uncertaintyOf(scan, made)).toBe(uncertainty);
  expect(uncertaintyOf(scan, original)).toBeNull();
  const other = uncertaintyVolumeOf({ shape: [40, 30, 20] });
  expect(uncertaintyOf({ volumes: [made, other] }, made)).toBeNull();
});

test("an uncertainty is never offered as a picture", () => {
  expect(shownVolumes(scan)).toEqual([original, made]);
  expect(shownVolumes({ volumes: [uncertainty] })).toEqual([]);
});

test("segments of the slices lie on those made between too, and on no other volume", () => {
  const labels = labelsOf();
  const own = labelsOf({ id: "labels-2", labelsOf: null });
  const volumes = [original, made, labels, own];
  expect(labelsOver({ volumes }, made)).toEqual([labels]);
  expect(labelsOver({ volumes }, volumeOf({ id: "corrected" }))).toEqual([]);
});

test("all panes say which of the two is shown, and say nothing where there is one", () => {
  expect(shownAs(scan, made)).toEqual({ text: "Reconstructed", made: true });
  expect(shownAs(scan, original)).toEqual({ text: "As acquired", made: false });
  expect(shownAs(scanOf(original), original)).toBeNull();
});

test("pictures that nobody scanned are not called scanned", () => {
  const source = { format: "PNG", fileCount: 20, sizeBytes: 1, transferSyntaxes: [] };
  const pictures = scanOf(original, { source, volumes: [original, made] });
  expect(volumeName(pictures, original)).toBe("As uploaded");
  expect(provenanceText(pictures, original)).toBe("As uploaded");
  expect(shownAs(pictures, original)?.text).toBe("As uploaded");
  expect(provenanceText(scan, original)).toBe("As scanned");
});

test("slices of a corrected stack are not called acquired", () => {
  const corrected = volumeOf({ id: "corrected" });
  const finer = reconstructedVolumeOf({ reconstructedFrom: "corrected" });
  const tilted = scanOf(corrected, { volumes: [corrected, original, finer] });
  expect(shownAs(tilted, corrected)?.text).toBe("Corrected");
  const shown = shownOf(finer, tilted);
  expect(planeFidelity(stateOf(shown), "axial", "none", shown)).toMatchObject({
    kind: "exact",
    label: "As corrected",
  });
});

test("who made it is named, network or not", () => {
  expect(makerText(made)).toBe("slicesr");
  expect(provenanceText(scan, made)).toBe("Reconstructed by slicesr");
  expect(captionOf(made)).toBe("Reconstructed by slicesr 1");
  const refused = "On this scan the network is no better.";
  const plain = volumeOf({
    reconstructedFrom: "original",
    provenance: {
      how: "made",
      parameters: {
        ...made.provenance.parameters,
        method: "back-projection",
        modelSha256: null,
        networkRefused: refused,
      },
    },
  });
  expect(makerText(plain)).toBe("interpolation (back-projection)");
  expect(Object.fromEntries(factsOf(plain, original))).toMatchObject({ Model: "None" });
});

test("how it was made is said row by row", () => {
  expect(Object.fromEntries(factsOf(made, original))).toEqual({
    "Made by": "slicesr",
    Steps: "5 mm to 1.25 mm, factor 4",
    Mode: "Preserve",
    Profile: "hann, 1 mm wide, as the files say",
    Trial: "On this scan's own detail 2.1 dB better than the best interpolation",
    Refined: "No",
    Model: "slicesr, version 1",
    "Its SHA-256": "0123456789abcdef",
  });
  expect(factsOf(original, null)).toEqual([]);
});

test("the steps are those across the slices", () => {
  const offer = { volume: "original", spacingMm: [1.25, 1, 1] as const };
  expect(stepsOf(scan, offer)).toEqual({ from: "5 mm", to: "1.25 mm" });
  expect(stepsOf(scan, { ...offer, volume: "gone" })).toBeNull();
  expect(stepsOf(scan, { ...offer, spacingMm: null })).toBeNull();
});

test("a slice says whether it was made, a plane across them that part was", () => {
  const shown = shownOf();
  const state = stateOf(shown);
  const say = (plane: "axial" | "coronal", index: number) =>
    planeFidelity(state, plane, interpolationOf(shown, plane, index), shown);
  expect(say("axial", 8)).toMatchObject({ kind: "exact", label: "As acquired" });
  expect(say("axial", 9)).toMatchObject({ kind: "estimated", label: "Made between slices" });
  expect(say("axial", 9).story).toContain("slicesr");
  expect(say("coronal", 3)).toMatchObject({ kind: "estimated", label: "Partly made" });
  expect(isAcquiredSlice(made, 8)).toBe(true);
  expect(isAcquiredSlice(made, 9)).toBe(false);
});

test("where all slices were made anew none is called as acquired, in no plane", () => {
  const shown = shownOf(deblurred);
  const state = stateOf(shown);
  for (const plane of ["axial", "coronal", "sagittal"] as const)
    expect(planeFidelity(state, plane, interpolationOf(shown, plane, 8), shown)).toMatchObject({
      kind: "estimated",
      label: "Estimated",
    });
});

test("by the server's pictures too, and never before its voxels are here", () => {
  const shown = shownOf();
  const state = stateOf(shown);
  expect(planeFidelity({ ...state, planesBy: "server" }, "axial", "whole", shown).kind).toBe(
    "estimated",
  );
  const planes = { ...state.loading.planes, axial: { level: 1, missing: 0.5 } };
  const coming = { ...state, loading: { ...state.loading, planes } };
  expect(planeFidelity(coming, "axial", "none", shown).kind).toBe("sharpening");
});

test("3D of a reconstruction is never called exact", () => {
  const shown = shownOf();
  expect(volumeFidelity(stateOf(shown), shown).kind).toBe("estimated");
});

test("a value says how far it may be off, and nothing of what was not estimated", () => {
  const volume = { valueRange: [-1000, 3000], valueUnit: "HU" } as const;
  expect(valueText([40], volume, 7.6)).toBe("40 ± 8 HU");
  expect(valueText([40], volume, 0)).toBe("40 ± 0 HU");
  expect(valueText([40], volume)).toBe("40 HU");
  expect(valueText([40], volume, 0.031)).toBe("40 ± 0.03 HU");
  expect(valueText([0.5], { valueRange: [0, 1], valueUnit: "" }, 0.25)).toBe("0.50 ± 0.25");
  expect(valueText(null, volume, 3)).toBe("…");
});
