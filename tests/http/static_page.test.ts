import { describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { sendRaw } from "../harness/raw_http";
import { withServer } from "../harness/with_server";

const running = withServer();
const get = (path: string, headers = {}) =>
  new Client(running.server.url).request(path, { headers });
const page = async () => (await get("/")).bytes.toString();
const assets = async () =>
  [...(await page()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);

describe("the page", () => {
  test("is asked for anew each time, so that a new version is seen at once", async () => {
    const answer = await get("/");

    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toMatch(/^text\/html; *charset=utf-8$/i);
    expect(answer.headers.get("Cache-Control")).toMatch(/no-cache/);
  });

  test("is not sent again when it has not changed", async () => {
    const etag = (await get("/")).headers.get("ETag")!;
    const again = await get("/", { "If-None-Match": etag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  test("may run its own scripts only, and be framed by nobody", async () => {
    const policy = (await get("/")).headers.get("Content-Security-Policy")!;
    expect(policy).toMatch(/default-src 'self'|default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(/script-src ([^;]+)/.exec(policy)?.[1] ?? "").not.toMatch(
      /'unsafe-(inline|eval)'|https?:/,
    );
  });

  test.each(["/scans/abc", "/signin", "/some/where?query=1"])(
    "answers %s too: the page knows its ways",
    async (path) => {
      const answer = await get(path, { Accept: "text/html" });
      expect(answer.status).toBe(200);
      expect(answer.bytes.toString()).toBe(await page());
    },
  );
});

test("its assets are named by their content and kept for ever", async () => {
  const paths = await assets();
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Cache-Control")).toMatch(/immutable/);
    expect(answer.headers.get("Content-Type")).toMatch(
      path.endsWith(".js") ? /javascript/ : /css|font|svg|png/,
    );
  }
});

test("assets that do not exist are 404, not the page", async () => {
  expect((await get("/assets/nothing-12345678.js")).status).toBe(404);
});

describe("no path leads out of the page's folder", () => {
  test.each([
    "/../../../../../../etc/passwd",
    "/assets/../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/assets/..%5c..%5c..%5cetc%5cpasswd",
    "//etc/passwd",
    "/%00/etc/passwd",
    "/assets/%c0%ae%c0%ae/etc/passwd",
  ])("%s", async (path) => {
    const text = await sendRaw(
      running.server.url,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(text).not.toContain("root:");
    expect(text).toMatch(/^HTTP\/1\.1 [234]\d\d /);
  });
});
