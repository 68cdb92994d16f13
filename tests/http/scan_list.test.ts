import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Scan, type ScanPage } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center } from "../phantom/phantom";

const running = withServer();
let someone: Client;
let scans: Scan[] = [];

beforeAll(async () => {
  someone = await Client.register(running.server.url);
  const nifti = (size: number) =>
    nifti1(sampleAlong(["L", "P", "S"], [size, 8, 8], [2, 2, 2], center));
  const thin = { ...acquisitions.axial, size: [16, 16, 6] as const };
  const dicom = (description: string, modality: string) =>
    dicomSeries(acquire(thin), { description, modality });
  // One after the other, so that the order of their times is known.
  for (const files of [
    [{ path: "Delta knee.nii", bytes: nifti(8) }],
    dicom("Alpha head", "CT"),
    [{ path: "charlie 100% brain.nii", bytes: nifti(40) }],
    dicom("Bravo head", "MR"),
    dicom("Écho ventre", "CT"),
  ])
    scans.push(await uploadScan(someone, files));
  scans = await Promise.all(scans.map(({ id }) => someone.scan(id)));
});

const names = (page: ScanPage) => page.items.map(({ name }) => name);

test("the newest comes first, whole as by itself", async () => {
  const page = await someone.scans();

  expect(page.items.map(({ id }) => id)).toEqual(scans.map(({ id }) => id).reverse());
  expect(page.total).toBe(5);
  expect(page.nextCursor).toBeNull();
  const { volumes, ...listed } = page.items[0];
  expect(scans[4]).toMatchObject(listed);
  expect(volumes[0]).toMatchObject({ id: "original", shape: [6, 16, 16] });
});

test.each([
  ["createdAt", ["Delta knee", "Alpha head", "charlie 100% brain", "Bravo head", "Écho ventre"]],
  ["name", ["Alpha head", "Bravo head", "charlie 100% brain", "Delta knee", "Écho ventre"]],
  ["-name", ["Écho ventre", "Delta knee", "charlie 100% brain", "Bravo head", "Alpha head"]],
])("sorted by %s", async (sort, expected) => {
  expect(names(await someone.scans(`?sort=${sort}`))).toEqual(expected);
});

test("sorted by size", async () => {
  const sizes = (page: ScanPage) => page.items.map(({ source }) => source.sizeBytes);
  const up = sizes(await someone.scans("?sort=size"));
  expect(up).toEqual([...up].sort((a, b) => a - b));
  expect(sizes(await someone.scans("?sort=-size"))).toEqual([...up].sort((a, b) => b - a));
});

test.each(["studyDate", "-studyDate", "modality"])("sorted by %s holds all", async (sort) => {
  expect(names(await someone.scans(`?sort=${sort}`)).sort()).toEqual(
    names(await someone.scans()).sort(),
  );
});

test.each(["createdAt", "-createdAt", "name", "size", "-studyDate"])(
  "pages by %s hold each scan once, in the order of the whole",
  async (sort) => {
    const whole = names(await someone.scans(`?sort=${sort}`));
    const paged: string[] = [];
    for (let cursor: string | null = "", turns = 0; cursor !== null && turns < 9; turns++) {
      const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page: ScanPage = await someone.scans(`?sort=${sort}&limit=2${from}`);
      expect(page.total).toBe(5);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...names(page));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  },
);

describe("searching", () => {
  test.each([
    ["head", ["Alpha head", "Bravo head"]],
    ["HEAD alpha", ["Alpha head"]],
    ["knee head", []],
    ["100%", ["charlie 100% brain"]],
    ["%", ["charlie 100% brain"]],
    ["_", []],
    ["'; DROP TABLE scans; --", []],
    ["ventre", ["Écho ventre"]],
  ])("for %j", async (query, expected) => {
    const page = await someone.scans(`?query=${encodeURIComponent(query)}&sort=name`);
    expect(names(page)).toEqual(expected);
    expect(page.total).toBe(expected.length);
  });

  test("finds tags", async () => {
    await someone.request(`/api/v1/scans/${scans[0].id}`, {
      method: "PATCH",
      json: { tags: ["Follow-up"] },
    });
    expect(names(await someone.scans("?query=follow-up"))).toEqual(["Delta knee"]);
  });
});

describe("filtering", () => {
  test.each([
    ["modality=CT", 2],
    ["modality=MR", 1],
    ["modality=PT", 0],
    ["modality=other", 2],
    ["state=ready", 5],
    ["state=failed", 0],
    ["modality=CT&query=head", 1],
  ])("by %s", async (query, count) => {
    expect((await someone.scans(`?${query}`)).total).toBe(count);
  });

  test("modalities are counted before the filter", async () => {
    expect((await someone.scans("?modality=MR")).modalities).toEqual({ CT: 2, MR: 1, OT: 2 });
    expect((await someone.scans("?query=head")).modalities).toEqual({ CT: 1, MR: 1 });
  });
});

test.each([
  "sort=colour",
  "limit=0",
  "limit=-1",
  "limit=many",
  "limit=100000",
  "cursor=AAAA",
  "state=done",
])("%s is refused", async (query) => {
  const answer = await someone.request(`/api/v1/scans?${query}`);
  expect([answer.status, answer.code]).toEqual([422, "validation_failed"]);
});

test("renaming and tagging leave the rest alone", async () => {
  const [scan] = scans as [Scan];
  const path = `/api/v1/scans/${scan.id}`;
  const renamed = await someone.json<Scan>(path, { method: "PATCH", json: { name: "Knie links" } });
  const tagged = await someone.json<Scan>(path, { method: "PATCH", json: { tags: ["a", "b"] } });

  expect(renamed).toMatchObject({
    name: "Knie links",
    source: scan.source,
    createdAt: scan.createdAt,
  });
  expect(tagged).toEqual({ ...renamed, tags: ["a", "b"] });
  expect(await someone.scan(scan.id)).toEqual(tagged);
});

test("deleting removes it everywhere and frees its bytes", async () => {
  const before = await someone.scans();
  const [victim] = before.items as [Scan];
  const path = `/api/v1/scans/${victim.id}`;
  expect(before.usedBytes).toBeGreaterThan(0);

  expect((await someone.request(path, { method: "DELETE" })).status).toBe(204);
  for (const rest of ["", "/thumbnail.png", "/original", "/volumes/original/zarr/zarr.json"])
    expect((await someone.request(path + rest)).status).toBe(404);
  expect((await someone.request(path, { method: "DELETE" })).status).toBe(404);
  const after = await someone.scans();
  expect(after.total).toBe(before.total - 1);
  expect(after.usedBytes).toBeLessThan(before.usedBytes);
});
