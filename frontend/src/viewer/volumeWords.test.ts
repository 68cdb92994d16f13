import { expect, test } from "vitest";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { labelsOf, scanOf, volumeOf } from "./testScan";
import { interpolationOf } from "./viewerState";
import { labelsOver, shownVolumes } from "./labelVolumes";
import { leanText, timeText, volumeName } from "./volumeWords";

test("a time point says which it is and what tells it apart", () => {
  const echoes = volumeOf({
    timePoints: 2,
    time: { axis: "echo time", labels: ["30 ms", "80 ms"] },
  });
  expect(timeText(echoes, 1)).toBe("Time point 2 of 2 · echo time 80 ms");
  expect(timeText(volumeOf({ timePoints: 3 }), 0)).toBe("Time point 1 of 3");
});

const scan = scanOf(volumeOf());

test("volumes are named by what was done to them", () => {
  expect(volumeName(scan, volumeOf({ id: "corrected" }))).toBe("Corrected");
  expect(volumeName(scan, volumeOf())).toBe("As acquired");
});

test("a leaning stack says by how much; an upright one, oblique or not, says nothing", () => {
  expect(leanText(volumeOf())).toBeNull();
  expect(leanText(volumeOf({ ijkToLps: [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1] }))).toBe(
    "Slices lean by 45.0°",
  );
});

test("a slice that was made is one of its own plane, and part of every plane across it", () => {
  const volume = volumeOf({ provenance: { how: "", interpolatedSlices: [3] } });
  const shown = { volume, geometry: volumeGeometry(volume) };
  expect(interpolationOf(shown, "axial", 3)).toBe("whole");
  expect(interpolationOf(shown, "axial", 4)).toBe("none");
  expect(interpolationOf(shown, "coronal", 3)).toBe("part");
  expect(interpolationOf({ ...shown, volume: volumeOf() }, "coronal", 3)).toBe("none");
});

test("labels are not offered as pictures where there is one", () => {
  const [image, labels] = [volumeOf(), labelsOf()];
  expect(shownVolumes({ volumes: [image, labels] })).toEqual([image]);
  expect(shownVolumes({ volumes: [labels] })).toEqual([labels]);
  expect(volumeName(scan, labels)).toBe("Organs");
});

test("labels are drawn over the volume on whose voxels they lie, and over no other", () => {
  const own = labelsOf({ id: "labels-2", labelsOf: null });
  const scan = { volumes: [volumeOf(), labelsOf(), own] };
  expect(labelsOver(scan, volumeOf())).toEqual([labelsOf()]);
  expect(labelsOver(scan, volumeOf({ id: "corrected" }))).toEqual([]);
});
