import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { EventStream, type ServerEvent } from "../harness/event_stream";
import { type Upload } from "../harness/types";
import { finished, formOf } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center } from "../phantom/phantom";

const running = withServer();
let someone: Client;
let stranger: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
  stranger = await Client.register(running.server.url);
});

const series = dicomSeries(acquire(acquisitions.axial));
const small = nifti1(sampleAlong(["L", "P", "S"], [8, 8, 8], [2, 2, 2], center));
const isScan = (id: string) => (event: ServerEvent) =>
  event.type === "scan" && (event.data as { id: string }).id === id;

test("an upload can be watched to its end; progress never goes back", async () => {
  const stream = await EventStream.open(someone);
  expect(stream.contentType).toContain("text/event-stream");
  const { id } = await someone.json<Upload>("/api/v1/uploads", { body: formOf(series) });
  await stream.wait(({ data }) => (data as Upload).id === id && (data as Upload).state === "done");

  const seen = stream.uploadsOf(id);
  // While it is open the fraction is of the bytes that have come; from then on it is of the work.
  const [open, taken] = [true, false].map((isOpen) =>
    seen.filter(({ state }) => (state === "open") === isOpen).map((u) => u.progress.fraction),
  ) as [number[], number[]];
  for (const fractions of [open, taken])
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(seen.at(-1)).toEqual(await someone.upload(id));
  await stream.wait(isScan(seen.at(-1)!.scans[0]));
  await stream.close();
});

test("renaming and deleting a scan is told", async () => {
  const { id: uploadId } = await someone.json<Upload>("/api/v1/uploads", {
    body: formOf([{ path: "s.nii", bytes: small }]),
  });
  const [id] = (await finished(someone, uploadId)).scans as [string];
  const stream = await EventStream.open(someone);

  await someone.request(`/api/v1/scans/${id}`, { method: "PATCH", json: { name: "New name" } });
  await stream.wait(
    (event) => isScan(id)(event) && (event.data as { name: string }).name === "New name",
  );
  await someone.request(`/api/v1/scans/${id}`, { method: "DELETE" });
  await stream.wait(
    (event) => isScan(id)(event) && (event.data as { deleted?: true }).deleted === true,
  );
  await stream.close();
});

test("nobody hears of another's uploads", async () => {
  const stream = await EventStream.open(stranger);
  const { id } = await someone.json<Upload>("/api/v1/uploads", {
    body: formOf([{ path: "s.nii", bytes: small }]),
  });
  await finished(someone, id);
  // Something of the stranger's own, which comes after whatever would have leaked.
  const own = await stranger.json<Upload>("/api/v1/uploads", { json: { name: "own" } });
  await stream.wait(({ data }) => (data as Upload).id === own.id);

  expect(stream.uploadsOf(id)).toEqual([]);
  await stream.close();
});

test("after a break, what was missed is told from the last id on", async () => {
  const first = await EventStream.open(someone);
  const before = await someone.json<Upload>("/api/v1/uploads", {
    json: { name: "before the break" },
  });
  const { id: lastId } = await first.wait(({ data }) => (data as Upload).id === before.id);
  await first.close();
  const missed = await someone.json<Upload>("/api/v1/uploads", { json: { name: "in the break" } });

  const second = await EventStream.open(someone, lastId);
  await second.wait(({ data }) => (data as Upload).id === missed.id);
  expect(second.uploadsOf(before.id)).toEqual([]);
  await second.close();
});

test("many listeners at once each hear it", async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => EventStream.open(someone)));
  const upload = await someone.json<Upload>("/api/v1/uploads", { json: { name: "for all" } });
  await Promise.all(
    streams.map((stream) => stream.wait(({ data }) => (data as Upload).id === upload.id)),
  );
  await Promise.all(streams.map((stream) => stream.close()));
});
