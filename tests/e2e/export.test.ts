import { readFileSync } from "node:fs";
import { type Download } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, decodePng } from "../harness/pictures";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { readNifti1 } from "../phantom/nifti";
import { acquire, acquisitions } from "../phantom/phantom";
import { unzip } from "../phantom/zip";
import { withBrowser } from "./harness/browser";
import { viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
const files = dicomSeries(acquire(acquisitions.axial), { description: "Six sides" });
let someone: Client;
let scan: Scan;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
  scan = await uploadScan(someone, files);
});

const open = async () =>
  ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );

const bytesOf = async (download: Download) => readFileSync(await download.path());

async function choose(viewer: ViewerPage, item: RegExp): Promise<void> {
  await viewer.page.getByRole("button", { name: "Export" }).click();
  await viewer.page.getByRole("menuitem", { name: item }).click();
}

/** Saves one view from the dialog. */
async function savePicture(viewer: ViewerPage, view: string, overlays: boolean): Promise<Buffer> {
  await choose(viewer, /^Picture/);
  const dialog = viewer.page.getByRole("dialog", { name: "Picture of a view" });
  await dialog.getByRole("group", { name: "View" }).getByRole("button", { name: view }).click();
  await dialog.getByLabel("With scale, letters and text").setChecked(overlays);
  const coming = viewer.page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save picture" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^six-sides-.*\.png$/);
  return bytesOf(download);
}

test.each(["Axial", "3D"])(
  "a picture of %s is saved, twice as large, with its overlays or without",
  async (view) => {
    const viewer = await open();
    const withOverlays = decodePng(await savePicture(viewer, view, true));
    const without = decodePng(await savePicture(viewer, view, false));
    const box = (await viewer.pane(view === "3D" ? "volume" : "axial").boundingBox())!;

    for (const picture of [withOverlays, without]) {
      expect(contrast(picture)).toBeGreaterThan(10);
      expect(picture.width).toBeGreaterThan(1.7 * (box.width - 60));
    }
    // Letters and text are lighter than what they lie on: somewhere the two must differ much.
    let differing = 0;
    for (let y = 0; y < without.height; y++)
      for (let x = 0; x < without.width; x++)
        if (Math.abs(withOverlays.gray(x, y) - without.gray(x, y)) > 60) differing++;
    expect(differing).toBeGreaterThan(200);
  },
);

test("the volume comes as NIfTI and the uploaded files as they were", async () => {
  const viewer = await open();
  let coming = viewer.page.waitForEvent("download");
  await choose(viewer, /^NIfTI/);
  const nifti = readNifti1(await bytesOf(await coming));
  expect(nifti.shape).toEqual([48, 44, 24]);

  coming = viewer.page.waitForEvent("download");
  await choose(viewer, /^The files as uploaded/);
  const entries = unzip(await bytesOf(await coming));
  expect(entries.size).toBe(files.length);
  for (const { path, bytes } of files) expect(entries.get(path)!.equals(bytes)).toBe(true);
});
