import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { segmentDone } from "../harness/jobs";
import { models } from "../harness/models";
import { type Scan, type Volume } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { invert, transform } from "../phantom/geometry";
import { nifti1, readNifti1 } from "../phantom/nifti";
import { type Image } from "../phantom/phantom";

/** The example that is shipped, through the door that models of others go through. */
const file = path.join(import.meta.dirname, "../../models/examples/brain_mask.ts");
/** Of Debian's mricron-data, which the build installs: a whole head, and the same with its brain alone. */
const templates = "/usr/share/mricron/templates";
const template = (name: string) => gunzipSync(readFileSync(path.join(templates, `${name}.nii.gz`)));

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const here = () => ["--data-dir", running.server.dataDir];
const id = "brain-mask-experimental";

async function brainOf(bytes: Uint8Array, name: string): Promise<Volume> {
  const scan = await uploadScan(someone, [{ path: name, bytes: Buffer.from(bytes) }]);
  await segmentDone(someone, scan.id, { model: id });
  const { volumes } = await someone.json<Scan>(`/api/v1/scans/${scan.id}`);
  const labels = volumes.find((volume) => volume.id === `model-${id}`);
  if (!labels) throw new Error("no labels");
  return labels;
}

/** How well labels agree with the brain that ch2bet has, over the labels' own voxels. */
async function dice(labels: Volume): Promise<number> {
  const level = await readLevel(someone, labels, "0");
  const truth = readNifti1(template("ch2bet"));
  const toTruth = invert(truth.ijkToLps);
  const [depth, height, width] = labels.shape;
  let both = 0;
  let all = 0;
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        const at = transform(toTruth, transform(labels.ijkToLps, [i, j, k])).map(Math.round);
        const inside = at.every((index, axis) => index >= 0 && index < truth.shape[axis]);
        const isBrain = inside && truth.valueAt(at[0], at[1], at[2]) > 0;
        const said = level.at(k, j, i) > 0;
        if (isBrain && said) both += 1;
        all += Number(isBrain) + Number(said);
      }
  return (2 * both) / all;
}

/** ch2 as a scanner might have stored it: sagittal slices of `mm`, from the left, and another contrast. */
function sagittal(mm: number, contrast: (value: number) => number): Image {
  const head = readNifti1(template("ch2"));
  const [right, front, top] = head.shape;
  const slices = Math.floor(right / mm);
  const voxels = new Int16Array(front * top * slices);
  let at = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < top; j++)
      for (let i = 0; i < front; i++) {
        let sum = 0;
        for (let n = 0; n < mm; n++)
          sum += head.valueAt(right - 1 - (k * mm + n), front - 1 - i, top - 1 - j);
        voxels[at++] = Math.round(contrast(sum / mm));
      }
  const first = transform(head.ijkToLps, [right - 1 - (mm - 1) / 2, front - 1, top - 1]);
  // Columns run to the back, rows down, slices to the left.
  const ijkToLps = [0, 0, mm, first[0], 1, 0, 0, first[1], 0, -1, 0, first[2], 0, 0, 0, 1];
  return { columns: front, rows: top, slices, ijkToLps, voxels };
}

test("its file passes the check, and is installed as what it is: experimental", async () => {
  const checked = models("check", file);
  expect(checked).toMatchObject({ status: 0, stderr: "" });
  const installed = models("install", file, ...here());
  expect(installed).toMatchObject({ status: 0, stderr: "" });
  const { items } = await someone.json<{ items: object[] }>("/api/v1/models");
  expect(items).toContainEqual(
    expect.objectContaining({
      id,
      kind: "segment",
      name: "Brain mask (experimental)",
      license: "Apache-2.0",
      notes: [],
    }),
  );
});

describe.runIf(existsSync(path.join(templates, "ch2bet.nii.gz")))(
  "run through the API",
  { timeout: 120_000 },
  () => {
    test("on the head that it was made from, it finds the brain", async () => {
      const labels = await brainOf(template("ch2"), "head.nii");
      expect(labels).toMatchObject({
        kind: "labels",
        labelsOf: "original",
        labels: [{ value: 1, name: "brain", algorithm: "AUTOMATIC" }],
        provenance: { model: "Brain mask (experimental)", version: "0.1.0" },
      });
      expect(await dice(labels)).toBeGreaterThan(0.9);
    });

    test("as sagittal slices of 3 mm in another contrast, too", async () => {
      const image = sagittal(3, (value) => 1000 * Math.sqrt(value / 254));
      const labels = await brainOf(nifti1(image), "sagittal.nii");
      expect(labels.shape).toEqual([60, 181, 217]);
      expect(await dice(labels)).toBeGreaterThan(0.9);
    });
  },
);
