import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomSeries, type NamedFile, type SeriesOptions, type Syntax } from "../phantom/dicom";
import { length, step } from "../phantom/geometry";
import { gzipped, nifti1, niftiFloat, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center, type Image, tissue } from "../phantom/phantom";
import { colorAt, colorStack, pngStack, stored } from "../phantom/picture_stack";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

/** Uploads, checks that the volume is described as it is, and compares every voxel with the phantom in the patient. */
async function mustArrive(
  files: NamedFile[],
  truth: Image,
  compare: { offset?: number; factor?: number; tolerance?: number } = {},
): Promise<Scan> {
  const scan = await uploadScan(someone, files);
  const [volume] = scan.volumes as [Scan["volumes"][0]];
  const voxels = await readLevel(someone, volume, volume.levels[0].path);
  expect(voxels.shape).toEqual(volume.shape);
  expect(voxels.dtype).toBe(volume.dtype);
  const axes = [2, 1, 0].map((axis) => length(step(volume.ijkToLps, axis)));
  volume.spacingMm.forEach((mm, axis) => expect(mm).toBeCloseTo(axes[axis], 6));
  const { slope, intercept } = volume;
  mustBeSameInWorld(
    truth,
    {
      shape: volume.shape,
      ijkToLps: volume.ijkToLps,
      value: (k, j, i) => voxels.at(k, j, i) * slope + intercept,
    },
    compare,
  );
  const { factor = 1, offset = 0 } = compare;
  const real = truth.voxels.map((value) => value);
  const tolerance = 1e-3 + (compare.tolerance ?? 0);
  expect(Math.abs(volume.valueRange[0] - (Math.min(...real) * factor + offset))).toBeLessThan(
    tolerance,
  );
  expect(Math.abs(volume.valueRange[1] - (Math.max(...real) * factor + offset))).toBeLessThan(
    tolerance,
  );
  expect(volume.histogram.counts.reduce((a, b) => a + b)).toBe(truth.voxels.length);
  return scan;
}

describe("a DICOM series lies where it was taken, voxel by voxel", () => {
  describe.each(Object.entries(acquisitions))("%s", (_, acquisition) => {
    const image = acquire(acquisition);

    test.each<[string, SeriesOptions]>([
      ["slices counted with their place", {}],
      ["slices counted against their place", { numbersDescend: true }],
      ["unsigned, rescaled by −1024", { signed: false, intercept: -1024 }],
      ["signed, rescaled by −1024", { signed: true, intercept: -1024 }],
    ])("%s", async (_, options) => {
      const { volumes } = await mustArrive(dicomSeries(image, options), image);
      expect(volumes[0]).toMatchObject({
        calibrated: true,
        channels: 1,
        valueUnit: "HU",
        timePoints: 1,
        slope: 1,
        intercept: 0,
      });
    });
  });

  test("spacing is [z, y, x]", async () => {
    const image = acquire(acquisitions.axial);
    const { volumes } = await mustArrive(dicomSeries(image), image);
    expect(volumes[0].shape).toEqual([24, 44, 48]);
    [3, 2, 1.6].forEach((mm, axis) => expect(volumes[0].spacingMm[axis]).toBeCloseTo(mm, 9));
  });

  test.each<Syntax>(["implicit", "big", "deflated", "rle"])("in syntax %s", async (syntax) => {
    const image = acquire(acquisitions.oblique);
    await mustArrive(dicomSeries(image, { syntax, signed: false, intercept: -1024 }), image);
  });

  test("with a slope that is no whole number", async () => {
    const image = acquire(acquisitions.axial);
    const files = dicomSeries(image, { modality: "MR", slope: 1, intercept: 0 });
    const scaled = dicomSeries(image, { modality: "PT", slope: 0.5, intercept: 0 });
    expect((await mustArrive(files, image)).modality).toBe("MR");
    await mustArrive(scaled, image, { tolerance: 1e-3 });
  });

  test("the window that the source recommends is offered", async () => {
    const image = acquire(acquisitions.axial);
    const extra = [
      { tag: 0x00281050, vr: "DS", value: "35\\300" },
      { tag: 0x00281051, vr: "DS", value: "80\\1500" },
    ];
    const { volumes } = await mustArrive(dicomSeries(image, { extra }), image);
    expect(volumes[0].windows).toMatchObject([
      { center: 35, width: 80 },
      { center: 300, width: 1500 },
    ]);
  });
});

describe("a NIfTI file lies where it says", () => {
  test.each([
    ["R A S", ["R", "A", "S"]],
    ["L P S", ["L", "P", "S"]],
    ["L A S", ["L", "A", "S"]],
    ["P S R", ["P", "S", "R"]],
    ["I R A", ["I", "R", "A"]],
    ["A I L", ["A", "I", "L"]],
  ])("stored along %s", async (_, axes) => {
    const image = sampleAlong(axes, [36, 42, 30], [2, 2.5, 3], center);
    const { volumes } = await mustArrive(
      [{ path: "phantom.nii.gz", bytes: gzipped(nifti1(image)) }],
      image,
    );
    expect(volumes[0]).toMatchObject({ calibrated: true, valueUnit: "" });
  });

  test("oblique, of floats", async () => {
    const image = acquire(acquisitions.oblique);
    const bytes = niftiFloat(image, 0.25, 7.125);
    const compare = { factor: 0.25, offset: 7.125 };
    const { volumes } = await mustArrive([{ path: "f.nii", bytes }], image, compare);
    expect(volumes[0].dtype).toBe("float32");
  });
});

describe("a stack of pictures", () => {
  const image = acquire(acquisitions.axial);

  test.each<[8 | 16, string]>([
    [8, "uint8"],
    [16, "uint16"],
  ])("of %i bits keeps its values in the natural order of its names", async (depth, dtype) => {
    const scan = await uploadScan(someone, pngStack(image, depth));
    const [volume] = scan.volumes as [Scan["volumes"][0]];
    const voxels = await readLevel(someone, volume, "0");

    expect(volume.shape).toEqual([image.slices, image.rows, image.columns]);
    expect(volume.spacingMm).toEqual([1, 1, 1]);
    expect(volume.calibrated).toBe(false);
    expect(volume.dtype).toBe(dtype);
    const codes = scan.warnings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["uncalibrated", "orientation_unknown"]));
    for (let at = 0; at < image.voxels.length; at++) {
      const [i, rest] = [at % image.columns, Math.floor(at / image.columns)];
      const [j, k] = [rest % image.rows, Math.floor(rest / image.rows)];
      if (voxels.at(k, j, i) !== stored(image.voxels[at], depth))
        throw new Error(`voxel [${k}, ${j}, ${i}] is ${voxels.at(k, j, i)}`);
    }
  });

  test("in colour keeps red, green and blue", async () => {
    const scan = await uploadScan(someone, colorStack(20, 14, 12));
    const [volume] = scan.volumes as [Scan["volumes"][0]];
    const voxels = await readLevel(someone, volume, "0");

    expect(volume).toMatchObject({ channels: 3, dtype: "uint8", shape: [12, 14, 20] });
    expect(voxels.shape).toEqual([3, 12, 14, 20]);
    for (const [k, j, i] of [
      [0, 0, 0],
      [11, 13, 19],
      [3, 7, 2],
      [9, 0, 15],
    ] as const) {
      const color = [0, 1, 2].map((channel) => voxels.at(k, j, i, channel));
      expect(color).toEqual(colorAt(i, j, k).slice(0, 3));
    }
  });
});

test("what is shown first holds the tissue between black and white", async () => {
  const image = acquire(acquisitions.axial);
  const { volumes } = await mustArrive(dicomSeries(image), image);
  const { center: middle, width } = volumes[0].window;
  expect(Math.abs(tissue - middle)).toBeLessThan(width / 2);
});
