import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { validateBytes } from "gltf-validator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { binary, temporaryFolder } from "../harness/server";
import { enclosed, readGltf, readStl } from "../harness/surfaces";
import { dicomSeries, type NamedFile, newUid } from "../phantom/dicom";
import { type Vec3 } from "../phantom/geometry";
import { nifti1 } from "../phantom/nifti";
import { acquire, acquisitions, blocks, grain, type Side } from "../phantom/phantom";
import { dicomSegmentation } from "../phantom/segmentation";
import { grayPng } from "../phantom/sheet";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(path.join(folder, name));

/** Writes the files, and converts them to OUT with this suffix. */
function convert(files: NamedFile[], suffix: string, ...options: string[]) {
  const input = path.join(folder, "scan");
  mkdirSync(input);
  for (const { path: name, bytes } of files) writeFileSync(path.join(input, name), bytes);
  const output = path.join(folder, `out${suffix}`);
  const { status, stderr } = spawnSync(binary, ["convert", input, "--output", output, ...options], {
    encoding: "utf8",
    timeout: 30_000,
  });
  return { status, stderr, files: readdirSync(folder).filter((name) => name !== "scan") };
}

/** Farthest that any of the points is from a block's middle, along one axis of the patient. */
const reach = (points: readonly Vec3[], side: Side) =>
  Math.max(...points.flatMap((p) => p.map((x, axis) => Math.abs(x - blocks[side].at[axis]))));
const near = (points: readonly Vec3[], side: Side) =>
  points.filter((point) => reach([point], side) < 12).length;

describe("a surface lies where the body has it", () => {
  test.each(Object.keys(acquisitions) as (keyof typeof acquisitions)[])("%s", (name) => {
    const { status, files } = convert(
      dicomSeries(acquire(acquisitions[name])),
      ".stl",
      ...["--isovalue", "1100"],
    );
    expect({ status, files }).toEqual({ status: 0, files: ["out.stl"] });
    const { header, triangles } = readStl(read("out.stl"));
    expect(header).toContain("SPACE=LPS");
    // The block at the head alone is as bright: 12 mm along each side, seen through voxels of up to 4 mm.
    expect(reach(triangles.flat(), "S")).toBeLessThan(6 + 4);
    expect(enclosed(triangles)).toBeGreaterThan(0.6 * 12 ** 3);
    expect(enclosed(triangles)).toBeLessThan(1.4 * 12 ** 3);
  });
});

test("without an isovalue it is bone, and that is said", () => {
  const { status, stderr } = convert(dicomSeries(acquire(acquisitions.oblique)), ".stl");
  expect(status).toBe(0);
  expect(stderr).toMatch(/300 HU and more/);
  const points = readStl(read("out.stl")).triangles.flat();
  for (const side of ["L", "A", "P", "I", "S"] as const)
    expect(near(points, side)).toBeGreaterThan(20);
  expect(near(points, "R")).toBe(0);
});

test("GLB is what Khronos calls valid, with the head up and the face to the front", async () => {
  convert(dicomSeries(acquire(acquisitions.sagittal)), ".glb", "--isovalue", "1100");
  const { issues, info } = await validateBytes(new Uint8Array(read("out.glb")));
  expect(issues.messages).toEqual([]);
  expect(info.totalTriangleCount).toBeGreaterThan(50);
  const { scenes, nodes, accessors } = readGltf(read("out.glb"));
  const m = nodes[scenes[0].nodes[0]].matrix ?? [];
  const { min, max } = accessors[0];
  const middle = min.map((x, axis) => (x + max[axis]) / 2);
  const [x, y, z] = [0, 1, 2].map((row) =>
    middle.reduce((sum, value, column) => sum + m[4 * column + row] * value, 0),
  );
  const [left, back, head] = blocks.S.at;
  expect(x).toBeCloseTo(left / 1000, 2);
  expect(y).toBeCloseTo(head / 1000, 2);
  expect(z).toBeCloseTo(-back / 1000, 2);
});

test("each segment is a mesh with its name in a GLB", () => {
  const image = acquire(acquisitions.axial);
  const seriesUid = newUid();
  const holding = (side: Side) => (value: number) => Math.abs(value - blocks[side].value) <= grain;
  const segments = [
    { number: 1, label: "Left one", holds: holding("L") },
    { number: 2, label: "Upper one", holds: holding("S") },
  ];
  const { status, files } = convert(
    [...dicomSeries(image, { seriesUid }), dicomSegmentation(image, seriesUid, segments)],
    ".glb",
  );
  expect({ status, files }).toEqual({ status: 0, files: ["out.glb", "out_labels-1.glb"] });
  const { meshes, accessors } = readGltf(read("out_labels-1.glb"));
  expect(meshes.map(({ name }) => name)).toEqual(["Left one", "Upper one"]);
  for (const [n, side] of (["L", "S"] as const).entries()) {
    const { min, max } = accessors[meshes[n].primitives[0].attributes.POSITION];
    expect(reach([min, max], side)).toBeLessThan(6 + 4);
  }
});

describe("what has no surface is named, and leaves nothing", () => {
  test.each([
    [
      "a value that nothing has",
      [{ path: "v.nii", bytes: nifti1(acquire(acquisitions.axial)) }],
      "5000",
    ],
    ["one picture", [{ path: "p.png", bytes: grayPng(40, 40, (x, y) => x * y) }], "100"],
  ] as [string, NamedFile[], string][])("%s", (_, given, isovalue) => {
    const { status, stderr, files } = convert(given, ".stl", "--isovalue", isovalue);
    expect(status).toBe(1);
    expect(stderr).toMatch(/\[no_surface\]/);
    expect(files).toEqual([]);
  });
});
