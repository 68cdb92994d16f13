import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { RawConnection, sendRaw } from "../harness/raw_http";
import { withServer } from "../harness/with_server";

const running = withServer();
let someone: Client;
let slowHeader: RawConnection;
let slowBody: RawConnection;
let slowStart = 0;

const url = () => running.server.url;
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);
const isWell = async () => (await new Client(url()).request("/healthz")).status === 200;

/** How long a client may be silent in the middle of a request. */
const patienceMs = 40_000;

beforeAll(async () => {
  someone = await Client.register(url());
  // Started first and looked at last, so that the waiting costs no time of its own.
  slowStart = Date.now();
  slowHeader = await RawConnection.open(url());
  slowHeader.send("GET /healthz HTTP/1.1\r\nHost:");
  slowBody = await RawConnection.open(url());
  slowBody.send(
    "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
  );
});

describe("what is not HTTP is answered with 400 or closed, and hurts nobody", () => {
  test.each([
    ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
    ["zeros", "\0".repeat(1000)],
    ["no version", "GET /\r\n\r\n"],
    ["an odd version", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
    ["an odd method", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a header without a colon", "GET / HTTP/1.1\r\nHost x\r\n\r\n"],
    [
      "a negative length",
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    ],
    [
      "two lengths",
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ],
    [
      "a length and chunks",
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "chunks that lie",
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello",
    ],
  ])("%s", async (_, request) => {
    const status = statusOf(await sendRaw(url(), Buffer.from(request, "latin1")));
    expect(status === 0 || (status >= 400 && status < 500), `status ${status}`).toBe(true);
    expect(await isWell()).toBe(true);
  });
});

test("headers over the limit are refused, not swallowed", async () => {
  const header = `X-Long: ${"x".repeat(200_000)}\r\n`;
  const text = await sendRaw(url(), `GET /healthz HTTP/1.1\r\nHost: x\r\n${header}\r\n`);
  expect([0, 400, 413, 431]).toContain(statusOf(text));
  expect(await isWell()).toBe(true);
});

test("an endless address is refused", async () => {
  const text = await sendRaw(url(), `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect([0, 400, 404, 414, 431]).toContain(statusOf(text));
  expect(await isWell()).toBe(true);
});

test.each(["/api/v1/auth/login", "/api/v1/auth/register", "/api/v1/uploads"])(
  "a JSON body over the limit is 413 at %s",
  async (path) => {
    const answer = await someone.request(path, { json: { email: "x".repeat(40 << 20) } });
    expect([answer.status, answer.code]).toEqual([413, "payload_too_large"]);
  },
);

test("a length that is promised too large is refused before the bytes come", async () => {
  const connection = await RawConnection.open(url());
  connection.send(
    "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
  );
  expect(await connection.waitFor(/^HTTP\/1\.1 413 /, 3000)).toBe(true);
  connection.close();
});

test("an upload without an account is refused before its bytes come", async () => {
  const connection = await RawConnection.open(url());
  connection.send(
    "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999999\r\n\r\n",
  );
  expect(await connection.waitFor(/^HTTP\/1\.1 401 /, 3000)).toBe(true);
  connection.close();
});

test("a client that asks first (Expect: 100-continue, as curl does) is told to go on", async () => {
  const connection = await RawConnection.open(url());
  const body =
    '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n';
  connection.send(
    `POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${someone.token}\r\nExpect: 100-continue\r\n` +
      `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  expect(await connection.waitFor(/^HTTP\/1\.1 100 /, 3000)).toBe(true);
  connection.send(body);
  expect(await connection.waitFor(/HTTP\/1\.1 202 /, 5000)).toBe(true);
  connection.close();
});

test("two requests in one packet get two answers, in order", async () => {
  const connection = await RawConnection.open(url());
  connection.send(
    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n",
  );
  expect(await connection.waitFor(/^HTTP\/1\.1 200 [^]*HTTP\/1\.1 404 /, 3000)).toBe(true);
  connection.close();
});

test("a connection stays open for the next request, and closes when asked to", async () => {
  const connection = await RawConnection.open(url());
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(await connection.waitFor(/^HTTP\/1\.1 200 /)).toBe(true);
  expect(connection.isClosed).toBe(false);
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect(await connection.waitForClose(3000)).toBe(true);
});

test("an unknown route of the API is 404 in JSON", async () => {
  const answer = await someone.request("/api/v1/nothing");
  expect([answer.status, answer.code]).toEqual([404, "not_found"]);
});

test.each([
  ["DELETE", "/api/v1/scans", ["GET"]],
  ["PUT", "/api/v1/auth/login", ["POST"]],
  ["POST", "/api/v1/auth/me", ["GET"]],
  ["PATCH", "/api/v1/uploads", ["GET", "POST"]],
  ["POST", "/healthz", ["GET"]],
])("%s %s is 405 and Allow tells what goes", async (method, path, allowed) => {
  const answer = await someone.request(path, { method });
  expect([answer.status, answer.code]).toEqual([405, "method_not_allowed"]);
  expect(answer.headers.get("Allow")!.split(/, */)).toEqual(expect.arrayContaining(allowed));
});

test("another site's page may not read our answers", async () => {
  const headers = { Origin: "https://elsewhere.example" };
  const answer = await someone.request("/api/v1/auth/me", { headers });
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
});

test("answers that are someone's are not kept by caches between", async () => {
  const answer = await someone.request("/api/v1/scans");
  expect(answer.headers.get("Cache-Control")).toMatch(/no-store|private/);
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
});

test("200 connections at once are served", async () => {
  const connections = await Promise.all(
    Array.from({ length: 200 }, () => RawConnection.open(url())),
  );
  for (const connection of connections) connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  const answered = await Promise.all(connections.map((c) => c.waitFor(/^HTTP\/1\.1 200 /)));
  expect(answered.every(Boolean)).toBe(true);
  for (const connection of connections) connection.close();
});

test("a client that stops in the middle is let go", async () => {
  const left = () => patienceMs - (Date.now() - slowStart);
  expect(await slowHeader.waitForClose(left()), "in its headers").toBe(true);
  expect(await slowBody.waitForClose(left()), "in its body").toBe(true);
});
