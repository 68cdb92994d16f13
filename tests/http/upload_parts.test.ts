import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { RawConnection } from "../harness/raw_http";
import { type Upload } from "../harness/types";
import { filePath, finished, promise, put } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { acquire, acquisitions } from "../phantom/phantom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const series = dicomSeries(acquire(acquisitions.axial)).map((file) => ({
  ...file,
  path: `Ordner/ct 100%/Schädel #1/${file.path}`,
}));
const complete = (id: string) =>
  someone.request(`/api/v1/uploads/${id}/complete`, { method: "POST" });
const files = (...names: string[]) =>
  names.map((path) => ({ path, bytes: Buffer.from(`the bytes of ${path}`) }));

test("a promise is an open upload that misses everything", async () => {
  const answer = await someone.request("/api/v1/uploads", {
    json: {
      name: "CT of today",
      files: [
        { path: "b.dcm", size: 7 },
        { path: "a.dcm", size: 5 },
      ],
    },
  });

  expect(answer.status).toBe(201);
  expect(answer.json<Upload>()).toMatchObject({
    name: "CT of today",
    state: "open",
    missing: ["b.dcm", "a.dcm"],
    files: { expected: 2, received: 0, expectedBytes: 12, receivedBytes: 0 },
  });
});

test("files go up in parallel, in any order, and become a scan", async () => {
  const upload = await promise(someone, series, "In parts");
  const statuses = await Promise.all(
    [...series].reverse().map((file) => put(someone, upload.id, file)),
  );
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect((await someone.upload(upload.id)).missing).toEqual([]);

  expect((await complete(upload.id)).status).toBe(202);
  const done = await finished(someone, upload.id);
  expect(done).toMatchObject({ state: "done", refused: [], name: "In parts" });
  expect(done.missing).toBeUndefined();
  expect((await someone.scan(done.scans[0])).source.fileCount).toBe(series.length);
});

test("missing shrinks as files arrive, and counts add up", async () => {
  const [one, two] = files("one", "folder/two") as [never, never];
  const upload = await promise(someone, [one, two]);
  await put(someone, upload.id, two);

  expect(await someone.upload(upload.id)).toMatchObject({
    missing: ["one"],
    files: { expected: 2, received: 1, receivedBytes: "the bytes of folder/two".length },
  });
});

test("the same bytes again are fine and counted once", async () => {
  const [file] = files("again") as [never];
  const upload = await promise(someone, [file]);

  expect(await put(someone, upload.id, file)).toBe(204);
  expect(await put(someone, upload.id, file)).toBe(204);
  expect((await someone.upload(upload.id)).files).toMatchObject({ expected: 1, received: 1 });
});

test("the same file twice at once is fine", async () => {
  const [file] = files("twice at once") as [never];
  const upload = await promise(someone, [file]);

  const statuses = await Promise.all([1, 2, 3].map(() => put(someone, upload.id, file)));
  expect(statuses).toEqual([204, 204, 204]);
});

describe("bytes that are not the promised ones", () => {
  test.each([-1, +1])("%i too many or few: size_mismatch, still missing", async (difference) => {
    const bytes = Buffer.alloc(1000, 7);
    const json = { files: [{ path: "x", size: bytes.length + difference }] };
    const upload = await someone.json<Upload>("/api/v1/uploads", { json });

    const answer = await someone.request(filePath(upload.id, "x"), { method: "PUT", body: bytes });
    expect([answer.status, answer.code]).toEqual([409, "size_mismatch"]);
    expect((await someone.upload(upload.id)).missing).toEqual(["x"]);
  });

  test("another SHA-256: checksum_mismatch, still missing; then the right ones are taken", async () => {
    const right = Buffer.from("right bytes");
    const sha256 = createHash("sha256").update(right).digest("hex");
    const json = { files: [{ path: "x", size: right.length, sha256 }] };
    const upload = await someone.json<Upload>("/api/v1/uploads", { json });

    const wrong = { method: "PUT", body: Buffer.from("wrong bytes") };
    const answer = await someone.request(filePath(upload.id, "x"), wrong);
    expect([answer.status, answer.code]).toEqual([422, "checksum_mismatch"]);
    expect((await someone.upload(upload.id)).missing).toEqual(["x"]);
    expect(await put(someone, upload.id, { path: "x", bytes: right })).toBe(204);
  });
});

test("a connection that breaks leaves the file missing, and it can be sent again", async () => {
  const bytes = Buffer.alloc(200_000, 3);
  const upload = await promise(someone, [{ path: "broken.dcm", bytes }]);
  const connection = await RawConnection.open(someone.url);
  connection.send(
    `PUT ${filePath(upload.id, "broken.dcm")} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${someone.token}\r\n` +
      `Content-Length: ${bytes.length}\r\n\r\n`,
  );
  connection.send(bytes.subarray(0, 100_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  connection.close();

  expect((await someone.upload(upload.id)).missing).toEqual(["broken.dcm"]);
  expect(await put(someone, upload.id, { path: "broken.dcm", bytes })).toBe(204);
  expect((await someone.upload(upload.id)).missing).toEqual([]);
});

test("a body without a length (chunked) is taken", async () => {
  const bytes = Buffer.alloc(150_000, 9);
  const upload = await promise(someone, [{ path: "chunked", bytes }]);
  const body = new Blob([bytes]).stream();
  const init = {
    method: "PUT",
    body,
    duplex: "half",
    headers: { Authorization: `Bearer ${someone.token}` },
  };
  const answer = await fetch(new URL(filePath(upload.id, "chunked"), someone.url), init);

  expect(answer.status).toBe(204);
  expect((await someone.upload(upload.id)).files.receivedBytes).toBe(bytes.length);
});

test("complete while something is missing is 409 and says what", async () => {
  const [one, two] = files("one", "two") as [never, never];
  const upload = await promise(someone, [one, two]);
  await put(someone, upload.id, one);

  const answer = await complete(upload.id);
  expect([answer.status, answer.code]).toEqual([409, "files_missing"]);
  expect(answer.json<{ missing: string[] }>().missing).toEqual(["two"]);
  expect((await someone.upload(upload.id)).state).toBe("open");
});

test("a complete upload takes no more files", async () => {
  const [file] = files("note.txt") as [never];
  const upload = await promise(someone, [file]);
  await put(someone, upload.id, file);
  await complete(upload.id);

  const answer = await someone.request(filePath(upload.id, "note.txt"), {
    method: "PUT",
    body: "more",
  });
  expect([answer.status, answer.code]).toEqual([409, "upload_closed"]);
  await finished(someone, upload.id);
});

test("two files of one path are refused", async () => {
  const json = {
    files: [
      { path: "a", size: 1 },
      { path: "a", size: 2 },
    ],
  };
  expect((await someone.request("/api/v1/uploads", { json })).code).toBe("validation_failed");
});

test.each(["../up", "a/../../up", "%2e%2e/up", "..%2fup"])(
  "an unsafe path in the address (%s) touches nothing",
  async (path) => {
    const upload = await promise(someone, files("one"));
    const connection = await RawConnection.open(someone.url);
    connection.send(
      `PUT /api/v1/uploads/${upload.id}/files/${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: Bearer ${someone.token}\r\nContent-Length: 4\r\n\r\nevil`,
    );
    await connection.waitForClose(5000);
    expect(connection.text).toMatch(/^HTTP\/1\.1 4\d\d /);
    connection.close();
  },
);

test("cancelling removes it; its files are not taken any more", async () => {
  const [file] = files("one") as [never];
  const upload = await promise(someone, [file]);

  const answer = await someone.request(`/api/v1/uploads/${upload.id}`, { method: "DELETE" });
  expect(answer.status).toBe(204);
  expect((await someone.request(`/api/v1/uploads/${upload.id}`)).status).toBe(404);
  expect(await put(someone, upload.id, file)).toBe(404);
});

test("forgetting a finished upload keeps its scans", async () => {
  const upload = await promise(someone, series);
  await Promise.all(series.map((file) => put(someone, upload.id, file)));
  await complete(upload.id);
  const done = await finished(someone, upload.id);
  await someone.request(`/api/v1/uploads/${upload.id}`, { method: "DELETE" });

  expect((await someone.request(`/api/v1/uploads/${upload.id}`)).status).toBe(404);
  expect((await someone.scan(done.scans[0])).state).toBe("ready");
});

test("the list is newest first, by state, in pages", async () => {
  const other = await Client.register(running.server.url);
  const made: string[] = [];
  for (const name of ["first", "second", "third"]) made.push((await promise(other, [], name)).id);
  const first = await other.uploads("?state=open&limit=2");
  const second = await other.uploads(
    `?state=open&limit=2&cursor=${encodeURIComponent(first.nextCursor!)}`,
  );

  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.reverse());
  expect(second.nextCursor).toBeNull();
  expect((await other.uploads("?state=done,failed")).items).toEqual([]);
  expect((await other.request("/api/v1/uploads?state=lost")).code).toBe("validation_failed");
});
