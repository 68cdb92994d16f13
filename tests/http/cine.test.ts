import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomCine } from "../phantom/dicom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const beating = { frames: 5, rows: 24, columns: 32, gray: (frame: number) => 40 * frame };

test("frames of one file over time are said to be that, with their time and the size of their pixels", async () => {
  const scan = await uploadScan(someone, [dicomCine({ ...beating, frameMs: 40, pixelMm: 0.3 })]);
  expect(scan.warnings.map(({ code }) => code)).toContain("cine");
  const [volume] = scan.volumes;
  expect(volume).toMatchObject({
    shape: [5, 24, 32],
    calibrated: false,
    cine: { frameMs: 40, pixelsCalibrated: true },
  });
  expect(volume.spacingMm.slice(1)).toEqual([0.3, 0.3]);
});

test("what the file does not say is not said", async () => {
  const scan = await uploadScan(someone, [dicomCine(beating)]);
  expect(scan.volumes[0]).toMatchObject({ cine: { frameMs: null, pixelsCalibrated: false } });
});
