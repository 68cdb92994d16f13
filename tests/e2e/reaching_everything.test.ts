import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { acquire, acquisitions } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
const phone = { width: 390, height: 844 };
let someone: Client;
let scan: Scan;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
  scan = await uploadScan(
    someone,
    dicomSeries(acquire(acquisitions.axial), { description: "Six sides" }),
  );
});

test("on a phone one chooses the plane by its tab and everything fits", async () => {
  const options = { viewport: phone, hasTouch: true };
  const viewer = await ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, options),
  );
  expect(
    await viewer.page.evaluate(() => document.documentElement.scrollWidth),
  ).toBeLessThanOrEqual(phone.width);
  await viewer.page.getByRole("tab", { name: "Coronal" }).click();
  await viewer.settle();

  expect(await viewer.pane("coronal").isVisible()).toBe(true);
  expect(await viewer.pane("axial").isVisible()).toBe(false);
  expect(await viewer.pane("volume").isVisible()).toBe(true);
  await viewer.page.getByRole("button", { name: "Adjust" }).click();
  await viewer.page.getByRole("button", { name: /^Bone 1800/ }).click();
  await viewer.page.getByTestId("reading-coronal").getByText("W 1800 L 400").waitFor();
});

test("by keys alone one goes round the panes, changes slices, and reads the help", async () => {
  const page = await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen });
  const viewer = await ViewerPage.settled(page);
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  const seen = new Set<string>();
  for (let n = 0; n < 4; n++) {
    await page.keyboard.press("F6");
    seen.add((await focused()).split(",")[0]);
  }
  expect([...seen].sort()).toEqual(["3D view", "Axial", "Coronal", "Sagittal"]);

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Help and keys" });
  await help.getByText("Window presets").waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });

  const slider = page.getByRole("slider", { name: "Axial slice" });
  await slider.focus();
  await page.keyboard.press("End");
  const last = (await viewer.slice("axial")).number;
  // The last axial slice of this scan is at the head, and Page Up goes towards it: only down leads on.
  await page.keyboard.press("PageDown");
  await viewer.settle();
  expect(Math.abs((await viewer.slice("axial")).number - last)).toBe(10);
  await page.keyboard.press("f");
  await viewer.settle();
  expect(await viewer.pane("coronal").isVisible()).toBe(false);
});

test("the viewer is dark by itself, takes another theme, and its panes stay black", async () => {
  const page = await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen });
  const viewer = await ViewerPage.settled(page);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  expect(await theme()).toBe("dark");
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  expect(await theme()).toBe("light");
  const { picture } = await viewer.picture("axial");
  expect(picture.color(4, picture.height / 2).every((part) => part < 30)).toBe(true);
});

test("back leads to the scans; a scan that is gone says so", async () => {
  const page = await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen });
  await ViewerPage.settled(page);
  await page.getByRole("link", { name: "Back to scans" }).click();
  await page.getByRole("heading", { name: "Scans", exact: true }).waitFor();

  await page.goto("/scans/zzzzzzzzzzzzzzzz");
  await page.getByRole("alert").waitFor();
  browser.expectTrouble(/404/);
});
