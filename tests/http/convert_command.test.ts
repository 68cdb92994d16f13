import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePng } from "../harness/pictures";
import { type Measured, mustBeSameInWorld } from "../harness/same_in_world";
import { readLevelOnDisk } from "../harness/zarr";
import { binary, temporaryFolder } from "../harness/server";
import { dicomSeries, type NamedFile, newUid } from "../phantom/dicom";
import { nifti1, readNifti1 } from "../phantom/nifti";
import { acquire, acquisitions, type Image } from "../phantom/phantom";
import { grayPng, pngSheet, sheet, tileValue } from "../phantom/sheet";
import { zip } from "../phantom/zip";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const place = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(place(name));
const voxelBytes = ({ voxels }: Image) =>
  Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength);

const brighter = (image: Image, by: number): Image => ({
  ...image,
  voxels: image.voxels.map((value) => value + by),
});

/** A NIfTI file of ours as what it says of the patient. */
function measured(name: string): Measured {
  const { shape, ijkToLps, valueAt } = readNifti1(read(name));
  return { shape: [...shape].reverse(), ijkToLps, value: (k, j, i) => valueAt(i, j, k) };
}

function put(files: NamedFile[], below: string): string {
  for (const { path: name, bytes } of files) {
    mkdirSync(path.dirname(place(path.join(below, name))), { recursive: true });
    writeFileSync(place(path.join(below, name)), bytes);
  }
  return place(below);
}

function convert(...given: string[]) {
  const { status, stdout, stderr } = spawnSync(binary, ["convert", ...given], {
    encoding: "utf8",
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

const listed = (...given: string[]) => {
  const { status, stdout } = convert(...given, "--list", "--json");
  return { status, ...(JSON.parse(stdout) as Listing) };
};
type Listing = {
  series: (Record<string, unknown> & { volumes: Record<string, unknown>[] })[];
  refused: { path: string; code: string; reason: string }[];
};

describe("one series becomes one file with every voxel in its place", () => {
  test.each(Object.keys(acquisitions) as (keyof typeof acquisitions)[])("%s", (name) => {
    const image = acquire(acquisitions[name]);
    const input = put(dicomSeries(image), "scan");
    expect(convert(input, "--output", place("out.nii"))).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });

    mustBeSameInWorld(image, measured("out.nii"));
  });
});

test("the suffix decides the format, the voxels are the same in all", () => {
  const image = acquire(acquisitions.oblique);
  const input = put(dicomSeries(image), "scan");
  for (const name of ["out.nii", "out.nii.gz", "out.nrrd"])
    expect(convert(input, "--output", place(name)).status, name).toBe(0);

  expect(gunzipSync(read("out.nii.gz")).equals(read("out.nii"))).toBe(true);
  const nrrd = read("out.nrrd");
  const headerEnd = nrrd.indexOf("\n\n") + 2;
  expect(nrrd.subarray(headerEnd).equals(voxelBytes(image))).toBe(true);
  const header = nrrd.subarray(0, headerEnd).toString();
  expect(header).toMatch(/^NRRD000\d\n/);
  expect(header).toContain("\nspace: left-posterior-superior\n");
  expect(header).toContain(`\nsizes: ${image.columns} ${image.rows} ${image.slices}\n`);
  const directions = /^space directions: (.*)$/m
    .exec(header)![1]
    .match(/[^(), ]+/g)!
    .map(Number);
  const m = image.ijkToLps;
  const steps = [m[0], m[4], m[8], m[1], m[5], m[9], m[2], m[6], m[10]];
  directions.forEach((number, n) => expect(number).toBeCloseTo(steps[n], 4));
});

describe("an OME-Zarr group", () => {
  const input = () => put(dicomSeries(acquire(acquisitions.oblique)), "scan");

  test("holds every voxel and its place, and coarser levels", async () => {
    const image = acquire(acquisitions.oblique);
    expect(convert(input(), "--output", place("out.ome.zarr"))).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(readdirSync(folder).sort()).toEqual(["out.ome.zarr", "scan"]);
    const { attributes } = JSON.parse(read("out.ome.zarr/zarr.json").toString()) as {
      attributes: { ome: { version: string }; scanetrix: { ijkToLps: number[] } };
    };
    expect(attributes.ome.version).toBe("0.5");
    const voxels = await readLevelOnDisk(place("out.ome.zarr"), "0");
    mustBeSameInWorld(image, {
      shape: voxels.shape,
      ijkToLps: attributes.scanetrix.ijkToLps,
      value: (k, j, i) => voxels.at(k, j, i),
    });
  });

  test("takes the place of one that is there, and of nothing else", () => {
    const files = input();
    for (let again = 0; again < 2; again++)
      expect(convert(files, "--output", place("out.ome.zarr")).status).toBe(0);
    mkdirSync(place("photos.ome.zarr"));
    writeFileSync(place("photos.ome.zarr/mine.txt"), "mine");
    const { status, stderr } = convert(files, "--output", place("photos.ome.zarr"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/not replaced/);
    expect(readdirSync(place("photos.ome.zarr"))).toEqual(["mine.txt"]);
    expect(readdirSync(folder).sort()).toEqual(["out.ome.zarr", "photos.ome.zarr", "scan"]);
  });
});

test("pictures are numbered slices, the right way up, through the first window", () => {
  const image = acquire({ ...acquisitions.axial, spacing: [2, 2, 3] });
  const window = [
    { tag: 0x00281050, vr: "DS", value: "40" },
    { tag: 0x00281051, vr: "DS", value: "400" },
  ];
  const input = put(dicomSeries(image, { extra: window }), "scan");
  expect(convert(input, "--output", place("out.png")).status).toBe(0);

  const names = readdirSync(folder).filter((name) => name.endsWith(".png"));
  expect(names).toHaveLength(image.slices);
  expect(names.sort()[0]).toBe("out_0001.png");
  const k = 5;
  const picture = decodePng(read("out_0006.png"));
  expect([picture.width, picture.height]).toEqual([image.columns, image.rows]);
  for (const [i, j] of [
    [0, 0],
    [24, 22],
    [30, 12],
  ]) {
    const value = image.voxels[(k * image.rows + j) * image.columns + i];
    const gray = Math.max(0, Math.min(255, ((value + 160) / 400) * 255));
    expect(Math.abs(picture.gray(i, j) - gray)).toBeLessThanOrEqual(1);
  }
});

describe("files, folders and archives in any mix", () => {
  test("several series get numbers before the suffix", () => {
    const axial = put(dicomSeries(acquire(acquisitions.axial)), "axial");
    writeFileSync(place("c.zip"), zip(dicomSeries(acquire(acquisitions.coronal))));
    writeFileSync(place("v.nii"), nifti1(acquire(acquisitions.sagittal)));
    const { status } = convert(
      axial,
      place("c.zip"),
      place("v.nii"),
      "--output",
      place("out.nii.gz"),
    );

    expect(status).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith("out"))).toEqual([
      "out_1.nii.gz",
      "out_2.nii.gz",
      "out_3.nii.gz",
    ]);
  });

  test("junk is named on standard error with its reason, and the rest is done", () => {
    const image = acquire(acquisitions.axial);
    const note = { path: "note.txt", bytes: Buffer.from("just text") };
    const input = put([...dicomSeries(image), note], "scan");
    const { status, stderr } = convert(input, place("nowhere"), "--output", place("out.nii"));

    expect(status).toBe(1);
    expect(stderr).toMatch(/^scan\/note\.txt: .+\. \[not_an_image\]$/m);
    expect(stderr).toMatch(/nowhere: .+ \[not_found\]$/m);
    mustBeSameInWorld(image, measured("out.nii"));
  });

  test("nothing but junk is status 1 and no file", () => {
    const input = put([{ path: "note.txt", bytes: Buffer.from("just text") }], "scan");
    expect(convert(input, "--output", place("out.nii")).status).toBe(1);
    expect(readdirSync(folder)).toEqual(["scan"]);
  });
});

test("--list --json describes series and refused files, and writes nothing", () => {
  const image = acquire(acquisitions.axial);
  const note = { path: "note.txt", bytes: Buffer.from("just text") };
  const input = put([...dicomSeries(image, { description: "Abdomen" }), note], "scan");
  const { status, series, refused } = listed(input);

  expect(status).toBe(1);
  expect(series).toHaveLength(1);
  expect(series[0]).toMatchObject({
    name: "Abdomen",
    modality: "CT",
    format: "DICOM",
    fileCount: image.slices,
    shape: [image.slices, image.rows, image.columns],
    dtype: "int16",
    channels: 1,
    slope: 1,
    intercept: 0,
    valueUnit: "HU",
    timePoints: 1,
    warnings: [],
  });
  expect(series[0].ijkToLps).toHaveLength(16);
  expect(series[0].volumes).toMatchObject([
    { id: "original", shape: [image.slices, image.rows, image.columns], interpolatedSlices: [] },
  ]);
  expect(refused).toMatchObject([{ path: "scan/note.txt", code: "not_an_image" }]);
  expect(refused[0].reason).toMatch(/\.$/);
  expect(readdirSync(folder)).toEqual(["scan"]);
});

describe("wrong usage is status 2 with a reason", () => {
  test.each([
    ["a suffix that is not known", ["--output", "out.tiff"], /\.nii, \.nii\.gz, \.nrrd/],
    ["no output", [], /--output/],
    ["an option that is not known", ["--output", "out.nii", "--fast"], /--fast/],
    ["--json without --list", ["--output", "out.nii", "--json"], /--list/],
  ])("%s", (_, given, reason) => {
    const input = put([{ path: "v.nii", bytes: nifti1(acquire(acquisitions.axial)) }], "scan");
    const { status, stderr } = convert(input, ...given);
    expect(status).toBe(2);
    expect(stderr).toMatch(reason);
    expect(readdirSync(folder)).toEqual(["scan"]);
  });
});

test("time points become the fourth axis of one file", () => {
  const image = acquire(acquisitions.axial);
  const seriesUid = newUid();
  const files = [1, 2, 3].flatMap((time) =>
    dicomSeries(brighter(image, time), {
      seriesUid,
      extra: [{ tag: 0x00200100, vr: "IS", value: String(time) }],
    }).map(({ path: name, bytes }) => ({ path: `${time}/${name}`, bytes })),
  );
  const input = put(files, "scan");
  expect(convert(input, "--output", place("out.nii")).status).toBe(0);

  const nifti = read("out.nii");
  expect([0, 1, 2, 3, 4].map((n) => nifti.readInt16LE(40 + 2 * n))).toEqual([
    4,
    image.columns,
    image.rows,
    image.slices,
    3,
  ]);
  const voxels = [1, 2, 3].map((time) => voxelBytes(brighter(image, time)));
  expect(nifti.subarray(352).equals(Buffer.concat(voxels))).toBe(true);
  expect(listed(input).series[0]).toMatchObject({ timePoints: 3 });
});

test("a slice that turns out to be damaged while it is written is refused, the rest is written", () => {
  const image = acquire(acquisitions.axial);
  const files = dicomSeries(image, { syntax: "rle" });
  const last = `IM${String(((image.slices - 1) * 7 + 3) % image.slices).padStart(4, "0")}`;
  const damaged = files.find(({ path: name }) => name === last)!.bytes;
  damaged.fill(0x80, damaged.length - 40, damaged.length - 8); // Orders that say nothing.
  const { status, stderr } = convert(put(files, "scan"), "--output", place("out.nii.gz"));

  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^scan/${last}: .+ \\[damaged\\]$`, "m"));
  expect(readdirSync(folder).sort()).toEqual(["out.nii.gz", "scan"]);
  const nifti = gunzipSync(read("out.nii.gz"));
  expect(nifti.readInt16LE(46)).toBe(image.slices - 1);
  const whole = voxelBytes(image).subarray(0, (image.slices - 1) * image.rows * image.columns * 2);
  expect(nifti.subarray(352).equals(whole)).toBe(true);
});

test("a result that cannot get its name leaves nothing behind", () => {
  const input = put(dicomSeries(acquire(acquisitions.axial)), "scan");
  mkdirSync(place("out.nii"));
  const { status, stderr } = convert(input, "--output", place("out.nii"));

  expect(status).toBe(1);
  expect(stderr).toMatch(/cannot name the output file/);
  expect(readdirSync(folder).sort()).toEqual(["out.nii", "scan"]);
  expect(convert(input, "--output", place("none/out.nii")).status).toBe(1);
});

describe("what a person knows better than the files", () => {
  const sheetFile = () => put([{ path: "sheet.png", bytes: pngSheet(sheet) }], "in");

  test("cuts a sheet of slices and gives it its distances", () => {
    const entered = [
      "--light-box",
      "4x4,column-major",
      "--pixel-mm",
      "0.5,0.25",
      "--slice-mm",
      "3",
    ];
    const { status, stderr } = convert(sheetFile(), ...entered, "--output", place("out.nii"));
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("A person has entered the distances");
    const { shape, ijkToLps, value } = measured("out.nii");
    expect(shape).toEqual([16, 32, 32]);
    expect(ijkToLps.map((x) => x + 0)).toEqual([
      0.25, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1,
    ]);
    for (let k = 0; k < 16; k++)
      expect(value(k, 1, 2)).toBe(tileValue(sheet, (k % 4) * 4 + Math.floor(k / 4), 2, 1));
  });

  test("is told in the list", () => {
    const { series } = listed(sheetFile(), "--pixel-mm", "0.5,0.25");
    expect(series[0]).toMatchObject({
      lightBox: { state: "proposed", rows: 4, columns: 4 },
      spacing: { origin: "entered", editable: true },
      spacingMm: [1, 0.5, 0.25],
    });
  });

  test("does not overwrite what a scanner measured, and says so", () => {
    const image = acquire({ ...acquisitions.axial, size: [16, 16, 6] });
    const entered = ["--pixel-mm", "9,9", "--output", place("out.nii")];
    const { status, stderr } = convert(put(dicomSeries(image), "in"), ...entered);
    expect(status).toBe(0);
    expect(stderr).toContain("left out");
    mustBeSameInWorld(image, measured("out.nii"));
  });

  test.each([
    ["--light-box", "4"],
    ["--light-box", "0x4"],
    ["--light-box", "65535x1"],
    ["--light-box", "4x4,spiral"],
    ["--pixel-mm", "0,1"],
    ["--pixel-mm", "nan,1"],
    ["--pixel-mm", "1"],
    ["--slice-mm", "3"],
  ])("%s %s is wrong usage", (option, value) => {
    const { status, stderr } = convert(sheetFile(), option, value, "--output", place("out.nii"));
    expect(status).toBe(2);
    expect(stderr).toContain(option);
    expect(readdirSync(folder)).toEqual(["in"]);
  });

  test("that cannot be is refused with a reason", () => {
    const grid = ["--light-box", "100x100", "--output", place("out.nii")];
    const small = put([{ path: "small.png", bytes: grayPng(32, 32, (x, y) => x + y) }], "in");
    const { status, stderr } = convert(small, ...grid);
    expect(status).toBe(1);
    expect(stderr).toContain("unsuitable_light_box");
  });
});

describe("--isotropic", () => {
  const coarse = () =>
    acquire({ ...acquisitions.axial, size: [40, 36, 12], spacing: [1.6, 1.6, 6.4] });

  const isotropic = (option: string, out = "out.nii") =>
    convert(place("in.nii"), option, "--output", place(out));

  test("keeps every acquired slice bit for bit, in its place", () => {
    const image = coarse();
    writeFileSync(place("in.nii"), nifti1(image));
    const { status, stderr } = isotropic("--isotropic");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("45 slices reconstructed from 12 (factor 4, preserve");

    const before = measured("in.nii");
    const after = measured("out.nii");
    expect(after.shape).toEqual([45, 36, 40]);
    for (let k = 0; k < 12; k += 1)
      for (let j = 0; j < 36; j += 1)
        for (let i = 0; i < 40; i += 1)
          if (after.value(4 * k, j, i) !== before.value(k, j, i))
            throw new Error(`slice ${k} was changed at ${j}, ${i}`);
    const at = (matrix: readonly number[], k: number) =>
      [0, 1, 2].map((row) => matrix[4 * row + 2] * k + matrix[4 * row + 3]);
    at(after.ijkToLps, 4 * 7).forEach((mm, axis) =>
      expect(mm).toBeCloseTo(at(before.ijkToLps, 7)[axis], 3),
    );
  });

  test("takes deblur as its mode, and an unknown one for wrong usage", () => {
    writeFileSync(place("in.nii"), nifti1(coarse()));
    const { status, stderr } = isotropic("--isotropic=deblur");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("factor 4, deblur");
    expect(isotropic("--isotropic=sharpen", "no.nii").status).toBe(2);
    const refined = (seconds: string) =>
      convert(place("in.nii"), "--isotropic", "--refine", seconds, "--output", place("r.nii"));
    expect(refined("1").status).toBe(0);
    expect(refined("121").status).toBe(2);
  });

  test("what is fine already stays as it is, and says so", () => {
    writeFileSync(place("in.nii"), nifti1(acquire({ ...acquisitions.axial, spacing: [2, 2, 2] })));
    const { status, stderr } = isotropic("--isotropic");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("nothing to make finer");
    expect(convert(place("in.nii"), "--output", place("plain.nii")).status).toBe(0);
    expect(read("out.nii").equals(read("plain.nii"))).toBe(true);
  });
});
