import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Client, password } from "../harness/client";
import { uploadForm, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { acquire, acquisitions } from "../phantom/phantom";

const running = withServer();
const patient = { patientName: "Quetzalcoatl^Wilhelmina", patientId: "PATIENT-77-31415" };

test("nothing of the patient reaches the log, the answers or another file's name", async () => {
  const someone = await Client.register(running.server.url);
  const files = dicomSeries(acquire(acquisitions.axial), patient);
  const scan = await uploadScan(someone, files);
  // A broken one too: what is said about it must not quote it.
  const broken = files.map(({ path, bytes }) => ({ path, bytes: bytes.subarray(0, 900) }));
  const upload = await uploadForm(someone, broken);
  await someone.request(`/api/v1/scans?query=${patient.patientId}`);

  const told = JSON.stringify([scan, await someone.scans(), upload]);
  for (const secret of [/quetzalcoatl/i, /wilhelmina/i, /PATIENT-77/]) {
    expect(told).not.toMatch(secret);
    expect(running.server.log).not.toMatch(secret);
  }
});

test("passwords, tokens and addresses do not reach the log", async () => {
  const someone = await Client.register(running.server.url);
  const json = { email: someone.session!.user.email, password: "a wrong password 123" };
  await someone.request("/api/v1/auth/login", { json });
  await someone.request("/api/v1/auth/refresh", {
    method: "POST",
    headers: { Cookie: someone.cookie! },
  });

  const secrets = [
    password,
    json.password,
    json.email,
    someone.token!,
    someone.cookie!.split("=")[1],
  ];
  for (const secret of secrets) expect(running.server.log).not.toContain(secret);
});

test("passwords and refresh tokens are kept as hashes", async () => {
  const someone = await Client.register(running.server.url);
  const files = readdirSync(running.server.dataDir, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(running.server.dataDir, name))
    .filter((name) => statSync(name).isFile());
  const token = someone.cookie!.split("=")[1];

  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const bytes = readFileSync(file);
    expect(bytes.includes(password), file).toBe(false);
    expect(bytes.includes(token), file).toBe(false);
  }
});

test("errors tell no path of this machine", async () => {
  const someone = await Client.register(running.server.url);
  for (const url of [
    "/api/v1/scans/nothing",
    "/api/v1/nothing",
    "/nothing.js",
    "/api/v1/scans?sort=no",
  ])
    expect((await someone.request(url)).bytes.toString()).not.toContain(running.server.dataDir);
});
