import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { EventStream } from "../harness/event_stream";
import { ended, job, reread, rereadDone } from "../harness/jobs";
import { decodePng } from "../harness/pictures";
import { type Job, type JobPage, type Scan } from "../harness/types";
import { uploadForm, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomCine, dicomSeries } from "../phantom/dicom";
import { gzipped, nifti1, readNifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center } from "../phantom/phantom";
import { grayPng, pngSheet, sheet, tileValue } from "../phantom/sheet";
import { zip } from "../phantom/zip";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const grid = { rows: 4, columns: 4, order: "row_major" };
const spacing = { pixelMm: [0.5, 0.25], sliceMm: 3 };
const uploadSheet = (name = "sheet.png") =>
  uploadScan(someone, [{ path: name, bytes: pngSheet(sheet) }]);
/** Three pictures of 24 × 16, each of one gray with a mark. */
const pictures = (folder = "stack") =>
  [0, 1, 2].map((k) => ({
    path: `${folder}/${k + 1}.png`,
    bytes: grayPng(24, 16, (x, y) => (x === 3 && y === 5 ? 255 : 40 + 20 * k)),
  }));
const codes = (scan: Scan) => scan.warnings.map(({ code }) => code);
const post = (scan: Scan, json: unknown, client = someone) =>
  client.request(`/api/v1/scans/${scan.id}/jobs`, { json });

/** Each voxel is that of its tile. `tileOf(k)` counts tiles row by row. */
async function mustBeCut(scan: Scan, tileOf: (k: number) => number): Promise<void> {
  const [volume] = scan.volumes;
  expect(volume.shape).toEqual([16, 32, 32]);
  const voxels = await readLevel(someone, volume, "0");
  for (let k = 0; k < 16; k++)
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 32; x++)
        if (voxels.at(k, y, x) !== tileValue(sheet, tileOf(k), x, y))
          throw new Error(`voxel [${k}, ${y}, ${x}]: ${voxels.at(k, y, x)}`);
}

describe("a sheet of slices", () => {
  test("is proposed, and becomes the stack that somebody says it is", async () => {
    const before = await uploadSheet();
    expect(before).toMatchObject({
      revision: 0,
      lightBox: { state: "proposed", rows: 4, columns: 4, order: "row_major", blankAtEnd: 0 },
      spacing: { origin: "none", editable: true, entered: null },
    });
    expect(before.lightBox!.confidence).toBeGreaterThan(0);
    expect(before.volumes[0].shape).toEqual([1, 128, 128]);

    const end = await rereadDone(someone, before.id, { lightBox: grid });
    expect(end).toMatchObject({ scanId: before.id, kind: "reread", result: { revision: 1 } });
    expect(end.progress).toEqual({ stage: "done", fraction: 1 });
    const after = await someone.scan(before.id);
    expect(after).toMatchObject({
      revision: 1,
      lightBox: { ...grid, state: "applied", confidence: null, blankAtEnd: 0 },
      spacing: { origin: "none", editable: true, entered: null },
    });
    expect(codes(after)).not.toContain("light_box_suspected");
    expect(after.volumes[0].provenance.parameters).toEqual({ lightBox: grid });
    await mustBeCut(after, (k) => k);
  });

  test("follows the columns where somebody says so, and can be corrected", async () => {
    const { id } = await uploadSheet();
    await rereadDone(someone, id, { lightBox: grid });
    await rereadDone(someone, id, { lightBox: { ...grid, order: "column_major" } });
    const scan = await someone.scan(id);
    expect(scan.revision).toBe(2);
    await mustBeCut(scan, (k) => (k % 4) * 4 + Math.floor(k / 4));
  });

  test("is one picture again when the decision is taken back, and the question comes back", async () => {
    const { id } = await uploadSheet();
    await rereadDone(someone, id, { lightBox: grid });
    await rereadDone(someone, id, { lightBox: null });
    const scan = await someone.scan(id);
    expect(scan).toMatchObject({ revision: 2, lightBox: { state: "proposed" } });
    expect(scan.volumes[0].shape).toEqual([1, 128, 128]);
  });

  test("is one picture without a question when somebody says so", async () => {
    const { id } = await uploadSheet();
    await rereadDone(someone, id, { lightBox: { rows: 1, columns: 1, order: "row_major" } });
    const scan = await someone.scan(id);
    expect(scan.lightBox).toMatchObject({ state: "declined", rows: 4, columns: 4 });
    expect(codes(scan)).not.toContain("light_box_suspected");
  });

  test("whose grid does not fit stays as it was, and the job says why", async () => {
    const bytes = grayPng(32, 32, (x, y) => x + y);
    const before = await uploadScan(someone, [{ path: "small.png", bytes }]);
    expect(before.lightBox).toMatchObject({ state: "none", rows: 1, columns: 1, confidence: null });
    const started = await reread(someone, before.id, { lightBox: { ...grid, rows: 100 } });
    const end = await ended(someone, started.id);
    expect(end).toMatchObject({ state: "failed", error: { code: "unsuitable_light_box" } });
    expect(end.error!.detail).toContain("32 × 32");
    expect(await someone.scan(before.id)).toEqual(before);
  });

  test("is found among the other things of its archive", async () => {
    const files = [
      { path: "a/sheet.png", bytes: pngSheet(sheet) },
      ...pictures("b"),
      {
        path: "c/head.nii",
        bytes: nifti1(sampleAlong(["L", "P", "S"], [8, 8, 8], [2, 2, 2], center)),
      },
      { path: "d/sheet.png", bytes: pngSheet({ ...sheet, rows: 5 }) },
    ];
    const upload = await uploadForm(someone, [{ path: "of all sorts.zip", bytes: zip(files) }]);
    const scans = await Promise.all(upload.scans.map((id) => someone.scan(id)));
    const shapes = (list: Scan[]) => list.map(({ volumes }) => volumes[0].shape.join());
    expect(shapes(scans).sort()).toEqual(["1,128,128", "1,160,128", "3,16,24", "8,8,8"]);

    const one = scans.find(({ volumes }) => volumes[0].shape.join() === "1,128,128")!;
    await rereadDone(someone, one.id, { lightBox: grid, spacing });
    const stack = scans.find(({ volumes }) => volumes[0].shape.join() === "3,16,24")!;
    await rereadDone(someone, stack.id, { spacing });
    await mustBeCut(await someone.scan(one.id), (k) => k);
    const after = await Promise.all(upload.scans.map((id) => someone.scan(id)));
    expect(shapes(after).sort()).toEqual(["1,160,128", "16,32,32", "3,16,24", "8,8,8"]);
    expect(after.map(({ revision }) => revision).sort()).toEqual([0, 0, 1, 1]);
  });
});

describe("distances that somebody enters", () => {
  test("are followed by everything that is derived", async () => {
    const before = await uploadScan(someone, pictures());
    expect(before).toMatchObject({
      lightBox: null,
      spacing: { origin: "none", editable: true, entered: null },
    });
    expect(codes(before)).toContain("uncalibrated");
    await rereadDone(someone, before.id, { spacing });

    const after = await someone.scan(before.id);
    const [volume] = after.volumes;
    expect(after.spacing).toEqual({ origin: "entered", editable: true, entered: spacing });
    expect(codes(after)).toContain("spacing_entered");
    expect(codes(after)).not.toContain("uncalibrated");
    expect(volume).toMatchObject({
      calibrated: true,
      spacingMm: [3, 0.5, 0.25],
      shape: [3, 16, 24],
    });
    expect(volume.ijkToLps).toEqual([0.25, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1]);
    expect(volume.provenance.parameters).toEqual({ spacing });

    const slice = `/api/v1/scans/${after.id}/volumes/original/slice.png`;
    const coronal = decodePng((await someone.request(`${slice}?plane=coronal`)).bytes);
    expect(coronal.width / coronal.height).toBeCloseTo((24 * 0.25) / (3 * 3), 1);
    const axial = decodePng((await someone.request(`${slice}?plane=axial`)).bytes);
    expect([axial.width, axial.height]).toEqual([24, 32]);
    const thumbnail = await someone.request(`/api/v1/scans/${after.id}/thumbnail.png`);
    const drawn = decodePng(thumbnail.bytes);
    expect(drawn.width / drawn.height).toBeCloseTo(24 / 32, 2);

    const nifti = await someone.request(`/api/v1/scans/${after.id}/export?format=nifti`);
    // A zero has no sign.
    expect(readNifti1(nifti.bytes).ijkToLps.map((x) => x + 0)).toEqual(volume.ijkToLps);
    expect(nifti.bytes.readUInt8(123) & 7).toBe(2); // xyzt_units: mm
    const { attributes } = await someone.json<{
      attributes: {
        ome: {
          multiscales: {
            datasets: { coordinateTransformations: { scale: number[] }[] }[];
            axes: { unit?: string }[];
          }[];
        };
      };
    }>(`${volume.zarrUrl}/zarr.json`);
    const [multiscale] = attributes.ome.multiscales;
    expect(multiscale.datasets[0].coordinateTransformations[0].scale).toEqual([3, 0.5, 0.25]);
    expect(multiscale.axes.map(({ unit }) => unit)).toEqual(Array(3).fill("millimeter"));

    const voxels = await readLevel(someone, volume, "0");
    expect([voxels.at(0, 0, 0), voxels.at(2, 0, 0), voxels.at(1, 5, 3)]).toEqual([40, 80, 255]);
  });

  test("stay when the next decision is about something else, until they are taken back", async () => {
    const { id } = await uploadSheet();
    await rereadDone(someone, id, { spacing: { pixelMm: [0.5, 0.25], sliceMm: null } });
    expect((await someone.scan(id)).volumes[0]).toMatchObject({
      calibrated: true,
      spacingMm: [1, 0.5, 0.25],
    });
    await rereadDone(someone, id, { lightBox: grid, spacing });
    await rereadDone(someone, id, { lightBox: { ...grid, order: "column_major" } });
    expect((await someone.scan(id)).volumes[0].spacingMm).toEqual([3, 0.5, 0.25]);
    await rereadDone(someone, id);
    expect((await someone.scan(id)).volumes[0].spacingMm).toEqual([3, 0.5, 0.25]);

    await rereadDone(someone, id, { spacing: null });
    const scan = await someone.scan(id);
    expect(scan.spacing).toEqual({ origin: "none", editable: true, entered: null });
    expect(scan.volumes[0]).toMatchObject({ calibrated: false, spacingMm: [1, 1, 1] });
    expect(codes(scan)).toContain("uncalibrated");
    expect(scan.lightBox).toMatchObject({ state: "applied", order: "column_major" });
  });

  test("without the step of a stack keep its proportions and claim no millimetres", async () => {
    const { id } = await uploadScan(someone, pictures());
    const entered = { pixelMm: [0.5, 0.25], sliceMm: null };
    await rereadDone(someone, id, { spacing: entered });
    const scan = await someone.scan(id);
    expect(scan.spacing).toEqual({ origin: "entered", editable: true, entered });
    expect(scan.volumes[0]).toMatchObject({ calibrated: false, spacingMm: [1, 2, 1] });
    expect(codes(scan)).toContain("slice_step_unknown");
  });
});

describe("of ultrasound over time", () => {
  const beating = { frames: 3, rows: 24, columns: 32, gray: (frame: number) => 40 * frame };

  test("the pixels take a size, the third axis stays time", async () => {
    const scan = await uploadScan(someone, [dicomCine(beating)]);
    expect(scan).toMatchObject({ lightBox: null, spacing: { origin: "none", editable: true } });
    const refused = await post(scan, { kind: "reread", parameters: { spacing } });
    expect([refused.status, refused.code]).toEqual([422, "validation_failed"]);
    const entered = { pixelMm: [0.5, 0.25], sliceMm: null };
    await rereadDone(someone, scan.id, { spacing: entered });
    const after = await someone.scan(scan.id);
    expect(after.spacing).toEqual({ origin: "entered", editable: true, entered });
    expect(after.volumes[0]).toMatchObject({
      calibrated: false,
      cine: { frameMs: null, pixelsCalibrated: true },
      spacingMm: [1, 0.5, 0.25],
    });
    expect(codes(after)).toContain("cine");
  });

  test("what the scanner said of the pixels stays", async () => {
    const scan = await uploadScan(someone, [dicomCine({ ...beating, pixelMm: 0.3 })]);
    expect(scan.spacing).toEqual({ origin: "scanner", editable: false, entered: null });
  });
});

describe("what cannot be", () => {
  const series = () => dicomSeries(acquire({ ...acquisitions.axial, size: [16, 16, 6] }));

  test("what a scanner measured is not overwritten", async () => {
    const scan = await uploadScan(someone, series());
    expect(scan.spacing).toEqual({ origin: "scanner", editable: false, entered: null });
    const answer = await post(scan, { kind: "reread", parameters: { spacing } });
    expect([answer.status, answer.code]).toEqual([422, "spacing_is_measured"]);
  });

  test("a stack is no sheet of slices", async () => {
    const scan = await uploadScan(someone, series());
    const answer = await post(scan, { kind: "reread", parameters: { lightBox: grid } });
    expect([answer.status, answer.code]).toEqual([422, "not_one_picture"]);
  });

  test("one picture has no step, and the field is named", async () => {
    const scan = await uploadSheet();
    const one = { lightBox: { rows: 1, columns: 1, order: "row_major" }, spacing };
    for (const parameters of [{ spacing }, one]) {
      const answer = await post(scan, { kind: "reread", parameters });
      expect([answer.status, answer.code]).toEqual([422, "validation_failed"]);
      const [error] = answer.json<{ errors: { field: string }[] }>().errors;
      expect(error.field).toBe("parameters.spacing.sliceMm");
    }
  });

  test.each(["surface", "ingest"])("a job of kind %s is refused by name", async (kind) => {
    const answer = await post(await uploadSheet(), { kind, parameters: {} });
    expect([answer.status, answer.code]).toEqual([422, "validation_failed"]);
    expect(answer.json<{ errors: { field: string }[] }>().errors[0].field).toBe("kind");
  });

  test("numbers that JSON does not know are no JSON", async () => {
    const scan = await uploadSheet();
    for (const number of ["NaN", "Infinity", "-", "1e"]) {
      const body = `{"kind":"reread","parameters":{"spacing":{"pixelMm":[${number},1],"sliceMm":1}}}`;
      const answer = await someone.request(`/api/v1/scans/${scan.id}/jobs`, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json" },
      });
      expect(answer.status).toBe(400);
    }
    const huge = `{"kind":"reread","parameters":{"spacing":{"pixelMm":[1e999,1],"sliceMm":1}}}`;
    const answer = await someone.request(`/api/v1/scans/${scan.id}/jobs`, {
      method: "POST",
      body: huge,
      headers: { "Content-Type": "application/json" },
    });
    expect([400, 422]).toContain(answer.status);
  });

  test("another account sees neither scan nor job", async () => {
    const scan = await uploadSheet();
    const mine = await rereadDone(someone, scan.id, { lightBox: grid });
    const other = await Client.register(running.server.url);
    const jobs = `/api/v1/scans/${scan.id}/jobs`;
    const statuses = await Promise.all([
      post(scan, { kind: "reread" }, other),
      other.request(jobs),
      other.request(`/api/v1/jobs/${mine.id}`),
      other.request(`/api/v1/jobs/${mine.id}`, { method: "DELETE" }),
      other.request(`/api/v1/scans/${scan.id}/revisions/1/volumes/original/zarr/zarr.json`),
      other.request(`/api/v1/jobs/none`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(Array(6).fill(404));
  });

  test("two at once: one is taken, the others wait for a person", async () => {
    const scan = await uploadSheet();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        post(scan, { kind: "reread", parameters: { lightBox: grid } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.code).toBe("job_running");
    const taken = answers.find(({ status }) => status === 202)!.json<Job>();
    expect((await ended(someone, taken.id)).state).toBe("done");
    expect((await someone.scan(scan.id)).revision).toBe(1);
  });
});

describe("what stays", () => {
  test("id, name, tags and annotations", async () => {
    const { id } = await uploadSheet();
    await someone.request(`/api/v1/scans/${id}`, {
      method: "PATCH",
      json: { name: "Mine", tags: ["t"] },
    });
    const place = `/api/v1/scans/${id}/annotations`;
    const etag = (await someone.request(place)).headers.get("ETag")!;
    const json = { marks: [1, 2] };
    await someone.request(place, { method: "PUT", json, headers: { "If-Match": etag } });
    const original = await someone.request(`/api/v1/scans/${id}/original`);

    await rereadDone(someone, id, { lightBox: grid });
    expect(await someone.scan(id)).toMatchObject({ name: "Mine", tags: ["t"] });
    expect(await someone.json(place)).toEqual(json);
    const kept = await someone.request(`/api/v1/scans/${id}/original`);
    expect(kept.bytes.equals(original.bytes)).toBe(true);
    expect(kept.headers.get("Content-Disposition")).toContain("sheet.png");
  });

  test("pictures of several files in the order that they had", async () => {
    const { id } = await uploadScan(someone, pictures("deep/er"));
    const before = await someone.scan(id);
    await rereadDone(someone, id);
    const after = await someone.scan(id);
    expect(after.warnings).toEqual(before.warnings);
    expect(after.volumes[0].histogram).toEqual(before.volumes[0].histogram);
    await rereadDone(someone, id, { spacing });
    const voxels = await readLevel(someone, (await someone.scan(id)).volumes[0], "0");
    expect([0, 1, 2].map((k) => voxels.at(k, 0, 0))).toEqual([40, 60, 80]);
  });

  test("a volume file as it is, when nothing new is said", async () => {
    const image = sampleAlong(["R", "A", "S"], [20, 20, 20], [3, 3, 3], center);
    const scan = await uploadScan(someone, [{ path: "x.nii.gz", bytes: gzipped(nifti1(image)) }]);
    await rereadDone(someone, scan.id);
    const { volumes, revision, ...rest } = await someone.scan(scan.id);
    expect(revision).toBe(1);
    expect(scan).toMatchObject(rest);
    expect({ ...volumes[0], zarrUrl: "" }).toEqual({ ...scan.volumes[0], zarrUrl: "" });
  });
});

describe("caches", () => {
  test("keep what has a revision in its address, and ask again for what has none", async () => {
    const before = await uploadSheet();
    const [old] = before.volumes;
    const plain = `/api/v1/scans/${before.id}/volumes/original/zarr/zarr.json`;
    const changing = [
      plain,
      `/api/v1/scans/${before.id}/thumbnail.png`,
      `/api/v1/scans/${before.id}/preview.png`,
      `/api/v1/scans/${before.id}/volumes/original/slice.png`,
    ];
    const first = await Promise.all(changing.map((address) => someone.request(address)));
    const pinned = await someone.request(`${old.zarrUrl}/zarr.json`);
    expect(pinned.headers.get("Cache-Control")).toMatch(/private.*immutable/);
    for (const { status, headers } of first) {
      expect(status).toBe(200);
      expect(headers.get("Cache-Control")).toBe("private, no-cache");
    }
    const again = (etags: (string | null)[]) =>
      Promise.all(
        changing.map((address, n) =>
          someone.request(address, { headers: { "If-None-Match": etags[n]! } }),
        ),
      );
    const etags = first.map(({ headers }) => headers.get("ETag"));
    expect((await again(etags)).map(({ status }) => status)).toEqual([304, 304, 304, 304]);

    await rereadDone(someone, before.id, { lightBox: grid });
    const [volume] = (await someone.scan(before.id)).volumes;
    expect(volume.zarrUrl).not.toBe(old.zarrUrl);
    const now = await again(etags);
    expect(now.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const current = await someone.request(`${volume.zarrUrl}/zarr.json`);
    expect(now[0].bytes.equals(current.bytes)).toBe(true);
    // Whoever is still looking at the old one goes on seeing the old one.
    const stillThere = await someone.request(`${old.zarrUrl}/zarr.json`);
    expect(stillThere.bytes.equals(pinned.bytes)).toBe(true);
    expect((await readLevel(someone, old, "0")).shape).toEqual([1, 128, 128]);
  });

  test("are told that there is no such revision", async () => {
    const { id } = await uploadSheet();
    for (const revision of ["1", "-1", "00x", "99999999999999999999"]) {
      const address = `/api/v1/scans/${id}/revisions/${revision}/volumes/original/zarr/zarr.json`;
      const answer = await someone.request(address);
      expect([answer.status, answer.code]).toEqual([404, "revision_gone"]);
    }
    const nowhere = `/api/v1/scans/${id}/revisions/0/volumes/..%2F..%2Foriginal/zarr/zarr.json`;
    expect((await someone.request(nowhere)).status).toBeGreaterThanOrEqual(400);
  });
});

describe("a job", () => {
  test("is told in the events from queued to done, and its scan after it", async () => {
    const { id } = await uploadSheet();
    const stream = await EventStream.open(someone);
    const { id: jobId } = await reread(someone, id, { lightBox: grid });
    const isOurs = (event: { type: string; data: unknown }) =>
      event.type === "job" && (event.data as Job).id === jobId;
    await stream.wait((event) => isOurs(event) && (event.data as Job).state === "done");
    await stream.wait((event) => event.type === "scan" && (event.data as Scan).id === id);
    const fractions = stream.events
      .filter(isOurs)
      .map(({ data }) => (data as Job).progress.fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    await stream.close();
  });

  test("is in the list of its scan, newest first", async () => {
    const { id } = await uploadSheet();
    const first = await rereadDone(someone, id, { lightBox: grid });
    const second = await rereadDone(someone, id, { lightBox: null });
    const { items } = await someone.json<JobPage>(`/api/v1/scans/${id}/jobs`);
    expect(items).toEqual([second, first]);
  });

  test("that is cancelled leaves the scan as it was, and another may be started", async () => {
    const before = await uploadSheet();
    const { id } = await reread(someone, before.id, { lightBox: grid });
    const answer = await someone.request(`/api/v1/jobs/${id}`, { method: "DELETE" });
    expect(answer.status).toBe(204);
    expect((await job(someone, id)).state).toBe("cancelled");
    await rereadDone(someone, before.id, { spacing: { pixelMm: [1, 1], sliceMm: null } });
    const scan = await someone.scan(before.id);
    expect(scan).toMatchObject({ revision: 1, lightBox: { state: "proposed" } });
    expect((await job(someone, id)).state).toBe("cancelled");
    // One that has ended stays as it ended.
    const done = await rereadDone(someone, before.id);
    await someone.request(`/api/v1/jobs/${done.id}`, { method: "DELETE" });
    expect((await job(someone, done.id)).state).toBe("done");
  });

  test("ends with its scan when that is deleted meanwhile, and leaves nothing", async () => {
    const { id } = await uploadSheet();
    const started = await reread(someone, id, { lightBox: grid });
    await someone.request(`/api/v1/scans/${id}`, { method: "DELETE" });
    expect((await someone.request(`/api/v1/jobs/${started.id}`)).status).toBe(404);
    const { dataDir } = running.server;
    const left = () => [
      ...(existsSync(path.join(dataDir, "blobs/scans", id)) ? [id] : []),
      ...readdirSync(path.join(dataDir, "work")).filter((name) => name.startsWith(started.id)),
    ];
    for (const deadline = Date.now() + 20_000; left().length > 0 && Date.now() < deadline;)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(left()).toEqual([]);
    // And the worker goes on.
    await rereadDone(someone, (await uploadSheet()).id);
  });
});
