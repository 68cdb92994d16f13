import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Client, password } from "../harness/client";
import { ended, reconstruct, reconstructDone, reread, rereadDone } from "../harness/jobs";
import { childrenOf, commandsThatName } from "../harness/processes";
import { RawConnection } from "../harness/raw_http";
import { Server, temporaryFolder } from "../harness/server";
import { type Session, type Upload } from "../harness/types";
import { filePath, finished, formOf, promise, put, uploadScan } from "../harness/uploading";
import { readLevel } from "../harness/zarr";
import { dicomSeries } from "../phantom/dicom";
import { nifti1 } from "../phantom/nifti";
import { acquire, acquisitions } from "../phantom/phantom";
import { pngSheet, sheet } from "../phantom/sheet";
import { zip } from "../phantom/zip";

let dataDir = "";
let servers: Server[] = [];
beforeEach(() => {
  dataDir = temporaryFolder();
  servers = [];
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail")
    for (const { log } of servers) console.error(`a server's log, its end:\n${log.slice(-4000)}`);
  await Promise.all(servers.map((server) => server.kill()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Server> {
  const server = await Server.start({ dataDir });
  servers.push(server);
  return server;
}

/** The same person at a restarted server. */
async function signIn(server: Server, session: Session): Promise<Client> {
  const client = new Client(server.url);
  const json = { email: session.user.email, password };
  client.take(await client.request("/api/v1/auth/login", { json }));
  return client;
}

const large = {
  ...acquisitions.axial,
  size: [160, 160, 40] as const,
  spacing: [0.5, 0.5, 1.8] as const,
};
const archive = (name: string) => ({
  path: `${name}.zip`,
  bytes: zip(dicomSeries(acquire(large), { description: name })),
});

/** Everything listed is whole: its description, its voxels, its pictures, its original. */
async function mustBeWhole(client: Client): Promise<string[]> {
  const { items } = await client.scans("?sort=name");
  for (const scan of items) {
    expect(scan.state).toBe("ready");
    for (const { path: level } of scan.volumes[0].levels)
      await readLevel(client, scan.volumes[0], level);
    for (const rest of ["thumbnail.png", "preview.png", "original"])
      expect((await client.request(`/api/v1/scans/${scan.id}/${rest}`)).status).toBe(200);
  }
  return items.map(({ name }) => name);
}

describe("a kill at any moment loses no accepted upload and shows no half scan", () => {
  test.each([0, 60, 150, 300, 600])("%i ms after three were accepted", async (delayMs) => {
    const first = await start();
    const someone = await Client.register(first.url);
    const names = ["one", "two", "three"];
    const uploads = await Promise.all(
      names.map((name) =>
        someone.json<Upload>("/api/v1/uploads", { body: formOf([archive(name)]) }),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await first.kill();

    const again = await signIn(await start(), someone.session!);
    await mustBeWhole(again);
    for (const { id } of uploads)
      expect(await finished(again, id)).toMatchObject({
        state: "done",
        refused: [],
        scans: [expect.any(String)],
      });
    expect(await mustBeWhole(again)).toEqual(["one", "three", "two"]);
  });

  test("what had arrived of an open upload is still there", async () => {
    const first = await start();
    const someone = await Client.register(first.url);
    const series = dicomSeries(acquire(acquisitions.axial));
    const upload = await promise(someone, series);
    const [half, rest] = [series.slice(0, 12), series.slice(12)];
    await Promise.all(half.map((file) => put(someone, upload.id, file)));
    await first.kill();

    const again = await signIn(await start(), someone.session!);
    const { missing } = await again.upload(upload.id);
    expect(missing!.sort()).toEqual(rest.map(({ path }) => path).sort());
    await Promise.all(rest.map((file) => put(again, upload.id, file)));
    await again.request(`/api/v1/uploads/${upload.id}/complete`, { method: "POST" });
    expect(await finished(again, upload.id)).toMatchObject({ state: "done", refused: [] });
  });

  test("no process outlives a killed server", async () => {
    const server = await start();
    await server.kill();
    for (const deadline = Date.now() + 5000; commandsThatName(dataDir).length > 0;)
      if (Date.now() > deadline)
        throw new Error(`still there: ${commandsThatName(dataDir).join("\n")}`);
  });

  test("nothing temporary is left after it has started again and finished", async () => {
    const first = await start();
    const someone = await Client.register(first.url);
    const upload = await someone.json<Upload>("/api/v1/uploads", {
      body: formOf([archive("one")]),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await first.kill();
    const second = await start();
    await finished(await signIn(second, someone.session!), upload.id);
    await second.stop();

    const left = readdirSync(dataDir, { recursive: true, encoding: "utf8" });
    expect(
      left.filter(
        (name) => /tmp|temp|part(ial)?$/i.test(path.basename(name)) && name.includes("."),
      ),
    ).toEqual([]);
  });
});

/** The first process that `find` gives, killed. */
async function killFirst(find: () => number[]): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    const [pid] = find();
    if (pid !== undefined) return void process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("no such process was seen");
}

describe("a crash behind the server costs nothing but what crashed", () => {
  test("a decoder that dies refuses its upload with a reason; the next one goes in", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const upload = await someone.json<Upload>("/api/v1/uploads", {
      body: formOf([archive("one")]),
    });
    await killFirst(() => childrenOf(server.pid).flatMap(childrenOf));

    const ended = await finished(someone, upload.id);
    expect([...ended.refused.map(({ code }) => code), ended.error?.code]).toContain("crashed");
    expect(ended.scans).toEqual([]);
    const next = await someone.json<Upload>("/api/v1/uploads", { body: formOf([archive("two")]) });
    expect(await finished(someone, next.id)).toMatchObject({ state: "done", refused: [] });
  });

  test("a worker that dies is replaced, and its upload is processed after all", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const upload = await someone.json<Upload>("/api/v1/uploads", {
      body: formOf([archive("one")]),
    });
    await killFirst(() => childrenOf(server.pid).filter((worker) => childrenOf(worker).length > 0));

    expect(await finished(someone, upload.id)).toMatchObject({
      state: "done",
      scans: [expect.any(String)],
    });
  });
});

describe("a scan that is being read again", () => {
  const grid = { lightBox: { rows: 4, columns: 4, order: "row_major" } };
  const uploadSheet = (client: Client) =>
    uploadScan(client, [{ path: "sheet.png", bytes: pngSheet(sheet) }]);

  test("is as it was when its decoder dies, and the job says so", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const before = await uploadSheet(someone);
    const { id } = await reread(someone, before.id, grid);
    await killFirst(() => childrenOf(server.pid).flatMap(childrenOf));

    expect(await ended(someone, id)).toMatchObject({ state: "failed", error: { code: "crashed" } });
    expect(await someone.scan(before.id)).toEqual(before);
    await mustBeWhole(someone);
    await rereadDone(someone, before.id, grid);
    expect((await someone.scan(before.id)).volumes[0].shape).toEqual([16, 32, 32]);
  });

  test("is read after all when its worker dies", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const { id: scanId } = await uploadSheet(someone);
    const { id } = await reread(someone, scanId, grid);
    await killFirst(() => childrenOf(server.pid).filter((worker) => childrenOf(worker).length > 0));

    expect(await ended(someone, id)).toMatchObject({ state: "done", result: { revision: 1 } });
    await mustBeWhole(someone);
  });

  test.each([0, 80, 160, 240])("is whole %i ms later, when all is killed", async (delayMs) => {
    const first = await start();
    const someone = await Client.register(first.url);
    const before = await uploadSheet(someone);
    const { id } = await reread(someone, before.id, grid);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await first.kill();

    const second = await start();
    const again = await signIn(second, someone.session!);
    const between = await again.scan(before.id);
    expect([0, 1]).toContain(between.revision);
    expect(between.volumes[0].shape).toEqual(between.revision === 0 ? [1, 128, 128] : [16, 32, 32]);
    await mustBeWhole(again);
    expect((await ended(again, id)).state).toBe("done");
    expect(await again.scan(before.id)).toMatchObject({
      revision: 1,
      lightBox: { state: "applied" },
    });
    await mustBeWhole(again);
    // A try that was cut off may have left a package that nobody knows; the next start finds it.
    await second.stop();
    const third = await start();
    await mustBeWhole(await signIn(third, someone.session!));
    const folder = path.join(dataDir, "blobs/scans", before.id);
    expect(readdirSync(folder).filter((name) => name.length === 26)).toHaveLength(1);
  });
});

describe("a scan that is being reconstructed", () => {
  const thick = acquire({
    ...acquisitions.axial,
    size: [80, 72, 12],
    spacing: [0.8, 0.8, 6.4],
  });
  const uploadThick = (client: Client) =>
    uploadScan(client, [{ path: "thick.nii", bytes: nifti1(thick) }]);

  test("is as it was when the program that does it dies, and the job says so", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const before = await uploadThick(someone);
    const { id } = await reconstruct(someone, before.id);
    await killFirst(() => childrenOf(server.pid).flatMap(childrenOf));

    expect(await ended(someone, id)).toMatchObject({ state: "failed", error: { code: "crashed" } });
    expect(await someone.scan(before.id)).toEqual(before);
    await mustBeWhole(someone);
    await reconstructDone(someone, before.id);
    expect((await someone.scan(before.id)).reconstruction).toMatchObject({ state: "made" });
  });

  test("is reconstructed after all when its worker dies, and nothing is left of the first try", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const { id: scanId } = await uploadThick(someone);
    const { id } = await reconstruct(someone, scanId);
    await killFirst(() => childrenOf(server.pid).filter((worker) => childrenOf(worker).length > 0));

    expect(await ended(someone, id)).toMatchObject({ state: "done", result: { revision: 1 } });
    await mustBeWhole(someone);
    const left = () => readdirSync(path.join(dataDir, "work"));
    for (const deadline = Date.now() + 20_000; left().length > 0 && Date.now() < deadline;)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(left()).toEqual([]);
  });

  test.each([0, 150, 300, 600])("is whole %i ms later, when all is killed", async (delayMs) => {
    const first = await start();
    const someone = await Client.register(first.url);
    const before = await uploadThick(someone);
    const { id } = await reconstruct(someone, before.id);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await first.kill();

    const second = await start();
    const again = await signIn(second, someone.session!);
    const between = await again.scan(before.id);
    expect([0, 1]).toContain(between.revision);
    const ids = between.volumes.map((volume) => volume.id).slice(0, 2);
    expect(ids).toEqual(between.revision === 0 ? ["original"] : ["original", "reconstructed"]);
    await mustBeWhole(again);
    expect((await ended(again, id)).state).toBe("done");
    const after = await again.scan(before.id);
    expect(after).toMatchObject({ revision: 1, reconstruction: { state: "made" } });
    for (const volume of after.volumes)
      for (const { path: level } of volume.levels) await readLevel(again, volume, level);
    await second.stop();
    const third = await start();
    await mustBeWhole(await signIn(third, someone.session!));
    const folder = path.join(dataDir, "blobs/scans", before.id);
    expect(readdirSync(folder).filter((name) => name.length === 26)).toHaveLength(1);
  });
});

describe("SIGTERM finishes what is in flight", () => {
  test("a file that is half sent is taken to its end", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const bytes = Buffer.alloc(100_000, 5);
    const upload = await promise(someone, [{ path: "late", bytes }]);
    const connection = await RawConnection.open(server.url);
    connection.send(
      `PUT ${filePath(upload.id, "late")} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${someone.token}\r\n` +
        `Content-Length: ${bytes.length}\r\n\r\n`,
    );
    connection.send(bytes.subarray(0, 50_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = server.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    connection.send(bytes.subarray(50_000));

    expect(await connection.waitFor(/^HTTP\/1\.1 204 /)).toBe(true);
    await stopped;
    connection.close();
    const again = await signIn(await start(), someone.session!);
    expect((await again.upload(upload.id)).missing).toEqual([]);
  });

  test("in the middle of processing it ends with 0, and the next one goes on", async () => {
    const server = await start();
    const someone = await Client.register(server.url);
    const upload = await someone.json<Upload>("/api/v1/uploads", {
      body: formOf([archive("one")]),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.stop();

    const again = await signIn(await start(), someone.session!);
    expect(await finished(again, upload.id)).toMatchObject({
      state: "done",
      scans: [expect.any(String)],
    });
  });
});
