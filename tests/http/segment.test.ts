import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { ended, rereadDone, segmentDone } from "../harness/jobs";
import { models, writeSampleModels } from "../harness/models";
import { decodePng } from "../harness/pictures";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { temporaryFolder } from "../harness/server";
import { type Job, type Scan, type Volume } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomCine, dicomSeries } from "../phantom/dicom";
import { transform } from "../phantom/geometry";
import { nifti1, readNifti1 } from "../phantom/nifti";
import { acquire, acquisitions, air, blocks } from "../phantom/phantom";
import { pngSheet, sheet } from "../phantom/sheet";

const running = withServer();
let folder: string;
let someone: Client;
beforeAll(async () => {
  folder = temporaryFolder();
  writeSampleModels(folder);
  someone = await Client.register(running.server.url);
  for (const name of ["exact", "bright", "image"]) {
    const file = path.join(folder, `${name}.ts`);
    const { status, stderr } = models("install", file, "--data-dir", running.server.dataDir);
    if (status !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const image = acquire(acquisitions.oblique);
const upload = () => uploadScan(someone, [{ path: "oblique.nii", bytes: nifti1(image) }]);
const load = (scan: Scan) => someone.json<Scan>(`/api/v1/scans/${scan.id}`);
const volumeOf = (scan: Scan, id: string): Volume => {
  const found = scan.volumes.find((volume) => volume.id === id);
  if (!found) throw new Error(`no volume ${id} among ${scan.volumes.map((v) => v.id).join(", ")}`);
  return found;
};
const post = (scan: Scan, parameters: object, client = someone) =>
  client.request(`/api/v1/scans/${scan.id}/jobs`, { json: { kind: "segment", parameters } });

describe("a model run on a scan", () => {
  let before: Scan;
  let scan: Scan;
  beforeAll(async () => {
    before = await upload();
    const done = await segmentDone(someone, before.id, { model: "exact" });
    expect(done).toMatchObject({ kind: "segment", state: "done", progress: { fraction: 1 } });
    scan = await load(before);
  });

  test("makes labels on the scan's own voxels, with names, colours and where they come from", () => {
    const [original] = scan.volumes;
    const labels = volumeOf(scan, "model-exact");
    expect(labels).toMatchObject({
      kind: "labels",
      name: "Exact",
      labelsOf: "original",
      labels: [{ value: 1, name: "bright", algorithm: "AUTOMATIC" }],
      provenance: { model: "Exact", version: "0.2.0", parameters: { modelId: "exact" } },
    });
    expect(labels.ijkToLps).toEqual(original.ijkToLps);
    expect(labels.shape).toEqual(original.shape);
    expect(scan.revision).toBe(before.revision + 1);
    expect(original.zarrUrl).toBe(before.volumes[0].zarrUrl);
  });

  test("has each label where it belongs in the body", async () => {
    const labels = volumeOf(scan, "model-exact");
    const level = await readLevel(someone, labels, "0");
    const truth = { ...image, voxels: image.voxels.map((value) => (value > 50 ? 1 : 0)) };
    mustBeSameInWorld(truth, { ...labels, value: (k, j, i) => level.at(k, j, i) });
  });

  test("is drawn in its colours and goes out as NIfTI", async () => {
    const base = `/api/v1/scans/${scan.id}`;
    const { bytes } = await someone.request(
      `${base}/volumes/model-exact/slice.png?plane=axial&index=20`,
    );
    expect(decodePng(bytes).width).toBeGreaterThan(1);
    const file = await someone.request(`${base}/export?format=nifti&volume=model-exact`);
    const { valueAt } = readNifti1(file.bytes);
    const values = new Set<number>();
    for (let i = 0; i < image.columns; i++)
      for (let j = 0; j < image.rows; j++)
        for (let k = 0; k < image.slices; k++) values.add(valueAt(i, j, k));
    expect([...values].sort()).toEqual([0, 1]);
  });

  test("again replaces its labels, and another model's stand beside them", async () => {
    await segmentDone(someone, scan.id, { model: "bright-things", volume: "original" });
    await segmentDone(someone, scan.id, { model: "exact" });
    const ids = (await load(scan)).volumes.map(({ id }) => id);
    expect(ids.sort()).toEqual(["model-bright-things", "model-exact", "original"]);
  });

  test("on another lattice still says of each place in the body what lies there", async () => {
    await segmentDone(someone, scan.id, { model: "bright-things" });
    const labels = volumeOf(await load(scan), "model-bright-things");
    const level = await readLevel(someone, labels, "0");
    const [depth, height, width] = labels.shape;
    let seen = 0;
    for (let k = 0; k < depth; k++)
      for (let j = 0; j < height; j++)
        for (let i = 0; i < width; i++) {
          const place = transform(labels.ijkToLps, [i, j, k]);
          for (const { at } of Object.values(blocks)) {
            const off = Math.max(...place.map((x, axis) => Math.abs(x - at[axis])));
            // The middle of a block, and well outside of one.
            if (off < 1.5) expect(level.at(k, j, i), `[${k}, ${j}, ${i}]`).toBe(1);
            if (off < 1.5) seen += 1;
          }
          const away = Object.values(blocks).every(({ at }) =>
            place.some((x, axis) => Math.abs(x - at[axis]) > 12),
          );
          if (away) expect(level.at(k, j, i), `[${k}, ${j}, ${i}]`).toBe(0);
        }
    expect(seen).toBeGreaterThan(6);
  });

  test("its labels can be taken away again; what was acquired cannot", async () => {
    const remove = (id: string) =>
      someone.request(`/api/v1/scans/${scan.id}/volumes/${id}`, { method: "DELETE" });
    expect((await remove("model-exact")).status).toBe(204);
    expect((await load(scan)).volumes.map(({ id }) => id)).not.toContain("model-exact");
    expect((await remove("model-exact")).status).toBe(404);
    expect((await remove("original")).status).toBe(422);
  });

  test("goes when the scan is read again", async () => {
    await rereadDone(someone, scan.id);
    expect((await load(scan)).volumes.map(({ id }) => id)).toEqual(["original"]);
  });
});

test("a network that makes an image makes one more volume, which says what made it", async () => {
  const scan = await upload();
  await segmentDone(someone, scan.id, { model: "twice" });
  const made = volumeOf(await load(scan), "model-twice");
  expect(made).toMatchObject({ kind: "image", dtype: "float32", provenance: { model: "Twice" } });
  const level = await readLevel(someone, made, "0");
  const truth = { ...image, voxels: Float32Array.from(image.voxels, (value) => 2 * value + 1) };
  mustBeSameInWorld(
    truth as never,
    { ...made, value: (k, j, i) => level.at(k, j, i) },
    {
      tolerance: 0.01 * Math.abs(air),
    },
  );
});

describe("what cannot be run is refused", () => {
  test("a model or a volume that is not there, and fields that are none", async () => {
    const scan = await upload();
    const codes = async (parameters: object) => {
      const answer = await post(scan, parameters);
      expect(answer.status).toBe(422);
      const { errors } = answer.json<{ errors?: { field: string }[] }>();
      return errors?.map(({ field }) => field);
    };
    expect(await codes({ model: "nobody" })).toEqual(["parameters.model"]);
    expect(await codes({ model: "slicesr" })).toEqual(["parameters.model"]);
    expect(await codes({ model: "../exact" })).toEqual(["parameters.model"]);
    expect(await codes({})).toEqual(["parameters.model"]);
    expect(await codes({ model: "exact", volume: "labels-1" })).toEqual(["parameters.volume"]);
    expect(await codes({ model: "exact", speed: 3 })).toEqual(["parameters.speed"]);
  });

  test("a scan that does not suit, with the reason's code", async () => {
    const code = async (scan: Scan, model = "bright-things") => {
      const answer = await post(scan, { model });
      expect(answer.status).toBe(422);
      return answer.json<{ code: string }>().code;
    };
    const pictures = await uploadScan(someone, [{ path: "sheet.png", bytes: pngSheet(sheet) }]);
    expect(await code(pictures)).toBe("uncalibrated");
    const gray = (frame: number, row: number, column: number) => 7 * frame + row + column;
    const cine = dicomCine({ frames: 4, rows: 24, columns: 32, gray });
    expect(await code(await uploadScan(someone, [cine]))).toBe("time_series");
  });

  test("another account's scan is not there", async () => {
    const stranger = await Client.register(running.server.url);
    expect((await post(await upload(), { model: "exact" }, stranger)).status).toBe(404);
  });

  test("a model that was removed in the meantime fails the job by name, and the scan stays", async () => {
    const scan = await uploadScan(someone, dicomSeries(image));
    const { dataDir } = running.server;
    rmSync(path.join(dataDir, "models/exact/model.ts"));
    const { id } = (await post(scan, { model: "exact" })).json<Job>();
    const end = await ended(someone, id);
    expect(end.state).toBe("failed");
    expect((await load(scan)).volumes.map((volume) => volume.id)).toEqual(["original"]);
  });
});
