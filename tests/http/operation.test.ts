import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { Client } from "../harness/client";
import { openApi } from "../harness/contract";
import { binary, Server } from "../harness/server";
import { withServer } from "../harness/with_server";

const running = withServer();
const client = () => new Client(running.server.url);

test("it says once, on standard output, where it listens", () => {
  expect(running.server.standardOutput).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
});

test("it is alive and ready", async () => {
  expect((await client().request("/healthz")).status).toBe(200);
  expect((await client().request("/readyz")).status).toBe(200);
});

test("metrics are in Prometheus' format and count requests", async () => {
  await client().request("/healthz");
  const answer = await client().request("/metrics");
  const text = answer.bytes.toString();

  expect(answer.headers.get("Content-Type")).toContain("text/plain");
  expect(text).toMatch(/^# TYPE \w+ (counter|gauge|histogram)$/m);
  for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#")))
    expect(line).toMatch(/^[a-zA-Z_:][\w:]*(\{[^}]*\})? [-+\d.eE]+(NaN|Inf)?$/);
  expect(text).toMatch(/^scanetrix_\w*request\w*.* [1-9]/m);
});

test("it serves its own contract", async () => {
  const answer = await client().request("/api/openapi.json");

  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toContain("application/json");
  expect(answer.json()).toEqual(openApi);
});

test("it serves a page to read the contract", async () => {
  const answer = await client().request("/api/docs");

  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toContain("text/html");
  expect(answer.bytes.toString()).toContain("<h1>Scanetrix API</h1>");
});

test("each worker says which walls stand around its decoder", async () => {
  for (const deadline = Date.now() + 5000; !/"event":"walls/.test(running.server.log);)
    if (Date.now() > deadline) throw new Error("not a word about walls");
    else await new Promise((resolve) => setTimeout(resolve, 25));

  expect(running.server.log).toMatch(
    /"event":"walls(_missing)?","call_filter":"(yes|no)","landlock_abi":\d+,"own_root":"\w+"/,
  );
});

test("it does not link libtorch", () => {
  expect(execFileSync("ldd", [binary], { encoding: "utf8" })).not.toMatch(/torch/);
});

test("an unknown option is wrong usage and is named", () => {
  const { status, stderr } = spawnSync(binary, ["serve", "--colour", "red"], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toContain("colour");
});

test("SIGTERM with nothing to do ends it at once with 0", async () => {
  const other = await Server.start();
  const before = Date.now();
  await other.stop();
  expect(Date.now() - before).toBeLessThan(3000);
});

test("SIGTERM does not wait for idle connections and event streams", async () => {
  const other = await Server.start();
  const someone = await Client.register(other.url);
  const stream = await fetch(new URL("/api/v1/events", other.url), {
    headers: { Authorization: `Bearer ${someone.token}` },
  });
  const before = Date.now();
  await other.stop();
  expect(Date.now() - before).toBeLessThan(5000);
  await stream.text().catch(() => "");
});
