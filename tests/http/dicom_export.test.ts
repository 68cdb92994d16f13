import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomSeries, newUid } from "../phantom/dicom";
import { nifti1 } from "../phantom/nifti";
import { acquire, acquireLeaning, acquisitions, type Image } from "../phantom/phantom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const exported = (scan: Scan, volume = "original") =>
  someone.request(`/api/v1/scans/${scan.id}/export?format=dicom&volume=${volume}`);

/** The volume, sent away as DICOM and taken in again. */
async function again(scan: Scan, volume = "original"): Promise<{ scan: Scan; bytes: Buffer }> {
  const { status, bytes, headers } = await exported(scan, volume);
  expect(status).toBe(200);
  expect(headers.get("content-disposition")).toMatch(/\.dcm/);
  return { scan: await uploadScan(someone, [{ path: "again.dcm", bytes }]), bytes };
}

/** The volume as acquired holds each voxel of the phantom where it lies. */
async function mustBe(image: Image, scan: Scan): Promise<void> {
  const volume = scan.volumes.find(({ id }) => id === "original");
  if (!volume) throw new Error("there is no original");
  const level = await readLevel(someone, volume, "0");
  mustBeSameInWorld(image, { ...volume, value: (k, j, i) => level.at(k, j, i) });
}

test.each(Object.keys(acquisitions) as (keyof typeof acquisitions)[])(
  "%s: every voxel comes back with its value where it lay, and no patient",
  async (name) => {
    const image = acquire(acquisitions[name]);
    const files = dicomSeries(image, {
      patientName: "Doe^Jane",
      patientId: "4711",
    });
    const scan = await uploadScan(someone, files);
    const back = await again(scan);
    expect(back.scan.modality).toBe("CT");
    expect(back.scan.volumes[0].valueUnit).toBe("HU");
    expect(back.scan.warnings.map(({ code }) => code)).toEqual([]);
    await mustBe(image, back.scan);
    for (const identity of ["Doe", "4711"])
      expect(back.bytes.includes(Buffer.from(identity))).toBe(false);
  },
);

test("a tilted stack goes as acquired, each slice where it lay", async () => {
  const truth = acquireLeaning(12);
  const scan = await uploadScan(someone, dicomSeries(truth, { leaning: true }));
  await mustBe(truth, (await again(scan)).scan);
});

test("time points are temporal positions of one object", async () => {
  const image = acquire(acquisitions.axial);
  const seriesUid = newUid();
  const echo = (ms: string) => [{ tag: 0x00180081, vr: "DS", value: ms }];
  const scan = await uploadScan(someone, [
    ...dicomSeries(image, { seriesUid, modality: "MR", extra: echo("30") }),
    ...dicomSeries(
      { ...image, voxels: image.voxels.map((value) => value + 100) },
      { seriesUid, modality: "MR", firstNumber: image.slices + 1, extra: echo("80") },
    ).map((file) => ({ ...file, path: `second/${file.path}` })),
  ]);
  expect(scan.volumes[0].timePoints).toBe(2);
  const back = await again(scan);
  expect(back.scan.volumes[0].timePoints).toBe(2);
  const voxels = async ({ id }: Scan) =>
    (await someone.request(`/api/v1/scans/${id}/export?format=nifti`)).bytes.subarray(352);
  expect(Buffer.compare(await voxels(scan), await voxels(back.scan))).toBe(0);
});

test("what has no such object is refused by name, with the reason", async () => {
  const scan = await uploadScan(someone, [
    { path: "v.nii", bytes: nifti1(acquire(acquisitions.axial)) },
  ]);
  const answer = await exported(scan);
  expect(answer.status).toBe(422);
  expect(answer.json()).toMatchObject({ code: "not_dicom" });
  expect(answer.json<{ detail: string }>().detail).toMatch(/CT and MR/);
});
