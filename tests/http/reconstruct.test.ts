import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { EventStream } from "../harness/event_stream";
import { ended, job, reconstruct, reconstructDone, reread, rereadDone } from "../harness/jobs";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { binary } from "../harness/server";
import { type Job, type Scan, type Volume } from "../harness/types";
import { type NamedFile, dicomCine, dicomSeries, newUid } from "../phantom/dicom";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel, type Voxels } from "../harness/zarr";
import { nifti1, niftiFloat, readNifti1 } from "../phantom/nifti";
import { acquire, acquireLeaning, acquisitions, type Image } from "../phantom/phantom";
import { colorStack, pngStack } from "../phantom/picture_stack";
import { pngSheet, sheet } from "../phantom/sheet";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

/** Whether the programs under test came with a network. What they must say differs; what they must do does not. */
const hasNetwork = existsSync(path.join(path.dirname(binary), "models/slicesr.safetensors"));

const slices = 12;
const factor = 4;
const thick: Image = acquire({
  ...acquisitions.oblique,
  size: [40, 36, slices],
  spacing: [1.6, 1.6, 6.4],
});
const uploadNifti = (image = thick, client = someone) =>
  uploadScan(client, [{ path: "thick.nii", bytes: nifti1(image) }]);
const volume = (scan: Scan, id: string) => {
  const found = scan.volumes.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no volume ${id} among ${scan.volumes.map((v) => v.id).join(", ")}`);
  return found;
};
const post = (scan: Scan, parameters: object, client = someone) =>
  client.request(`/api/v1/scans/${scan.id}/jobs`, { json: { kind: "reconstruct", parameters } });
const remove = (scan: Scan, id: string, client = someone) =>
  client.request(`/api/v1/scans/${scan.id}/volumes/${id}`, { method: "DELETE" });
const between = Array.from({ length: (slices - 1) * factor + 1 }, (_, k) => k).filter(
  (k) => k % factor !== 0,
);

/** Every `by`-th slice is the acquired one, bit for bit, where the acquired one lies in the patient. */
function mustKeepAcquired(truth: Image, made: Volume, voxels: Voxels, by = factor): void {
  const step = (m: readonly number[], n: number) => (n % 4 === 2 ? m[n] * by : m[n]);
  mustBeSameInWorld(truth, {
    shape: [truth.slices, made.shape[1], made.shape[2]],
    ijkToLps: made.ijkToLps.map((_, n) => step(made.ijkToLps, n)),
    value: (k, j, i) => voxels.at(k * by, j, i),
  });
}

describe("what is offered", () => {
  test("says what would come of it", async () => {
    const { reconstruction } = await uploadNifti();
    expect(reconstruction).toMatchObject({
      state: "offered",
      volume: "original",
      factor,
      reason: null,
    });
    reconstruction.spacingMm!.forEach((mm) => expect(mm).toBeCloseTo(1.6, 4));
  });

  const numbered = (image: Image): NamedFile[] => pngStack(image, 16);
  const few = acquire({ ...acquisitions.axial, size: [40, 36, 7], spacing: [1.6, 1.6, 6.4] });
  const pair = acquire({ ...acquisitions.axial, size: [40, 36, 2], spacing: [1.6, 1.6, 6.4] });
  const cubes = acquire({ ...acquisitions.axial, spacing: [2, 2, 2] });
  /** Two echoes of one series: two time points. */
  const echoes = (): NamedFile[] => {
    const seriesUid = newUid();
    const echo = (ms: string) => [{ tag: 0x00180081, vr: "DS", value: ms }];
    const series = (ms: string, firstNumber: number) =>
      dicomSeries(thick, { seriesUid, modality: "MR", firstNumber, extra: echo(ms) });
    const later = series("80", slices + 1);
    return [...series("30", 1), ...later.map((file) => ({ ...file, path: `later/${file.path}` }))];
  };
  const cases: [string, () => NamedFile[]][] = [
    ["not_needed", () => [{ path: "cubes.nii", bytes: nifti1(cubes) }]],
    ["too_few_slices", () => [{ path: "few.nii", bytes: nifti1(few) }]],
    ["too_few_slices", () => [{ path: "pair.nii", bytes: nifti1(pair) }]],
    ["uncalibrated", () => numbered(thick)],
    [
      "order_not_verified",
      () =>
        numbered(thick).map(({ bytes }, n) => ({ path: `${"abcdefghijklmn"[n]}slice.png`, bytes })),
    ],
    ["not_scalar", () => colorStack(24, 20, 9)],
    ["no_stack", () => [{ path: "sheet.png", bytes: pngSheet(sheet) }]],
    ["no_stack", () => [dicomCine({ frames: 9, rows: 16, columns: 24, gray: (k, j) => k + j })]],
    ["time_series", echoes],
  ];
  test.each(cases)("is nothing, and a job refused alike: %s", async (code, files) => {
    const scan = await uploadScan(someone, files());
    expect(scan.reconstruction).toMatchObject({
      state: "unavailable",
      volume: "original",
      factor: null,
      spacingMm: null,
      reason: { code },
    });
    const answer = await post(scan, {});
    expect([answer.status, answer.code]).toEqual([422, code]);
    expect(answer.json<{ detail: string }>().detail).toBe(scan.reconstruction.reason!.message);
    expect(await someone.scan(scan.id)).toEqual(scan);
  });

  test("comes with the spacing of pictures, once that is entered", async () => {
    const scan = await uploadScan(someone, pngStack(thick, 16));
    await rereadDone(someone, scan.id, { spacing: { pixelMm: [1.6, 1.6], sliceMm: 6.4 } });
    expect((await someone.scan(scan.id)).reconstruction).toMatchObject({
      state: "offered",
      factor,
    });
    await reconstructDone(someone, scan.id);
    const made = volume(await someone.scan(scan.id), "reconstructed");
    expect(made.provenance.parameters).toMatchObject({
      mode: "preserve",
      spacing: { sliceMm: 6.4 },
    });
    const voxels = await readLevel(someone, made, "0");
    const before = await readLevel(someone, scan.volumes[0], "0");
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < 36; j++)
        for (let i = 0; i < 40; i++)
          if (voxels.at(factor * k, j, i) !== before.at(k, j, i))
            throw new Error(`slice ${k} was changed at ${j}, ${i}`);
  });
});

describe("a reconstruction", () => {
  test("keeps every acquired slice bit for bit, in its place in the body, and says what it made", async () => {
    const before = await uploadNifti();
    const thumbnail = await someone.request(`/api/v1/scans/${before.id}/thumbnail.png`);
    const end = await reconstructDone(someone, before.id);
    expect(end).toMatchObject({ kind: "reconstruct", scanId: before.id, result: { revision: 1 } });

    const after = await someone.scan(before.id);
    const made = volume(after, "reconstructed");
    expect(made).toMatchObject({
      kind: "image",
      reconstructedFrom: "original",
      shape: [(slices - 1) * factor + 1, 36, 40],
      dtype: "int16",
      calibrated: true,
      window: before.volumes[0].window,
    });
    expect(made.histogram.counts.reduce((sum, n) => sum + n, 0)).toBe(45 * 36 * 40);
    const voxels = await readLevel(someone, made, "0");
    expect(voxels.shape).toEqual(made.shape);
    mustKeepAcquired(thick, made, voxels);
    for (const level of made.levels)
      expect((await readLevel(someone, made, level.path)).shape).toEqual(level.shape);
    expect(made.provenance.interpolatedSlices).toEqual(between);

    // Everything else is as it was; what was acquired is not even at another address.
    expect(after.volumes[0]).toEqual(before.volumes[0]);
    expect(after.reconstruction).toMatchObject({ state: "made", volume: "original", factor });
    const { volumes, reconstruction } = before;
    expect({ ...after, volumes, reconstruction }).toEqual({ ...before, revision: 1 });
    const still = await someone.request(`/api/v1/scans/${before.id}/thumbnail.png`);
    expect(still.bytes.equals(thumbnail.bytes)).toBe(true);
    expect((await readLevel(someone, after.volumes[0], "0")).shape).toEqual([slices, 36, 40]);
    const { items } = await someone.scans();
    expect(items.find(({ id }) => id === before.id)).toEqual(after);
  });

  test("says how it came about, with a network or without", async () => {
    const { id } = await uploadNifti();
    await reconstructDone(someone, id);
    const scan = await someone.scan(id);
    const { provenance } = volume(scan, "reconstructed");
    expect(provenance.how).toContain(`45 slices reconstructed from ${slices}`);
    expect(provenance.parameters).toMatchObject({
      mode: "preserve",
      factor,
      profileKnown: false,
      refineSeconds: 0,
    });
    const { method, networkRefused, modelSha256, gateGainDb } = provenance.parameters as {
      method: string;
      networkRefused: string | null;
      modelSha256: string | null;
      gateGainDb: number | null;
    };
    const ids = scan.volumes.map((each) => each.id);
    if (method === "network") {
      expect(hasNetwork).toBe(true);
      expect(networkRefused).toBeNull();
      expect(modelSha256).toMatch(/^[0-9a-f]{64}$/);
      expect(gateGainDb).toBeGreaterThanOrEqual(0.2);
      expect(provenance).toMatchObject({ model: "slicesr", version: modelSha256!.slice(0, 12) });
      expect(ids).toEqual(["original", "reconstructed", "uncertainty"]);
    } else {
      expect(["back-projection", "catmull-rom", "flow", "linear"]).toContain(method);
      expect(networkRefused).toMatch(hasNetwork ? /detail|show too little/ : /no weights/);
      expect(modelSha256).toBeNull();
      expect(provenance).not.toHaveProperty("model");
      expect(provenance).not.toHaveProperty("version");
      expect(ids).toEqual(["original", "reconstructed"]);
    }
    // It stands in the package too.
    const { attributes } = await someone.json<{ attributes: { scanetrix: object } }>(
      `${volume(scan, "reconstructed").zarrUrl}/zarr.json`,
    );
    expect(attributes.scanetrix).toMatchObject({ reconstructedFrom: "original", provenance });
  });

  test.runIf(hasNetwork)("has an uncertainty on its voxels where the network made it", async () => {
    const { id } = await uploadNifti();
    await reconstructDone(someone, id);
    const scan = await someone.scan(id);
    const made = volume(scan, "reconstructed");
    if (made.provenance.parameters!.method !== "network") return;
    const doubt = volume(scan, "uncertainty");
    expect(doubt).toMatchObject({
      kind: "uncertainty",
      uncertaintyOf: "reconstructed",
      shape: made.shape,
      ijkToLps: made.ijkToLps,
      valueUnit: made.valueUnit,
    });
    expect(doubt.valueRange[0]).toBe(0);
    const voxels = await readLevel(someone, doubt, "0");
    let most = 0;
    for (let k = 0; k < made.shape[0]; k++)
      for (let j = 0; j < 36; j++)
        for (let i = 0; i < 40; i++) {
          const value = voxels.at(k, j, i);
          if (k % factor === 0 && value !== 0) throw new Error(`acquired slice ${k} is in doubt`);
          most = Math.max(most, value);
        }
    expect(most).toBe(doubt.valueRange[1]);
    expect(most).toBeGreaterThan(0);
  });

  test("with deblur makes all slices anew, and takes the place of the one before", async () => {
    const { id } = await uploadNifti();
    await reconstructDone(someone, id);
    const first = volume(await someone.scan(id), "reconstructed");
    await reconstructDone(someone, id, { mode: "deblur", volume: "original" });
    const scan = await someone.scan(id);
    const second = volume(scan, "reconstructed");
    expect(scan.revision).toBe(2);
    expect(scan.volumes.filter(({ reconstructedFrom }) => reconstructedFrom)).toHaveLength(1);
    expect(second.provenance.parameters).toMatchObject({ mode: "deblur" });
    expect(second.provenance.interpolatedSlices).toHaveLength(45);
    expect(second.zarrUrl).not.toBe(first.zarrUrl);
    // Whoever still looks at the one before goes on seeing it.
    mustKeepAcquired(thick, first, await readLevel(someone, first, "0"));
  });

  test("takes the slices' thickness from where the scanner wrote it", async () => {
    const image = acquire({ ...acquisitions.axial, size: [40, 36, 10], spacing: [1.6, 1.6, 6.4] });
    const scan = await uploadScan(someone, dicomSeries(image));
    expect(scan.volumes[0].sliceThicknessMm).toBe(6.4);
    await reconstructDone(someone, scan.id);
    const { parameters } = volume(await someone.scan(scan.id), "reconstructed").provenance;
    expect(parameters).toMatchObject({ profileKnown: true });
    expect(parameters!.profileWidthMm).toBeCloseTo(6.4, 6);
  });

  test("is made of a leaning stack upright or as it was acquired, each where it lies", async () => {
    const truth = acquireLeaning(12);
    const { id, volumes } = await uploadScan(someone, dicomSeries(truth, { leaning: true }));
    expect(volumes.map((each) => each.id)).toEqual(["corrected", "original"]);
    await reconstructDone(someone, id);
    const upright = volume(await someone.scan(id), "reconstructed");
    expect(upright).toMatchObject({
      reconstructedFrom: "corrected",
      shape: [23, ...volumes[0].shape.slice(1)],
    });
    const [before, after] = [
      await readLevel(someone, volumes[0], "0"),
      await readLevel(someone, upright, "0"),
    ];
    for (let k = 0; k < 12; k++)
      for (let j = 0; j < before.shape[1]; j += 3)
        for (let i = 0; i < before.shape[2]; i++)
          if (after.at(2 * k, j, i) !== before.at(k, j, i))
            throw new Error(`slice ${k} was changed at ${j}, ${i}`);

    await reconstructDone(someone, id, { volume: "original" });
    const scan = await someone.scan(id);
    expect(scan.reconstruction).toMatchObject({ state: "made", volume: "original", factor: 2 });
    const leaning = volume(scan, "reconstructed");
    mustKeepAcquired(truth, leaning, await readLevel(someone, leaning, "0"), 2);
  });

  test("leaves what is no number where it was, and a constant volume constant", async () => {
    const holed = niftiFloat(thick, 1, 0);
    const at = (i: number, j: number, k: number) => 352 + 4 * (i + 40 * (j + 36 * k));
    holed.writeFloatLE(NaN, at(20, 18, 5));
    const scan = await uploadScan(someone, [{ path: "holed.nii", bytes: holed }]);
    await reconstructDone(someone, scan.id);
    const voxels = await readLevel(
      someone,
      volume(await someone.scan(scan.id), "reconstructed"),
      "0",
    );
    expect(voxels.at(5 * factor, 18, 20)).toBeNaN();
    expect(voxels.at(5 * factor, 18, 21)).not.toBeNaN();
    expect(voxels.at(1, 18, 20)).not.toBeNaN();

    for (const value of [7, NaN]) {
      const even = niftiFloat({ ...thick, voxels: thick.voxels.map(() => 0) }, 1, value);
      const plain = await uploadScan(someone, [{ path: "even.nii", bytes: even }]);
      await reconstructDone(someone, plain.id);
      const flat = await readLevel(
        someone,
        volume(await someone.scan(plain.id), "reconstructed"),
        "0",
      );
      for (let k = 0; k < 45; k++) expect(flat.at(k, k % 36, k % 40)).toBe(value);
    }
  });

  test("is drawn like any volume, and pictures say what was made", async () => {
    const image = acquire({ ...acquisitions.axial, size: [40, 36, 10], spacing: [1.6, 1.6, 6.4] });
    const { id } = await uploadNifti(image);
    await reconstructDone(someone, id);
    const slice = (query: string) =>
      someone.request(`/api/v1/scans/${id}/volumes/reconstructed/slice.png?${query}`);
    const made = (query: string) =>
      slice(query).then(({ headers }) => headers.get("Scanetrix-Interpolated"));
    expect(await made("plane=axial&index=4")).toBeNull();
    expect(await made("plane=axial&index=5")).toBe("whole");
    expect(await made("plane=coronal")).toBe("part");
    expect((await slice("plane=axial&index=37")).code).toBe("out_of_range");
  });

  test("is told in the events, from queued to done", async () => {
    const { id } = await uploadNifti();
    const stream = await EventStream.open(someone);
    const { id: jobId } = await reconstruct(someone, id);
    const ours = (event: { type: string; data: unknown }) =>
      event.type === "job" && (event.data as Job).id === jobId;
    await stream.wait((event) => ours(event) && (event.data as Job).state === "done");
    await stream.wait((event) => event.type === "scan" && (event.data as Scan).id === id);
    const jobs = stream.events.filter(ours).map(({ data }) => data as Job);
    const fractions = jobs.map(({ progress }) => progress.fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    await stream.close();
  });
});

describe("an export of it", () => {
  const exported = (id: string, format: string, of = "reconstructed") =>
    someone.request(`/api/v1/scans/${id}/export?format=${format}&volume=${of}`);
  const text = (bytes: Buffer, first: number, end: number) =>
    bytes.subarray(first, end).toString("latin1").split("\0")[0];

  test("says in name, header and extension of NIfTI that it is one, and holds its voxels", async () => {
    const { id, name } = await uploadNifti();
    await reconstructDone(someone, id);
    const made = volume(await someone.scan(id), "reconstructed");
    const { bytes, headers } = await exported(id, "nifti");
    expect(headers.get("Content-Disposition")).toContain(`${name} reconstructed.nii`);
    expect(text(bytes, 148, 228)).toContain("RECONSTRUCTED, 33 of 45 slices are not acquired");
    expect(bytes.readInt32LE(356)).toBe(6);
    const note = text(bytes, 360, bytes.readFloatLE(108));
    expect(note).toContain("reconstructed_from: original\n");
    expect(note).toContain("mode: preserve\nfactor: 4\n");
    expect(note).toContain("interpolated_slices: 1-3,5-7,9-11,");
    const file = readNifti1(bytes);
    expect(file.shape).toEqual([40, 36, 45]);
    const voxels = await readLevel(someone, made, "0");
    for (let k = 0; k < 45; k++) expect(file.valueAt(11, 7, k)).toBe(voxels.at(k, 7, 11));

    const acquired = await exported(id, "nifti", "original");
    expect(acquired.headers.get("Content-Disposition")).not.toContain("reconstructed");
    expect(text(acquired.bytes, 148, 228)).toBe("");
  });

  test("says so in NRRD by key and value", async () => {
    const { id } = await uploadNifti();
    await reconstructDone(someone, id);
    const { bytes, headers } = await exported(id, "nrrd");
    expect(headers.get("Content-Disposition")).toContain("reconstructed.nrrd");
    const [header] = bytes.toString("latin1").split("\n\n");
    expect(header).toContain("\ncontent: scanetrix: RECONSTRUCTED");
    expect(header).toContain("\nreconstructed_from:=original\n");
    expect(header).toMatch(/\nmethod:=[a-z-]+\n/);
    expect(bytes.length - header.length - 2).toBe(2 * 45 * 36 * 40);
  });
});

describe("it goes", () => {
  test("when somebody takes it away; what was acquired cannot be taken", async () => {
    const before = await uploadNifti();
    await reconstructDone(someone, before.id);
    const made = volume(await someone.scan(before.id), "reconstructed");
    const refused = await remove(before, "original");
    expect([refused.status, refused.code]).toEqual([422, "not_removable"]);
    expect((await remove(before, "reconstructed")).status).toBe(204);
    const after = await someone.scan(before.id);
    expect(after).toEqual({ ...before, revision: 2 });
    expect((await readLevel(someone, after.volumes[0], "0")).shape).toEqual([slices, 36, 40]);
    expect((await remove(before, "reconstructed")).status).toBe(404);
    expect((await remove(before, "uncertainty")).status).toBe(404);
    // For whoever is looking at it, it stays a while.
    expect((await someone.request(`${made.zarrUrl}/zarr.json`)).status).toBe(200);
    // And it can come back.
    await reconstructDone(someone, before.id);
    expect((await someone.scan(before.id)).revision).toBe(3);
  });

  test("when the scan is read again", async () => {
    const scan = await uploadScan(someone, pngStack(thick, 16));
    const entered = { spacing: { pixelMm: [1.6, 1.6], sliceMm: 6.4 } };
    await rereadDone(someone, scan.id, entered);
    await reconstructDone(someone, scan.id);
    await rereadDone(someone, scan.id, { spacing: { pixelMm: [1.6, 1.6], sliceMm: 4.8 } });
    const after = await someone.scan(scan.id);
    expect(after.volumes.map(({ id }) => id)).toEqual(["original"]);
    expect(after.reconstruction).toMatchObject({ state: "offered", factor: 3 });
  });

  test("with its scan", async () => {
    const { id } = await uploadNifti();
    await reconstructDone(someone, id);
    await someone.request(`/api/v1/scans/${id}`, { method: "DELETE" });
    expect(existsSync(path.join(running.server.dataDir, "blobs/scans", id))).toBe(false);
  });
});

describe("a job", () => {
  test("is one at a time, of whatever kind, and nothing is taken away meanwhile", async () => {
    const scan = await uploadNifti();
    await reconstructDone(someone, scan.id);
    const { id } = await reconstruct(someone, scan.id);
    const again = await post(scan, {});
    const other = await someone.request(`/api/v1/scans/${scan.id}/jobs`, {
      json: { kind: "reread", parameters: {} },
    });
    const taken = await remove(scan, "reconstructed");
    for (const answer of [again, other, taken])
      expect([answer.status, answer.code]).toEqual([409, "job_running"]);
    expect((await ended(someone, id)).state).toBe("done");
  });

  test("that is cancelled leaves the scan as it was", async () => {
    const before = await uploadNifti();
    const { id } = await reconstruct(someone, before.id);
    expect((await someone.request(`/api/v1/jobs/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await job(someone, id)).state).toBe("cancelled");
    expect(await someone.scan(before.id)).toEqual(before);
    await reconstructDone(someone, before.id);
    expect((await job(someone, id)).state).toBe("cancelled");
    expect((await someone.scan(before.id)).revision).toBe(1);
  });

  test("of a volume that is not there, or is no image, is refused by name", async () => {
    const scan = await uploadNifti();
    const none = await post(scan, { volume: "corrected" });
    expect([none.status, none.code]).toEqual([422, "validation_failed"]);
    await reconstructDone(someone, scan.id);
    const twice = await post(scan, { volume: "reconstructed" });
    expect([twice.status, twice.code]).toEqual([422, "not_acquired"]);
  });

  test("of another's scan does not exist", async () => {
    const scan = await uploadNifti();
    const stranger = await Client.register(running.server.url);
    expect((await post(scan, {}, stranger)).status).toBe(404);
    expect((await remove(scan, "reconstructed", stranger)).status).toBe(404);
  });
});

describe("a server that gives it little", () => {
  /** Not enough to load what it needs. */
  const poorest = withServer({ environment: { SCANETRIX_RECONSTRUCT_MEMORY_MB: "250" } });
  /** Just enough for that. */
  const poor = withServer({ environment: { SCANETRIX_RECONSTRUCT_MEMORY_MB: "500" } });
  const hasty = withServer({ environment: { SCANETRIX_RECONSTRUCT_TIMEOUT_S: "0" } });

  test.each([
    ["no", poorest],
    ["little", poor],
  ])("%s memory, leaves the scan as it was and says why", async (_, started) => {
    const client = await Client.register(started.server.url);
    const before = await uploadNifti(thick, client);
    const end = await ended(client, (await reconstruct(client, before.id)).id);
    expect(end.state).toBe("failed");
    expect(["too_large", "crashed", "infer_not_started"]).toContain(end.error!.code);
    expect(end.error!.detail).toMatch(/memory/);
    expect(await client.scan(before.id)).toEqual(before);
  });

  test("time, too", async () => {
    const client = await Client.register(hasty.server.url);
    const before = await uploadNifti(thick, client);
    const end = await ended(client, (await reconstruct(client, before.id)).id);
    expect(end).toMatchObject({ state: "failed", error: { code: "out_of_limits" } });
    expect(await client.scan(before.id)).toEqual(before);
  });
});

describe("a server that is set to do it by itself", () => {
  const automatic = withServer({
    environment: { SCANETRIX_RECONSTRUCT: "auto", SCANETRIX_RECONSTRUCT_REFINE_S: "1" },
  });

  test("does where it is offered, once the scan is in and when it was read again", async () => {
    const client = await Client.register(automatic.server.url);
    const { items } = await client.json<{ items: Job[] }>(
      `/api/v1/scans/${(await uploadNifti(thick, client)).id}/jobs`,
    );
    expect(items).toMatchObject([{ kind: "reconstruct" }]);
    expect((await ended(client, items[0].id)).state).toBe("done");
    const scan = await client.scan(items[0].scanId);
    expect(scan.reconstruction).toMatchObject({ state: "made" });
    const made = scan.volumes.find(({ id }) => id === "reconstructed")!;
    expect(made.provenance.parameters).toMatchObject({ refineSeconds: 1 });

    await ended(client, (await reread(client, scan.id)).id);
    const [next] = (await client.json<{ items: Job[] }>(`/api/v1/scans/${scan.id}/jobs`)).items;
    expect(next.kind).toBe("reconstruct");
    expect((await ended(client, next.id)).state).toBe("done");
    expect(await client.scan(scan.id)).toMatchObject({
      revision: 3,
      reconstruction: { state: "made" },
    });

    const fine = acquire({ ...acquisitions.axial, spacing: [2, 2, 2] });
    const cubes = await uploadNifti(fine, client);
    expect((await client.json<{ items: Job[] }>(`/api/v1/scans/${cubes.id}/jobs`)).items).toEqual(
      [],
    );
  });
});
