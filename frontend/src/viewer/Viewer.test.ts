import { beforeEach, describe, expect, test, vi } from "vitest";
import { deviceFrom, noGraphics } from "../pyramid/probeDevice";
import { applyAffine } from "./geometry/affine";
import { orientations } from "./geometry/testVolumes";
import { planeNames, volumeGeometry } from "./geometry/volumeGeometry";
import { reconstructedVolumeOf, scanOf, volumeOf } from "./testScan";
import { Viewer } from "./Viewer";
import { sliceIndex } from "./viewerState";

const desk = deviceFrom({
  renderer: "Card",
  maxTextureSize: 2048,
  memoryGibibytes: 8,
  handheld: false,
  cores: 4,
});

function viewerOf(ijkToLps = orientations["axial, as most CT"] ?? [], device = desk): Viewer {
  const volume = volumeOf({ ijkToLps });
  return new Viewer(
    { scan: scanOf(volume), volume, geometry: volumeGeometry(volume), time: 0 },
    device,
  );
}

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});

describe.each(Object.entries(orientations))("%s", (_name, matrix) => {
  test("a point pressed in one plane is shown by all three", () => {
    const viewer = viewerOf(matrix);
    for (const plane of planeNames) viewer.setSize(plane, { width: 400, height: 300 });
    viewer.pointAt("axial", { x: 231, y: 122 });
    const lps = applyAffine(matrix, viewer.state.crosshair);
    for (const plane of planeNames) {
      const own = viewer.shown.geometry.planes[plane];
      const index = sliceIndex(viewer.state, viewer.shown.geometry, plane);
      const [i, j, k] = applyAffine(viewer.shown.geometry.lpsToIjk, lps);
      expect(index).toBe(Math.round([i, j, k][own.through.axis] ?? -1));
    }
  });

  test("stepping down an axial stack goes towards the feet and stops at its end", () => {
    const viewer = viewerOf(matrix);
    const height = () => applyAffine(matrix, viewer.state.crosshair)[2];
    const before = height();
    viewer.stepSlice("axial", 1);
    expect(height()).toBeLessThan(before);
    viewer.stepSlice("axial", 10_000);
    const { count } = viewer.shown.geometry.planes.axial;
    expect([0, count - 1]).toContain(sliceIndex(viewer.state, viewer.shown.geometry, "axial"));
  });
});

test("snapshots are new where something changed, and the same where nothing did", () => {
  const viewer = viewerOf();
  const first = viewer.state;
  viewer.activate("axial");
  expect(viewer.state).toBe(first);
  viewer.setTool("window");
  expect(viewer.state).not.toBe(first);
  expect(first.tool).toBe("crosshair");
});

test("enlarging a pane and pressing again brings the others back", () => {
  const viewer = viewerOf();
  viewer.toggleSingle("coronal");
  expect(viewer.state).toMatchObject({ layout: "single", active: "coronal" });
  viewer.toggleSingle("coronal");
  expect(viewer.state.layout).toBe("four");
});

test("reset really resets: places, zoom and window, not the look", () => {
  const viewer = viewerOf();
  const first = viewer.state;
  viewer.setCrosshair([1, 2, 3]);
  viewer.setView("axial", { zoom: 3, moved: { right: 5, down: 5 } });
  viewer.setWindow({ center: 1, width: 10 });
  const look = viewer.looks[1];
  if (look) viewer.chooseLook(look);
  viewer.reset();
  expect(viewer.state.crosshair).toEqual(first.crosshair);
  expect(viewer.state.views).toEqual(first.views);
  expect(viewer.state.window).toEqual(first.window);
  expect(viewer.state.camera.toward).toEqual(first.camera.toward);
  expect(viewer.state.look).toBe(look);
});

test("without WebGL 2 the server draws, and nothing is loaded", () => {
  const viewer = viewerOf(undefined, noGraphics);
  viewer.load();
  expect(viewer.state).toMatchObject({ planesBy: "server", scene: "absent" });
  expect(viewer.stream.busy).toBe(false);
});

test("a volume far larger than memory has its planes drawn by the page", () => {
  const volume = volumeOf({ shape: [1000, 2048, 2048] });
  const shown = { scan: scanOf(volume), volume, geometry: volumeGeometry(volume), time: 0 };
  expect(new Viewer(shown, desk).state.planesBy).toBe("page");
});

test("values are withheld until voxels are here", () => {
  expect(viewerOf().valuesAt([1, 1, 1])).toBeNull();
  expect(viewerOf().readingOf([1, 1, 1]).values).toBeNull();
});

test("going to a reconstruction and back, the same place is looked at, as large and as bright", () => {
  const original = volumeOf();
  const made = reconstructedVolumeOf();
  const scan = scanOf(original, { volumes: [original, made] });
  const shownOf = (volume: typeof original, part: Partial<typeof scan> = {}) => ({
    ...{ scan: { ...scan, ...part }, volume, geometry: volumeGeometry(volume), time: 0 },
  });
  const before = new Viewer(shownOf(original), desk);
  for (const plane of planeNames) before.setSize(plane, { width: 417, height: 301 });
  before.setCrosshair([3, 4, 17]);
  before.setView("coronal", { zoom: 2, moved: { right: 3, down: -4 } });
  before.setWindow({ center: 300, width: 200 });
  before.setCamera({ ...before.state.camera, halfHeightMm: 12 }, false);
  const points = [
    { x: 10, y: 20 },
    { x: 300, y: 250 },
  ];
  const placesIn = (viewer: Viewer) =>
    planeNames.flatMap((plane) =>
      points.flatMap((point) =>
        applyAffine(viewer.shown.geometry.ijkToLps, viewer.ijkAt(plane, point)),
      ),
    );
  const there = new Viewer(shownOf(made), desk, before);
  expect(there.state.crosshair).toEqual([3, 4, 68]);
  placesIn(there).forEach((mm, n) => expect(mm).toBeCloseTo(placesIn(before)[n] ?? NaN, 6));
  expect(there.state.window).toEqual(before.state.window);
  expect(there.state.camera).toEqual(before.state.camera);

  there.setSlice("axial", 69);
  const back = new Viewer(shownOf(original, { revision: 2 }), desk, there);
  expect(sliceIndex(back.state, back.shown.geometry, "axial")).toBe(17);
  const again = new Viewer(shownOf(made), desk, back);
  expect(sliceIndex(again.state, again.shown.geometry, "axial")).toBe(69);
});

test("a scan that was read again with another size begins anew", () => {
  const original = volumeOf();
  const larger = volumeOf({
    ijkToLps: original.ijkToLps.map((value, n) => (n < 12 ? 2 * value : value)),
  });
  const shownOf = (volume: typeof original, revision: number) => ({
    ...{ scan: scanOf(volume, { revision }), volume, geometry: volumeGeometry(volume), time: 0 },
  });
  const before = new Viewer(shownOf(original, 0), desk);
  before.setCrosshair([3, 4, 17]);
  const after = new Viewer(shownOf(larger, 1), desk, before);
  expect(after.state.crosshair).toEqual([10, 15, 20]);
});
