import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, decodePng } from "../harness/pictures";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { gzipped, nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, center } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { withFolders } from "./harness/folders";

const browser = withBrowser();
const folderOf = withFolders();
const phone = { width: 390, height: 844 };

const series = dicomSeries(acquire(acquisitions.axial), { description: "Six sides" });
const nifti = gzipped(nifti1(sampleAlong(["R", "A", "S"], [40, 44, 24], [2, 2, 3], center)));
const card = (page: Page, name: string) =>
  page.getByRole("list", { name: "Scans" }).getByRole("listitem").filter({ hasText: name });

/** An account that has two scans already. */
let settled: Client;
beforeAll(async () => {
  settled = await Client.register(browser.server.url);
  await uploadScan(settled, series);
  await uploadScan(settled, [{ path: "template.nii.gz", bytes: nifti }]);
});

/** Its picture has come and shows something. */
async function mustHavePicture(page: Page, name: string): Promise<void> {
  const picture = card(page, name).getByRole("img", { name: "Middle slice of the scan" });
  await picture.waitFor();
  await page.waitForFunction(
    (image) => (image as HTMLImageElement).naturalWidth > 0,
    await picture.elementHandle(),
  );
  expect(contrast(decodePng(await picture.screenshot()))).toBeGreaterThan(10);
}

test("a folder of DICOM files goes up with progress and becomes a card with its picture; then a NIfTI", async () => {
  const newcomer = await Client.register(browser.server.url);
  const page = await browser.openAs(newcomer, "/");
  await page.getByRole("heading", { name: "Add your first scan" }).waitFor();
  const large = {
    ...acquisitions.axial,
    size: [256, 256, 80] as const,
    spacing: [0.3, 0.35, 0.9] as const,
  };
  const folder = folderOf(
    "Phantom study",
    dicomSeries(acquire(large), { description: "Fine phantom" }),
  );

  const progress = page.getByRole("progressbar").first().waitFor();
  await page.getByLabel("Folder to upload").setInputFiles(folder);
  await progress;
  const uploads = page.getByRole("region", { name: "Uploads" });
  await uploads.getByText("Phantom study").waitFor();
  await uploads.getByRole("link", { name: "Open Fine phantom" }).waitFor();
  await mustHavePicture(page, "Fine phantom");
  expect(await card(page, "Fine phantom").innerText()).toMatch(
    /29 Feb 2024 · 80 slices · \d+(\.\d)? MB/,
  );

  const file = path.join(folder, "brain.nii.gz");
  writeFileSync(file, nifti);
  await page.getByLabel("Files to upload").setInputFiles(file);
  await uploads.getByRole("link", { name: "Open brain" }).waitFor();
  await mustHavePicture(page, "brain");
});

test("what was left out is listed with its reason", async () => {
  const page = await browser.openAs(settled, "/");
  const folder = folderOf("With junk", [
    ...series,
    { path: "notes/readme.pdf", bytes: Buffer.from("%PDF-1.4 not a scan") },
  ]);
  await page.getByLabel("Folder to upload").setInputFiles(folder);

  const uploads = page.getByRole("region", { name: "Uploads" });
  await uploads.getByText("1 file left out").waitFor();
  await uploads.getByRole("button", { name: "Show all" }).click();
  const dialog = page.getByRole("dialog", { name: "1 file left out" });
  expect(await dialog.innerText()).toContain("readme.pdf");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("search and filters narrow the list, and say when nothing is left", async () => {
  const page = await browser.openAs(settled, "/", { viewport: { width: 1280, height: 800 } });
  await card(page, "template").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("templ");
  await card(page, "Six sides").first().waitFor({ state: "hidden" });
  await card(page, "template").waitFor();
  await page.getByLabel("Search scans").fill("");
  await page.getByRole("button", { name: /^CT/ }).click();
  await card(page, "template").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: /^PET/ }).click();
  await page.getByRole("heading", { name: "No scan matches" }).waitFor();
  await page.getByRole("button", { name: "Show all scans" }).click();
  await card(page, "template").waitFor();
});

test("a scan is renamed", async () => {
  const page = await browser.openAs(settled, "/");
  await card(page, "template").waitFor();
  await page.getByRole("button", { name: "More for template" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Template, averaged");
  await page.keyboard.press("Enter");
  await card(page, "Template, averaged").waitFor();
  await page.reload();
  await card(page, "Template, averaged").waitFor();
});

test("a scan is deleted only after one has said so", async () => {
  const owner = await Client.register(browser.server.url);
  await uploadScan(owner, [{ path: "short lived.nii.gz", bytes: nifti }]);
  const page = await browser.openAs(owner, "/");
  const askToDelete = async () => {
    await page.getByRole("button", { name: "More for short lived" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
  };

  await askToDelete();
  await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
  await card(page, "short lived").waitFor();
  await askToDelete();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("heading", { name: "Add your first scan" }).waitFor();
  expect((await owner.scans()).total).toBe(0);
});

test("the theme is chosen, kept, and changes the page", async () => {
  const page = await browser.openAs(settled, "/");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "Theme" }).waitFor();
  const light = await background();
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  const dark = await background();

  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
});

test("on a phone everything fits and can be reached", async () => {
  const page = await browser.openAs(settled, "/", { viewport: phone, hasTouch: true });
  await card(page, "Six sides").first().waitFor();

  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    phone.width,
  );
  await page.getByRole("button", { name: "Filter and sort" }).click();
  await page.getByRole("dialog", { name: "Filter and sort" }).getByLabel("Name").check();
  await page.getByRole("button", { name: "Done" }).click();
  await card(page, "Six sides").first().waitFor();
});

test("by keys alone one finds a scan and opens it", async () => {
  const page = await browser.openAs(settled, "/");
  await card(page, "Six sides").first().waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the scans");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/scans\/[^/]+$/);
});
