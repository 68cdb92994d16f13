import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, Client } from "../harness/client";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { temporaryFolder } from "../harness/server";
import { type Scan } from "../harness/types";
import { uploadForm, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevelOnDisk } from "../harness/zarr";
import { dicomReport, dicomSeries, newUid } from "../phantom/dicom";
import { gzipped, nifti1, niftiFloat, readNifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center, type Image } from "../phantom/phantom";
import { unzip, zip } from "../phantom/zip";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const fileName = (answer: Answer) => {
  const header = answer.headers.get("Content-Disposition")!;
  expect(header).toMatch(/^attachment;/);
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
  return encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/.exec(header)![1];
};
const original = (scan: Scan) => someone.request(`/api/v1/scans/${scan.id}/original`);

describe("the original", () => {
  test("of one file is that file, with its name", async () => {
    const image = sampleAlong(["R", "A", "S"], [20, 20, 20], [3, 3, 3], center);
    const bytes = gzipped(nifti1(image));
    const scan = await uploadScan(someone, [{ path: "Kopf größer.nii.gz", bytes }]);
    const answer = await original(scan);

    expect(answer.bytes.equals(bytes)).toBe(true);
    expect(fileName(answer)).toBe("Kopf größer.nii.gz");
  });

  test("of a folder is a zip with the very files at their paths", async () => {
    const files = dicomSeries(acquire(acquisitions.axial)).map((file) => ({
      ...file,
      path: `study/größe/${file.path}`,
    }));
    const scan = await uploadScan(someone, files);
    const answer = await original(scan);
    const entries = unzip(answer.bytes);

    expect(fileName(answer)).toMatch(/\.zip$/);
    expect([...entries.keys()].sort()).toEqual(files.map(({ path }) => path).sort());
    for (const { path, bytes } of files) expect(entries.get(path)!.equals(bytes)).toBe(true);
  });

  test("keeps what is no picture but of the same study, which is listed as refused", async () => {
    const seriesUid = newUid();
    const files = dicomSeries(acquire(acquisitions.axial), { seriesUid });
    const report = dicomReport(seriesUid);
    const stranger = { ...dicomReport(newUid()), path: "stranger.dcm" };
    const upload = await uploadForm(someone, [...files, report, stranger]);

    const reason = "A structured report, not a picture.";
    expect(upload.refused).toEqual([
      { path: "report.dcm", code: "not_an_image", reason },
      { path: "stranger.dcm", code: "not_an_image", reason },
    ]);
    const scan = await someone.scan(upload.scans[0]);
    expect(scan.source.fileCount).toBe(files.length);
    const entries = unzip((await original(scan)).bytes);
    expect([...entries.keys()].sort()).toEqual([...files, report].map(({ path }) => path).sort());
    expect(entries.get("report.dcm")!.equals(report.bytes)).toBe(true);
  });

  test("of DICOM files in gzip is those very files", async () => {
    const files = dicomSeries(acquire(acquisitions.sagittal)).map(({ path, bytes }) => ({
      path: `${path}.dcm.gz`,
      bytes: gzipped(bytes),
    }));
    const scan = await uploadScan(someone, files);
    expect(scan.source).toMatchObject({ format: "DICOM", fileCount: files.length });
    const entries = unzip((await original(scan)).bytes);
    for (const { path, bytes } of files) expect(entries.get(path)!.equals(bytes), path).toBe(true);
  });

  test("of a zip holds the very files of the scan", async () => {
    const files = dicomSeries(acquire(acquisitions.coronal));
    const note = { path: "note.txt", bytes: Buffer.from("not of the scan") };
    const upload = await uploadForm(someone, [{ path: "all.zip", bytes: zip([...files, note]) }]);
    const entries = unzip((await original(await someone.scan(upload.scans[0]))).bytes);

    const byName = new Map([...entries].map(([path, bytes]) => [path.split("/").pop()!, bytes]));
    for (const { path, bytes } of files) expect(byName.get(path)!.equals(bytes), path).toBe(true);
  });
});

describe("exported as NIfTI, it lies where it lay", () => {
  const cases: [string, Image, { path: string; bytes: Uint8Array }[], object][] = [
    ...Object.entries(acquisitions).map(
      ([name, acquisition]): [string, Image, { path: string; bytes: Uint8Array }[], object] => {
        const image = acquire(acquisition);
        return [
          `DICOM ${name}`,
          image,
          dicomSeries(image, { signed: false, intercept: -1024 }),
          {},
        ];
      },
    ),
    (() => {
      const image = sampleAlong(["P", "S", "R"], [36, 42, 30], [2, 2.5, 3], center);
      return ["NIfTI, permuted", image, [{ path: "p.nii", bytes: nifti1(image) }], {}];
    })(),
    (() => {
      const image = acquire(acquisitions.oblique);
      const files = [{ path: "f.nii", bytes: niftiFloat(image, 0.25, 7.125) }];
      return ["NIfTI, floats", image, files, { factor: 0.25, offset: 7.125 }];
    })(),
  ];

  test.each(cases)("%s", async (_, image, files, compare) => {
    const scan = await uploadScan(someone, files);
    const answer = await someone.request(`/api/v1/scans/${scan.id}/export?format=nifti`);
    expect(answer.status).toBe(200);
    expect(fileName(answer)).toMatch(/\.nii$/);
    const { shape, ijkToLps, valueAt } = readNifti1(answer.bytes);

    mustBeSameInWorld(
      image,
      { shape: [...shape].reverse(), ijkToLps, value: (k, j, i) => valueAt(i, j, k) },
      { tolerance: 1e-3, ...compare },
    );
  });

  test("the group as it is kept, in a zip", async () => {
    const image = acquire(acquisitions.oblique);
    const scan = await uploadScan(someone, dicomSeries(image));
    const answer = await someone.request(`/api/v1/scans/${scan.id}/export?format=ome-zarr`);
    expect(answer.status).toBe(200);
    expect(fileName(answer)).toMatch(/\.ome\.zarr\.zip$/);
    const folder = temporaryFolder();
    try {
      for (const [name, bytes] of unzip(answer.bytes)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), bytes);
      }
      expect(readdirSync(folder)).toEqual(["original.ome.zarr"]);
      const voxels = await readLevelOnDisk(path.join(folder, "original.ome.zarr"), "0");
      mustBeSameInWorld(image, {
        shape: voxels.shape,
        ijkToLps: scan.volumes[0].ijkToLps,
        value: (k, j, i) => voxels.at(k, j, i),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each(["", "?format=docx", "?format=nifti&volume=reconstructed"])(
    "%s is refused",
    async (query) => {
      const image = sampleAlong(["R", "A", "S"], [8, 8, 8], [3, 3, 3], center);
      const scan = await uploadScan(someone, [{ path: "s.nii", bytes: nifti1(image) }]);
      const answer = await someone.request(`/api/v1/scans/${scan.id}/export${query}`);
      expect(answer.status).toBe(query.includes("volume") ? 404 : 422);
    },
  );
});
