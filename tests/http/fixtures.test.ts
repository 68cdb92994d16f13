import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contractFolder } from "../harness/contract";
import { ended } from "../harness/jobs";
import { models, writeSampleModels } from "../harness/models";
import { temporaryFolder } from "../harness/server";
import { type Job } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { center } from "../phantom/phantom";
import { pngSheet, sheet } from "../phantom/sheet";

const running = withServer();
let someone: Client;
let scanPath = "";
let sheetPath = "";
let stackPath = "";

beforeAll(async () => {
  someone = await Client.register(running.server.url);
  const small = sampleAlong(["L", "P", "S"], [8, 8, 8], [2, 2, 2], center);
  const scan = await uploadScan(someone, [{ path: "small.nii", bytes: nifti1(small) }]);
  scanPath = `/api/v1/scans/${scan.id}`;
  const picture = await uploadScan(someone, [{ path: "sheet.png", bytes: pngSheet(sheet) }]);
  sheetPath = `/api/v1/scans/${picture.id}`;
  const thick = sampleAlong(["L", "P", "S"], [16, 16, 12], [2, 2, 6], center);
  const stack = await uploadScan(someone, [{ path: "thick.nii", bytes: nifti1(thick) }]);
  stackPath = `/api/v1/scans/${stack.id}`;
  const folder = temporaryFolder();
  writeSampleModels(folder);
  const model = path.join(folder, "exact.ts");
  const { status, stderr } = models("install", model, "--data-dir", running.server.dataDir);
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
});

/** Where bodies of a schema are sent. */
const routes: Record<string, { path: () => string; method: string; needsMatch?: boolean }> = {
  "register-request": { path: () => "/api/v1/auth/register", method: "POST" },
  "upload-request": { path: () => "/api/v1/uploads", method: "POST" },
  "scan-patch": { path: () => scanPath, method: "PATCH" },
  "job-request": { path: () => `${sheetPath}/jobs`, method: "POST" },
  "job-request.reconstruct": { path: () => `${stackPath}/jobs`, method: "POST" },
  "job-request.segment": { path: () => `${stackPath}/jobs`, method: "POST" },
  annotations: { path: () => `${scanPath}/annotations`, method: "PUT", needsMatch: true },
};

const cases = (kind: "ok" | "bad") =>
  readdirSync(path.join(contractFolder, "fixtures", kind))
    .map((file) => {
      const [schema, name] = file.split(".");
      return { file, route: routes[`${schema}.${name.split("-")[0]}`] ?? routes[schema] };
    })
    .filter((fixture) => fixture.route !== undefined)
    .map(({ file, route }) => ({
      file,
      route: route,
      json: JSON.parse(
        readFileSync(path.join(contractFolder, "fixtures", kind, file), "utf8"),
      ) as unknown,
    }));

const etagOf = async (path: string) => (await someone.request(path)).headers.get("ETag")!;

describe("the server takes good requests", () => {
  test.each(cases("ok"))("$file", async ({ route, json }) => {
    const headers: Record<string, string> = route.needsMatch
      ? { "If-Match": await etagOf(route.path()) }
      : {};
    const answer = await someone.request(route.path(), { method: route.method, json, headers });
    expect(answer.status, String(answer.bytes)).toBeLessThan(300);
    // One job at a time.
    if (answer.status === 202 && route.path().endsWith("/jobs"))
      await ended(someone, answer.json<Job>().id);
  });
});

describe("the server refuses bad ones", () => {
  test.each(cases("bad"))("$file", async ({ route, json }) => {
    const answer = await someone.request(route.path(), { method: route.method, json });
    // What is not even an object has no field that could be named.
    const isObject = typeof json === "object" && !Array.isArray(json);
    expect(answer.status, String(answer.bytes)).toBe(isObject ? 422 : 400);
    const codes = isObject ? ["validation_failed", "weak_password"] : ["bad_request"];
    expect(codes).toContain(answer.code);
  });
});

test.each([
  "login-request.missing-email",
  "login-request.missing-password",
  "login-request.password-number",
])("login refuses %s", async (name) => {
  const json = JSON.parse(
    readFileSync(path.join(contractFolder, "fixtures/bad", `${name}.json`), "utf8"),
  ) as unknown;
  expect((await someone.request("/api/v1/auth/login", { json })).status).toBe(422);
});

test.each(["", "{", "null", "[1, 2", '{"email": "a@b.c"} rest', "\u0000", "[".repeat(10_000)])(
  "a body that is not JSON (%j) is refused, not a fault",
  async (body) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await someone.request("/api/v1/auth/login", { method: "POST", body, headers });
    expect([answer.status, answer.code]).toEqual([400, "bad_request"]);
  },
);

test("the field at fault is named", async () => {
  const json = { email: "not an address", password: "a long enough password", name: "Someone" };
  const answer = await someone.request("/api/v1/auth/register", { json });

  expect(answer.json<{ errors: { field: string; message: string }[] }>().errors).toEqual([
    { field: "email", message: expect.stringMatching(/\.$/) as string },
  ]);
});

test("JSON under another content type is 415", async () => {
  const headers = { "Content-Type": "text/plain" };
  const answer = await someone.request("/api/v1/uploads", { method: "POST", body: "{}", headers });
  expect([answer.status, answer.code]).toEqual([415, "unsupported_media_type"]);
});
