import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Upload } from "../harness/types";
import { finished, formOf, uploadForm, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { gzipped, nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center } from "../phantom/phantom";
import { tar } from "../phantom/tar";
import { zip } from "../phantom/zip";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const series = dicomSeries(acquire(acquisitions.axial), { description: "Six sides" });
const junk = [
  { path: "README.txt", bytes: Buffer.from("Pictures of a phantom.\n") },
  { path: "export/.DS_Store", bytes: Buffer.alloc(6148) },
  { path: "export/empty.dcm", bytes: Buffer.alloc(0) },
  { path: "export/viewer.exe", bytes: Buffer.from("MZ\x90\x00 this is no scan") },
];

test("the answer is 202 at once, with everything received", async () => {
  const answer = await someone.request("/api/v1/uploads", { body: formOf(series) });
  const upload = answer.json<Upload>();

  expect(answer.status).toBe(202);
  expect(["queued", "processing", "done"]).toContain(upload.state);
  const bytes = series.reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(upload.files).toEqual({
    ...{ expected: series.length, received: series.length },
    ...{ expectedBytes: bytes, receivedBytes: bytes },
  });
  expect(await finished(someone, upload.id)).toMatchObject({
    state: "done",
    progress: { stage: "done", fraction: 1 },
    refused: [],
  });
});

test("a DICOM series becomes one scan that tells where it came from", async () => {
  const scan = await uploadScan(someone, series);

  expect(scan).toMatchObject({
    name: "Six sides",
    state: "ready",
    modality: "CT",
    studyDate: "2024-02-29",
    source: {
      format: "DICOM",
      fileCount: series.length,
      sizeBytes: series.reduce((sum, { bytes }) => sum + bytes.length, 0),
      transferSyntaxes: ["1.2.840.10008.1.2.1"],
    },
    tags: [],
    owner: { id: someone.session!.user.id, name: someone.session!.user.name },
  });
});

test("junk between the scans is refused by name and reason, and the scan is whole", async () => {
  const upload = await uploadForm(someone, [...junk, ...series.map(inFolder("export/ct"))]);

  expect(upload.scans).toHaveLength(1);
  expect(upload.refused.map(({ path }) => path).sort()).toEqual(
    junk.map(({ path }) => path).sort(),
  );
  for (const { code, reason } of upload.refused) {
    expect(code).toMatch(/^[a-z_]+$/);
    expect(reason).toMatch(/^[A-Z].*\.$/);
  }
  expect(upload.refused.find(({ path }) => path === "export/empty.dcm")!.code).toBe("empty_file");
});

test("a zip with nested folders and junk is unpacked, and each left-out file is named", async () => {
  const nested = series.map(inFolder("export/deep/er/Größe 1"));
  const archive = { path: "phantom.zip", bytes: zip([...junk, ...nested]) };
  const upload = await uploadForm(someone, [archive]);

  expect(upload.state).toBe("done");
  expect(upload.scans).toHaveLength(1);
  expect(upload.refused.map(({ path }) => path).sort()).toEqual(
    junk.map(({ path }) => `phantom.zip/${path}`).sort(),
  );
});

test("a tar, packed or not, and single files in gzip are unpacked", async () => {
  for (const files of [
    [{ path: "ct.tar", bytes: tar(series) }],
    [{ path: "ct.tgz", bytes: gzipped(tar(series)) }],
    series.map(({ path, bytes }) => ({ path: `${path}.gz`, bytes: gzipped(bytes) })),
  ]) {
    const scan = await uploadScan(someone, files);
    expect(scan).toMatchObject({ name: "Six sides", source: { fileCount: series.length } });
  }
});

test("a zip in a zip, stored, is unpacked too", async () => {
  const inner = zip(series.map((file) => ({ ...file, stored: true })));
  const outer = zip([{ path: "inner/all.zip", bytes: inner, stored: true }]);
  const upload = await uploadForm(someone, [{ path: "outer.zip", bytes: outer }]);

  expect(upload.scans).toHaveLength(1);
  expect(upload.refused).toEqual([]);
});

test("two series in one upload are two scans", async () => {
  const coronal = dicomSeries(acquire(acquisitions.coronal), {
    description: "Coronal",
    modality: "MR",
  });
  const upload = await uploadForm(someone, [
    ...series.map(inFolder("a")),
    ...coronal.map(inFolder("b")),
  ]);

  const scans = await Promise.all(upload.scans.map((id) => someone.scan(id)));
  expect(scans.map(({ name, modality }) => `${name} ${modality}`).sort()).toEqual([
    "Coronal MR",
    "Six sides CT",
  ]);
});

test("a JPEG XL picture is decoded behind the walls", async () => {
  const bytes = readFileSync(new URL("../corpus/decode_jpeg_xl/lossless", import.meta.url));
  const scan = await uploadScan(someone, [{ path: "picture.jxl", bytes }]);
  expect(scan.source.format).toBe("JPEG XL");
  expect(scan.volumes[0]).toMatchObject({ shape: [1, 8, 16], dtype: "uint16" });
});

describe("a NIfTI file", () => {
  const image = sampleAlong(["R", "A", "S"], [30, 40, 20], [2, 2, 3], center);

  test.each([
    ["brain.nii", nifti1(image)],
    ["brain two.nii.gz", gzipped(nifti1(image))],
    ["named wrongly.dat", nifti1(image)],
  ])("%s becomes a scan of that name", async (path, bytes) => {
    const scan = await uploadScan(someone, [{ path, bytes }]);

    expect(scan.source).toMatchObject({ format: "NIfTI", fileCount: 1, sizeBytes: bytes.length });
    expect(scan.name).toBe(path.replace(/\.nii(\.gz)?$/, ""));
    expect(scan.modality).toBe("OT");
    expect(scan.studyDate).toBeNull();
  });
});

test("nothing that can be read is done, not failed: everything is in refused", async () => {
  const upload = await uploadForm(someone, junk);

  expect(upload.state).toBe("done");
  expect(upload.scans).toEqual([]);
  expect(upload.refused).toHaveLength(junk.length);
});

test("no files at all is refused", async () => {
  const form = new FormData();
  form.append("name", "nothing in it");
  expect((await someone.request("/api/v1/uploads", { body: form })).status).toBe(422);
});

test.each([
  ["no boundary", "multipart/form-data", "--x\r\n\r\n--x--"],
  ["an endless boundary", `multipart/form-data; boundary=${"x".repeat(200)}`, ""],
  [
    "no last boundary",
    "multipart/form-data; boundary=x",
    '--x\r\nContent-Disposition: form-data; name="files"; filename="a.dcm"\r\n\r\nabc',
  ],
  ["something else", "multipart/form-data; boundary=x", "hello"],
])("a form with %s is refused and leaves nothing behind", async (_, type, body) => {
  const before = (await someone.uploads("?state=open,queued,processing")).items.length;
  const answer = await someone.request("/api/v1/uploads", {
    method: "POST",
    body,
    headers: { "Content-Type": type },
  });

  expect([400, 422]).toContain(answer.status);
  expect((await someone.uploads("?state=open,queued,processing")).items.length).toBe(before);
});

function inFolder(folder: string) {
  return <T extends { path: string }>(file: T): T => ({ ...file, path: `${folder}/${file.path}` });
}
