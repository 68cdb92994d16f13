import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadScan } from "../harness/uploading";
import { dicomCine } from "../phantom/dicom";
import { type Sheet, sheetPng } from "../phantom/light_box";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { grayAround, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

/** A bright field whose gray is its frame's: 40, 50, 60, … */
const frames = 12;
const heart = { frames, rows: 120, columns: 160, gray: (frame: number) => 40 + 10 * frame };

async function open(scanId: string): Promise<ViewerPage> {
  return ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scanId}`, { viewport: viewerScreen }),
  );
}

/** What the middle of the one pane shows. */
async function shownGray(viewer: ViewerPage): Promise<number> {
  const { picture } = await viewer.picture("axial");
  return grayAround(picture, { x: picture.width / 2, y: picture.height / 2 });
}

test("pictures over time are one pane that can be stepped through, and say so", async () => {
  const scan = await uploadScan(someone, [dicomCine({ ...heart, frameMs: 40, pixelMm: 0.3 })]);
  const viewer = await open(scan.id);
  const { page } = viewer;
  await page.getByText("Pictures over time, not a volume", { exact: true }).waitFor();
  expect(await page.locator("section[data-pane]").count()).toBe(1);
  await page.getByRole("region", { name: "Cine, frame 1 of 12" }).waitFor();
  const first = await shownGray(viewer);
  // Its pixels have a size; its third axis is no length, and is not drawn as one.
  expect(await viewer.mmPerPixel("axial")).toBeLessThan(0.3);

  await page.getByRole("slider", { name: "Frame" }).fill("6");
  await viewer.pressButton("Frame after");
  await page.getByRole("region", { name: "Cine, frame 8 of 12" }).waitFor();
  expect(await shownGray(viewer)).toBeGreaterThan(first);
  expect(await page.locator("output").innerText()).toBe("Frame 8 of 12 · 0.28 s");
  await shoot(viewer, "cine");
});

test("playing goes on by itself and begins anew after the last, until it is paused", async () => {
  const scan = await uploadScan(someone, [dicomCine({ ...heart, frameMs: 40 })]);
  const viewer = await open(scan.id);
  const { page } = viewer;
  await page.getByText("Uncalibrated", { exact: true }).first().waitFor();
  await page.getByLabel("Speed").selectOption("x2");
  await page.evaluate(() => {
    const seen = ((window as unknown as { seen: string[] }).seen = []) as string[];
    new MutationObserver(() => {
      const text = document.querySelector("output")!.textContent;
      if (seen.at(-1) !== text) seen.push(text);
    }).observe(document.querySelector("output")!, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await page.keyboard.press("Space");
  await page.waitForFunction(() => (window as unknown as { seen: string[] }).seen.length > 14);
  await page.getByRole("button", { name: "Pause" }).click();
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  const numbers = seen.map((text) => Number(/Frame (\d+)/.exec(text)![1]));
  for (const [n, number] of numbers.slice(1).entries())
    expect(number).toBe((numbers[n] % frames) + 1);
  const still = await page.locator("output").innerText();
  await viewer.settle();
  expect(await page.locator("output").innerText()).toBe(still);
});

test("one picture is shown as a picture: one pane, no sides, nothing across it", async () => {
  const photo: Sheet = { rows: 1, columns: 1, tile: [90, 120] };
  const scan = await uploadScan(someone, [sheetPng(photo, "photo.png")]);
  const viewer = await open(scan.id);
  expect(await viewer.page.locator("section[data-pane]").count()).toBe(1);
  await viewer.page.getByRole("region", { name: "Picture" }).waitFor();
  expect(await viewer.page.locator("[data-edge]").count()).toBe(0);
  await viewer.page.keyboard.press("f");
  await viewer.settle();
  expect(await viewer.page.locator("section[data-pane]").count()).toBe(1);
  await viewer.page.getByText("Uncalibrated", { exact: true }).first().waitFor();
  await shoot(viewer, "one-picture");
});
