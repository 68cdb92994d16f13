import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { center } from "../phantom/phantom";

const running = withServer();
let someone: Client;
let url = "";

beforeAll(async () => {
  someone = await Client.register(running.server.url);
  const image = sampleAlong(["L", "P", "S"], [8, 8, 8], [2, 2, 2], center);
  const scan = await uploadScan(someone, [{ path: "small.nii", bytes: nifti1(image) }]);
  url = scan.annotationsUrl;
});

const put = (json: unknown, etag: string) =>
  someone.request(url, { method: "PUT", json, headers: { "If-Match": etag } });
const etagNow = async () => (await someone.request(url)).headers.get("ETag")!;

test("they are empty at first, and kept as they were put", async () => {
  const before = await someone.request(url);
  expect(before.json()).toEqual({});

  const document = {
    measurements: [{ id: "m1", mm: 21.1, note: "größer als 2 cm" }],
    viewpoints: [],
  };
  const answer = await put(document, before.headers.get("ETag")!);
  expect(answer.status).toBe(200);
  const after = await someone.request(url);
  expect(after.json()).toEqual(document);
  expect(after.headers.get("ETag")).toBe(answer.headers.get("ETag"));
  expect(after.headers.get("ETag")).not.toBe(before.headers.get("ETag"));
});

test("a lost update is refused and changes nothing", async () => {
  const etag = await etagNow();
  expect((await put({ by: "first" }, etag)).status).toBe(200);

  const late = await put({ by: "second" }, etag);
  expect([late.status, late.code]).toEqual([412, "version_conflict"]);
  expect((await someone.request(url)).json()).toEqual({ by: "first" });
});

test("of two at the same moment one wins and the other hears it", async () => {
  const etag = await etagNow();
  const answers = await Promise.all([1, 2, 3, 4].map((by) => put({ by }, etag)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
});

test("a put that does not say what it replaces is refused", async () => {
  const answer = await someone.request(url, { method: "PUT", json: {} });
  expect([answer.status, answer.code]).toEqual([428, "precondition_required"]);
});

test("a document that is too large is 413", async () => {
  const answer = await put({ note: "x".repeat(3 << 20) }, await etagNow());
  expect([answer.status, answer.code]).toEqual([413, "payload_too_large"]);
});
