import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Scan, type Upload } from "../harness/types";
import { filePath, promise, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { center } from "../phantom/phantom";

const running = withServer();
let owner: Client;
let stranger: Client;
let scan: Scan;
let upload: Upload;
const file = { path: "a folder/one.dcm", bytes: Buffer.from("not yours") };

beforeAll(async () => {
  owner = await Client.register(running.server.url);
  stranger = await Client.register(running.server.url);
  const small = sampleAlong(["L", "P", "S"], [8, 8, 8], [2, 2, 2], center);
  scan = await uploadScan(owner, [{ path: "mine.nii", bytes: nifti1(small) }]);
  upload = await promise(owner, [file]);
});

const routes: [method: string, path: () => string, json?: unknown][] = [
  ["GET", () => `/api/v1/scans/${scan.id}`],
  ["PATCH", () => `/api/v1/scans/${scan.id}`, { name: "taken" }],
  ["DELETE", () => `/api/v1/scans/${scan.id}`],
  ["GET", () => `/api/v1/scans/${scan.id}/thumbnail.png`],
  ["GET", () => `/api/v1/scans/${scan.id}/preview.png`],
  ["GET", () => `/api/v1/scans/${scan.id}/volumes/original/slice.png?plane=axial`],
  ["GET", () => `/api/v1/scans/${scan.id}/volumes/original/turntable.png`],
  ["GET", () => `/api/v1/scans/${scan.id}/volumes/original/zarr/zarr.json`],
  ["GET", () => `/api/v1/scans/${scan.id}/volumes/original/zarr/0/zarr.json`],
  ["GET", () => `/api/v1/scans/${scan.id}/volumes/original/zarr/0/c/0/0/0`],
  ["GET", () => `/api/v1/scans/${scan.id}/revisions/0/volumes/original/zarr/zarr.json`],
  ["GET", () => `/api/v1/scans/${scan.id}/jobs`],
  ["POST", () => `/api/v1/scans/${scan.id}/jobs`, { kind: "reread" }],
  ["GET", () => `/api/v1/scans/${scan.id}/export?format=nifti`],
  ["GET", () => `/api/v1/scans/${scan.id}/original`],
  ["GET", () => `/api/v1/scans/${scan.id}/annotations`],
  ["PUT", () => `/api/v1/scans/${scan.id}/annotations`, {}],
  ["GET", () => `/api/v1/uploads/${upload.id}`],
  ["PUT", () => filePath(upload.id, file.path), "bytes"],
  ["POST", () => `/api/v1/uploads/${upload.id}/complete`],
  ["DELETE", () => `/api/v1/uploads/${upload.id}`],
];

describe.each(routes)("%s %s", (method, path, json) => {
  // The ids become known only when the tests run; the pattern names the route.
  const send = (client: Client, url: string) =>
    client.request(url, { method, json, headers: { "If-Match": '"0"' } });

  test("another's is 404, to the byte as one that does not exist", async () => {
    const foreign = await send(stranger, path());
    const missing = await send(
      stranger,
      path().replace(/(scans|uploads)\/[^/]+/, "$1/zzzzzzzzzzzz"),
    );

    expect([foreign.status, foreign.code]).toEqual([404, "not_found"]);
    expect(foreign.json()).toEqual(missing.json());
  });

  test("without a token it is 401", async () => {
    const answer = await send(new Client(owner.url), path());
    expect([answer.status, answer.code]).toEqual([401, "unauthenticated"]);
  });
});

test("lists hold only what is one's own", async () => {
  expect(await stranger.scans()).toMatchObject({
    items: [],
    total: 0,
    usedBytes: 0,
    modalities: {},
  });
  expect((await stranger.uploads()).items).toEqual([]);
});

test("after all this the owner still has everything as it was", async () => {
  expect(await owner.scan(scan.id)).toEqual(scan);
  expect((await owner.upload(upload.id)).missing).toEqual([file.path]);
});
