import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { Client, password } from "../harness/client";
import { binary, Server, type ServerOptions, temporaryFolder } from "../harness/server";
import { type Upload } from "../harness/types";
import { filePath, formOf } from "../harness/uploading";

let server: Server | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});
const start = async (options: ServerOptions) => (server = await Server.start(options));
const register = (url: string, email: string) =>
  new Client(url).request("/api/v1/auth/register", { json: { email, password, name: "Someone" } });

test("registration can be closed, but the first account may always be made", async () => {
  const { url } = await start({ environment: { SCANETRIX_REGISTRATION: "false" } });
  expect((await register(url, "first@example.org")).status).toBe(201);

  const second = await register(url, "second@example.org");
  expect([second.status, second.code]).toEqual([403, "registration_closed"]);
});

test("pages of other origins are let in only where the configuration names them", async () => {
  const friend = "https://viewer.example.org";
  const { url } = await start({
    environment: { SCANETRIX_CORS_ORIGINS: `https://other.example,${friend}` },
  });
  const ask = (origin: string) =>
    fetch(new URL("/api/v1/scans", url), {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization, range",
      },
    });

  const allowed = await ask(friend);
  expect(allowed.status).toBeLessThan(300);
  expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe(friend);
  expect(allowed.headers.get("Access-Control-Allow-Headers")).toMatch(/authorization/i);
  expect(allowed.headers.get("Vary")).toMatch(/origin/i);
  expect(
    (await ask("https://stranger.example")).headers.get("Access-Control-Allow-Origin"),
  ).toBeNull();
});

test("an upload over the limits is refused before it is whole, in either form", async () => {
  const limits = { SCANETRIX_UPLOAD_LIMIT_MB: "1", SCANETRIX_UPLOAD_FILES_LIMIT: "3" };
  const someone = await Client.register((await start({ environment: limits })).url);
  const large = Buffer.alloc(2 << 20, 1);
  const many = Array.from({ length: 4 }, (_, n) => ({ path: `${n}`, bytes: Buffer.from("x") }));
  const codeOf = async (path: string, options: object) => {
    const answer = await someone.request(path, options);
    return `${answer.status} ${answer.code}`;
  };
  const uploads = "/api/v1/uploads";

  expect(await codeOf(uploads, { body: formOf([{ path: "large", bytes: large }]) })).toBe(
    "413 payload_too_large",
  );
  expect(await codeOf(uploads, { body: formOf(many) })).toBe("413 payload_too_large");
  expect(await codeOf(uploads, { json: { files: [{ path: "large", size: large.length }] } })).toBe(
    "413 payload_too_large",
  );
  expect(
    await codeOf(uploads, { json: { files: many.map(({ path }) => ({ path, size: 1 })) } }),
  ).toBe("413 payload_too_large");
  const open = await someone.json<Upload>(uploads, { json: {} });
  expect(await codeOf(filePath(open.id, "large"), { method: "PUT", body: large })).toBe(
    "413 payload_too_large",
  );
});

test("the command line stands over the environment, and that over the file", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "scanetrix.toml");
  writeFileSync(file, 'registration = true\nlisten = "127.0.0.1:1"\n');
  const { url } = await start({
    arguments: ["--config", file],
    environment: { SCANETRIX_REGISTRATION: "false", SCANETRIX_LISTEN: "127.0.0.1:2" },
  });
  await register(url, "first@example.org");
  expect((await register(url, "second@example.org")).status).toBe(403);
  rmSync(folder, { recursive: true });
});

test("an unknown key in the file is an error that names it", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "scanetrix.toml");
  writeFileSync(file, "listenn = 5\n");
  const run = () =>
    execFileSync(binary, ["serve", "--config", file, "--data-dir", folder], {
      stdio: "pipe",
      timeout: 10_000,
    });
  expect(run).toThrow(/listenn/);
  rmSync(folder, { recursive: true });
});
