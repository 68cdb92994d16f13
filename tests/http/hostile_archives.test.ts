import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadForm } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { gzipped } from "../phantom/nifti";
import { acquire, acquisitions } from "../phantom/phantom";
import { tar } from "../phantom/tar";
import { type Entry, zip } from "../phantom/zip";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const series = dicomSeries(acquire(acquisitions.axial));
const send = (entries: Entry[]) =>
  uploadForm(someone, [{ path: "hostile.zip", bytes: zip(entries) }]);

describe("paths that leave the archive", () => {
  const outside = [
    "../up.txt",
    "a/../../../up.txt",
    "..\\up.txt",
    "../../../../../../tmp/scanetrix-up.txt",
  ];

  test("are refused by name; the rest goes in", async () => {
    const upload = await send([
      ...series,
      ...outside.map((name) => ({ path: name, bytes: Buffer.from("outside") })),
    ]);

    expect(upload.scans).toHaveLength(1);
    expect(upload.refused).toHaveLength(outside.length);
    for (const { code } of upload.refused) expect(code).toBe("unsafe_path");
  });

  test("write nothing outside", () => {
    expect(existsSync(path.join(running.server.dataDir, "up.txt"))).toBe(false);
    expect(existsSync(path.join(running.server.dataDir, "../up.txt"))).toBe(false);
    expect(existsSync("/tmp/scanetrix-up.txt")).toBe(false);
  });
});

test("a bomb is stopped by its ratio and fails the upload with a reason", async () => {
  const upload = await send([{ path: "zeros.dcm", bytes: Buffer.alloc(256 << 20) }]);

  expect(upload.state).toBe("failed");
  expect(upload.error).toMatchObject({
    code: "archive_limit",
    detail: expect.stringMatching(/\.$/) as string,
  });
  expect(upload.scans).toEqual([]);
});

test("a bomb beside a good series, or inside its archive, is left out by name", async () => {
  const bomb = gzipped(Buffer.alloc(256 << 20));
  const beside = await uploadForm(someone, [...series, { path: "zeros.gz", bytes: bomb }]);
  const inside = await send([...series, { path: "zeros.gz", bytes: bomb, stored: true }]);

  for (const upload of [beside, inside]) {
    expect(upload.scans).toHaveLength(1);
    expect(upload.refused).toEqual([
      expect.objectContaining({
        path: expect.stringMatching(/zeros\.gz$/) as string,
        code: "archive_limit",
      }),
    ]);
  }
});

test("links in a tar are refused by name and never followed", async () => {
  const bytes = gzipped(
    tar([
      ...series,
      { path: "passwd", bytes: Buffer.alloc(0), linkTo: "/etc/passwd" },
      { path: "/tmp/scanetrix-up.txt", bytes: Buffer.from("outside") },
    ]),
  );
  const upload = await uploadForm(someone, [{ path: "links.tgz", bytes }]);

  expect(upload.scans).toHaveLength(1);
  expect(upload.refused.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
    "links.tgz//tmp/scanetrix-up.txt unsafe_path",
    "links.tgz/passwd not_a_file",
  ]);
  expect(existsSync("/tmp/scanetrix-up.txt")).toBe(false);
});

test("archives in archives in archives are stopped by depth", async () => {
  let bytes = zip(series);
  for (let depth = 0; depth < 8; depth++)
    bytes = zip([{ path: `level-${depth}.zip`, bytes, stored: true }]);
  const upload = await uploadForm(someone, [{ path: "deep.zip", bytes }]);

  expect(upload.scans).toEqual([]);
  const codes = [...upload.refused.map(({ code }) => code), upload.error?.code];
  expect(codes).toContain("archive_limit");
});

test("encrypted files are refused by name", async () => {
  const upload = await send([
    ...series,
    { path: "secret.dcm", bytes: series[0].bytes, encrypted: true },
  ]);

  expect(upload.scans).toHaveLength(1);
  expect(upload.refused).toEqual([
    {
      path: "hostile.zip/secret.dcm",
      code: "encrypted",
      reason: expect.stringMatching(/\.$/) as string,
    },
  ]);
});

test.each([
  ["in its last file", 0.9],
  ["in its first file", 0.01],
])("an archive that is cut %s fails as a whole", async (_, share) => {
  const whole = zip(series.map((file) => ({ ...file, stored: true })));
  const cut = whole.subarray(0, Math.round(whole.length * share));
  const upload = await uploadForm(someone, [{ path: "cut.zip", bytes: cut }]);

  expect(upload.state).toBe("failed");
  expect(upload.error!.code).toMatch(/damaged/);
  expect(upload.scans).toEqual([]);
});

test("a file whose bytes do not fit its checksum is not taken for whole", async () => {
  const bytes = zip(series.map((file) => ({ ...file, stored: true })));
  bytes[5000] = bytes[5000] ^ 0xff;
  const upload = await uploadForm(someone, [{ path: "changed.zip", bytes }]);

  expect(upload.state).toBe("failed");
  expect(upload.scans).toEqual([]);
});

test("what was staged is gone in the end", () => {
  const staging = readdirSync(running.server.dataDir, { recursive: true, encoding: "utf8" });
  expect(staging.filter((name) => /zeros|level-|secret/.test(name))).toEqual([]);
});
