import { beforeAll, describe, expect, test } from "vitest";
import * as zarr from "zarrita";
import { Client } from "../harness/client";
import { decodePng } from "../harness/pictures";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { type Scan, type Volume } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomSeries, newUid } from "../phantom/dicom";
import { transform } from "../phantom/geometry";
import { acquire, acquireLeaning, acquisitions, air } from "../phantom/phantom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const pictureOf = (scan: Scan, query: string, volume = "original") =>
  someone.request(`/api/v1/scans/${scan.id}/volumes/${volume}/slice.png?${query}`);

describe("two echoes of one series", () => {
  const image = acquire(acquisitions.axial);
  const later = {
    ...image,
    voxels: image.voxels.map((value) => (value === air ? air : value + 100)),
  };
  let scan: Scan;
  let volume: Volume;
  beforeAll(async () => {
    const seriesUid = newUid();
    const echo = (ms: string) => [{ tag: 0x00180081, vr: "DS", value: ms }];
    const first = dicomSeries(image, { seriesUid, modality: "MR", extra: echo("30") });
    const second = dicomSeries(later, {
      seriesUid,
      modality: "MR",
      firstNumber: image.slices + 1,
      extra: echo("80"),
    }).map((file) => ({ ...file, path: `second/${file.path}` }));
    scan = await uploadScan(someone, [...first, ...second]);
    [volume] = scan.volumes as [Volume];
  });

  test("are two time points of one volume, each with its name", () => {
    expect(scan.volumes).toHaveLength(1);
    expect(volume.shape).toEqual([image.slices, image.rows, image.columns]);
    expect(volume.timePoints).toBe(2);
    expect(volume.time).toEqual({ axis: "echo time", labels: ["30 ms", "80 ms"] });
    expect(scan.source.fileCount).toBe(2 * image.slices);
  });

  test("lie in one array, time before place, voxel by voxel", async () => {
    const store = new zarr.FetchStore(new URL(volume.zarrUrl, someone.url), {
      fetch: (request) => {
        request.headers.set("Authorization", `Bearer ${someone.token}`);
        return fetch(request);
      },
    });
    const array = await zarr.open.v3(zarr.root(store).resolve("0"), { kind: "array" });
    expect(array.shape).toEqual([2, ...volume.shape]);
    for (const [time, truth] of [image, later].entries()) {
      const { data, stride } = await zarr.get(array as zarr.Array<zarr.NumberDataType>, [
        time,
        null,
        null,
        null,
      ]);
      const [z, y, x] = stride as [number, number, number];
      mustBeSameInWorld(truth, {
        shape: volume.shape,
        ijkToLps: volume.ijkToLps,
        value: (k, j, i) => Number(data[k * z + j * y + i * x]),
      });
    }
  });

  test("are drawn each for itself, and a third is out of range", async () => {
    const at = (time: number) => pictureOf(scan, `plane=axial&center=500&width=1000&time=${time}`);
    const [first, second] = [await at(0), await at(1)];
    expect(decodePng(first.bytes)).not.toEqual(decodePng(second.bytes));
    const third = await at(2);
    expect(third.status).toBe(422);
    expect(String(third.bytes)).toContain("from 0 to 1");
  });

  test("go into one NIfTI with a fourth axis, and into one NRRD", async () => {
    const nifti = await someone.request(`/api/v1/scans/${scan.id}/export?format=nifti`);
    expect([0, 1, 2, 3, 4].map((n) => nifti.bytes.readInt16LE(40 + 2 * n))).toEqual([
      4,
      image.columns,
      image.rows,
      image.slices,
      2,
    ]);
    expect(nifti.bytes.length).toBe(352 + 2 * 2 * image.voxels.length);
    const nrrd = await someone.request(`/api/v1/scans/${scan.id}/export?format=nrrd`);
    expect(nrrd.bytes.subarray(0, 4).toString()).toBe("NRRD");
    expect(nrrd.bytes.indexOf("\n\n") + 2 + 4 * image.voxels.length).toBe(nrrd.bytes.length);
  });
});

test("a tilted stack comes upright and as acquired, each voxel where it lay", async () => {
  const truth = acquireLeaning(12);
  const scan = await uploadScan(someone, dicomSeries(truth, { leaning: true }));
  const [corrected, original] = scan.volumes as [Volume, Volume];
  expect([corrected.id, original.id]).toEqual(["corrected", "original"]);
  expect(scan.warnings.map(({ code }) => code)).toContain("gantry_tilt");

  const acquired = await readLevel(someone, original, "0");
  mustBeSameInWorld(truth, { ...original, value: (k, j, i) => acquired.at(k, j, i) });

  expect(corrected.shape).toEqual([12, 44 + 11, 48]);
  const upright = await readLevel(someone, corrected, "0");
  for (const [i, j, k] of [
    [24, 22, 0],
    [10, 30, 5],
    [40, 12, 11],
  ] as const) {
    const [x, y, z] = transform(truth.ijkToLps, [i, j, k]);
    const place = transform(corrected.ijkToLps, [i, j + k, k]);
    expect(place.map((mm) => Math.round(mm * 1e4))).toEqual(
      [x, y, z].map((mm) => Math.round(mm * 1e4)),
    );
    expect(upright.at(k, j + k, i)).toBe(acquired.at(k, j, i));
  }
  for (const volume of ["original", "corrected"])
    expect((await pictureOf(scan, "plane=sagittal", volume)).status).toBe(200);
});

test("a missing slice is made between its neighbours, and said", async () => {
  const image = acquire(acquisitions.axial);
  const files = dicomSeries(image);
  const number = (bytes: Uint8Array) => Buffer.from(bytes).includes(Buffer.from("IS\x02\x007 "));
  const scan = await uploadScan(
    someone,
    files.filter(({ bytes }) => !number(bytes)),
  );
  const [volume] = scan.volumes as [Volume];
  expect(volume.shape[0]).toBe(image.slices);
  expect(volume.provenance.interpolatedSlices).toEqual([6]);
  expect(scan.warnings.find(({ code }) => code === "missing_slices")?.message).toContain(
    "missing after 6: gap of 6 mm, others 3 mm",
  );
  const voxels = await readLevel(someone, volume, "0");
  const between = (voxels.at(5, 20, 20) + voxels.at(7, 20, 20)) / 2;
  expect(Math.abs(voxels.at(6, 20, 20) - between)).toBeLessThanOrEqual(0.5);

  const saidOf = async (query: string) => {
    const { headers, bytes } = await pictureOf(scan, query);
    return [headers.get("Scanetrix-Interpolated"), Buffer.from(bytes).includes("tEXtComment")];
  };
  expect(await saidOf("plane=axial&index=6")).toEqual(["whole", true]);
  expect(await saidOf("plane=axial&index=7")).toEqual([null, false]);
  expect(await saidOf("plane=coronal&index=20")).toEqual(["part", true]);
});
