import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadForm } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { invert, transform, type Vec3 } from "../phantom/geometry";

const folder = path.resolve(
  process.env.SCANETRIX_TESTDATA ?? path.join(import.meta.dirname, "../../../shared/testdata"),
);
const witnesses = path.join(folder, "dcm2niix.jsonl");

/** Series that are one plain volume, from several makers and in several transfer syntaxes. */
const series = [
  "dicom/ct/philips_brain5mm_S2010",
  "dicom/ct/slicer_cthead_64x64",
  "dicom/geometry/dicom2nifti/ge/anatomical/001",
  "dicom/geometry/dicom2nifti/generic/anatomical/001_implicit",
  "dicom/geometry/dicom2nifti/generic/compressed_jpeg/001",
  "dicom/geometry/dicom2nifti/generic/compressed_rle/001",
  "dicom/geometry/dicom2nifti/hitachi/anatomical/001",
  "dicom/geometry/dicom2nifti/philips/anatomical/001",
  "dicom/geometry/dicom2nifti/siemens/anatomical/001",
];

/** What dcm2niix made of a folder. Its frame is RAS, its shape [x, y, z]; sha256 is of the stored voxels. */
type Witness = {
  folder: string;
  shape: [number, number, number];
  dtype: "int16" | "uint16";
  slope: number;
  inter: number;
  affine: number[][];
  sha256: string;
};

/** How far a voxel may lie from where the witness has it, voxels. Its numbers are rounded to 4 digits. */
const placeTolerance = 0.05;

if (!existsSync(witnesses)) {
  test.skip(`real scans: ${folder} is not there`, () => {});
} else {
  const told = readFileSync(witnesses, "utf8").trim().split("\n");
  const all = told.map((line) => JSON.parse(line) as Witness);
  const running = withServer();
  let someone: Client;
  beforeAll(async () => {
    someone = await Client.register(running.server.url);
  });

  describe("real scans are what dcm2niix sees in them, voxel by voxel in the patient", () => {
    test.each(series)("%s", async (name) => {
      const [witness] = all.filter((record) => record.folder === name);
      if (!witness) throw new Error(`dcm2niix.jsonl does not know ${name}`);
      const upload = await uploadForm(someone, filesBelow(path.join(folder, name)));
      expect(upload.scans, JSON.stringify(upload.refused)).toHaveLength(1);
      const scan = await someone.scan(upload.scans[0]);
      const [volume] = scan.volumes;
      const voxels = await readLevel(someone, volume, "0");

      const [width, height, depth] = witness.shape;
      expect(voxels.shape.reduce((a, b) => a * b)).toBe(width * height * depth);
      const ras = witness.affine.flat();
      const lps = ras.map((x, n) => (n < 8 ? -x : x));
      const back = invert(volume.ijkToLps);
      const count = [...volume.shape].reverse();
      const stored = new (witness.dtype === "int16" ? Int16Array : Uint16Array)(
        width * height * depth,
      );
      let next = 0;
      for (let k = 0; k < depth; k++)
        for (let j = 0; j < height; j++)
          for (let i = 0; i < width; i++) {
            const exact = transform(back, transform(lps, [i, j, k]));
            const index = exact.map(Math.round) as unknown as Vec3;
            const isThere = index.every(
              (n, axis) => n >= 0 && n < count[axis] && Math.abs(n - exact[axis]) < placeTolerance,
            );
            if (!isThere)
              throw new Error(`[${k}, ${j}, ${i}] of dcm2niix lies at ${exact.join(", ")} of ours`);
            const value = voxels.at(index[2], index[1], index[0]) * volume.slope + volume.intercept;
            stored[next++] = Math.round((value - witness.inter) / witness.slope);
          }
      expect(createHash("sha256").update(Buffer.from(stored.buffer)).digest("hex")).toBe(
        witness.sha256,
      );
    });
  });

  test("pictures named 1, 10, 11, 2 … come in the order of their numbers", async () => {
    const stack = filesBelow(path.join(folder, "stack/cadlab_png8_ct_unpadded_names/000001_03_3"));
    const pictures = stack.filter(({ path: name }) => name.endsWith(".png"));
    const upload = await uploadForm(someone, pictures);
    expect(upload).toMatchObject({ state: "done", refused: [] });
    const scan = await someone.scan(upload.scans[0]);

    expect(scan.volumes[0]).toMatchObject({ calibrated: false });
    expect(scan.volumes[0].shape[0]).toBe(pictures.length);
  });
}

function filesBelow(root: string): { path: string; bytes: Buffer }[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(path.join(root, name)).isFile())
    .map((name) => ({ path: name, bytes: readFileSync(path.join(root, name)) }));
}
