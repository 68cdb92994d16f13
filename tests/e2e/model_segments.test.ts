import { rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Client } from "../harness/client";
import { segmentDone } from "../harness/jobs";
import { models, writeSampleModels } from "../harness/models";
import { decodePng } from "../harness/pictures";
import { temporaryFolder } from "../harness/server";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { acquire, acquisitions, blocks } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { middleOf, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();

test("segments that a model made lie where they are in the body and say which model it was", async () => {
  const someone = await Client.register(browser.server.url);
  const folder = temporaryFolder();
  try {
    writeSampleModels(folder);
    const file = path.join(folder, "bright.ts");
    const { status, stderr } = models("install", file, "--data-dir", browser.server.dataDir);
    expect(status, stderr).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const scan = await uploadScan(someone, dicomSeries(acquire(acquisitions.axial)));
  await segmentDone(someone, scan.id, { model: "bright-things" });
  const viewer = await ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );
  await viewer.setWindow(400, 1000, "HU");
  await viewer.settle();
  await viewer.page.getByText("Estimated by Bright things 0.2.0").waitFor();

  const below = await viewer.canvas("axial");
  const url = await viewer.page
    .getByTestId("labels-axial")
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const over = decodePng(Buffer.from(url.split(",")[1], "base64"));
  expect([over.width, over.height]).toEqual([below.width, below.height]);
  for (const { value } of [blocks.R, blocks.L, blocks.A, blocks.P]) {
    const { x, y } = middleOf(below, ((value - 400) / 1000 + 0.5) * 255, 8)!;
    expect(over.color(Math.round(x), Math.round(y)), `the block of ${value}`).not.toEqual([
      0, 0, 0,
    ]);
  }
  // The body's own middle is not bright.
  const center = middleOf(below, ((40 - 400) / 1000 + 0.5) * 255, 8)!;
  expect(over.color(Math.round(center.x), Math.round(center.y))).toEqual([0, 0, 0]);
});
