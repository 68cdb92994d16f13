import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { reconstructDone } from "../harness/jobs";
import { decodePng, type Picture } from "../harness/pictures";
import { childrenOf } from "../harness/processes";
import { binary } from "../harness/server";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { type Vec3 } from "../phantom/geometry";
import { acquire, acquisitions } from "../phantom/phantom";
import { pngStack } from "../phantom/picture_stack";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { type PlaneName, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

/** Whether the programs under test came with a network. */
const hasNetwork = existsSync(path.join(path.dirname(binary), "models/slicesr.safetensors"));

const factor = 4;
const size: Vec3 = [48, 44, 12];
const thick = acquire({ ...acquisitions.axial, size, spacing: [1.6, 1.6, 6.4] });
const planes: readonly PlaneName[] = ["axial", "coronal", "sagittal"];

const upload = () => uploadScan(someone, dicomSeries(thick, { description: "Thick slices" }));

const open = async (scan: Scan) =>
  ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );

/** What the viewer says of its places (frontend/src/viewer/testHook.ts). */
type Places = {
  crosshair: { lps: Vec3 };
  volume: { camera: object };
  planes: Record<PlaneName, { window: object; mmPerPixel: number }>;
};
type Hook = {
  state: () => Places;
  lpsAt: (plane: string, point: { x: number; y: number }) => Vec3 | null;
  valueAt: (i: number, j: number, k: number) => number | null;
  uncertaintyAt: (i: number, j: number, k: number) => number | null;
};

/** Where the reader looks: what lies under two points of each plane, the crosshair, the camera, window and scale. */
async function looksAt(viewer: ViewerPage) {
  const points = await Promise.all(
    planes.map(async (plane) => {
      const box = (await viewer.pane(plane).locator("[data-stage]").boundingBox())!;
      const at = (part: number) => ({ x: box.x + part * box.width, y: box.y + part * box.height });
      return [plane, [at(0.3), at(0.62)]] as const;
    }),
  );
  return viewer.page.evaluate((wanted) => {
    const hook = window.scanetrixViewer as unknown as Hook;
    const { crosshair, volume, planes: shown } = hook.state();
    const places = wanted.flatMap(([plane, at]) => at.map((point) => hook.lpsAt(plane, point)));
    return {
      mm: [crosshair.lps, ...places].flatMap((lps) => [...(lps ?? [])]),
      scale: wanted.map(([plane]) => shown[plane].mmPerPixel),
      camera: volume.camera,
      window: shown.axial.window,
    };
  }, points);
}

const tags = (viewer: ViewerPage) => viewer.page.getByTestId("volume-tag").allInnerTexts();
const badge = (viewer: ViewerPage, plane: PlaneName) =>
  viewer.pane(plane).getByTestId("fidelity").innerText();
const choice = (viewer: ViewerPage): Locator =>
  viewer.page.getByRole("group", { name: "Volume", exact: true });

async function goToSlice(viewer: ViewerPage, number: number): Promise<void> {
  await viewer.pane("axial").getByRole("slider").focus();
  const { number: now } = await viewer.slice("axial");
  for (let n = now; n < number; n += 1) await viewer.page.keyboard.press("ArrowUp");
  for (let n = now; n > number; n -= 1) await viewer.page.keyboard.press("ArrowDown");
  await viewer.waitForSlice("axial", number);
  await viewer.settle();
}

test("slices are made between, and one goes to and fro in place", async () => {
  const scan = await upload();
  const viewer = await open(scan);
  const { page } = viewer;
  await page.getByText("Slices 6.4 mm apart").waitFor();
  await shoot(viewer, "reconstruct-offer");
  await page.getByRole("button", { name: "Reconstruct to 1.6 mm…" }).click();
  const dialog = page.getByRole("dialog", { name: "Reconstruct between slices" });
  await shoot(viewer, "reconstruct-dialog");
  await dialog.getByRole("button", { name: "Off" }).click();
  await dialog.getByRole("button", { name: "Reconstruct", exact: true }).click();
  await page.getByRole("button", { name: "Show it" }).waitFor();
  await viewer.settle();
  // What one looks at stays until one asks for the other.
  expect(await tags(viewer)).toEqual(Array(4).fill("As acquired"));
  await page.getByRole("button", { name: "Show it" }).click();
  await choice(viewer).getByRole("button", { name: "Reconstructed", pressed: true }).waitFor();

  await choice(viewer).getByRole("button", { name: "As acquired" }).click();
  await viewer.setWindow(300, 900, "HU");
  await goToSlice(viewer, 5);
  const before = await looksAt(viewer);
  const acquired = await viewer.canvas("axial");
  await viewer.pressKey("v");
  expect(await tags(viewer)).toEqual(Array(4).fill("Reconstructed"));
  expect(await viewer.slice("axial")).toEqual({ number: 4 * factor + 1, count: 45 });
  const there = await looksAt(viewer);
  expect(there).toMatchObject({ camera: before.camera, window: before.window });
  there.mm.forEach((mm, n) => expect(mm).toBeCloseTo(before.mm[n], 6));
  there.scale.forEach((mm, n) => expect(mm).toBeCloseTo(before.scale[n], 9));
  // An acquired slice is the same picture, pixel for pixel, and says so.
  expect(await badge(viewer, "axial")).toContain("As acquired");
  expect(differing(await viewer.canvas("axial"), acquired)).toBe(0);
  expect(await badge(viewer, "coronal")).toContain("Partly made");

  await goToSlice(viewer, 4 * factor + 2);
  expect(await badge(viewer, "axial")).toContain("Made between slices");
  await shoot(viewer, "reconstruct-made");

  // Back to the nearest slice, and to the very place once more.
  await viewer.pressKey("v");
  expect(await tags(viewer)).toEqual(Array(4).fill("As acquired"));
  expect(await viewer.slice("axial")).toEqual({ number: 5, count: 12 });
  await viewer.pressKey("v");
  expect(await viewer.slice("axial")).toEqual({ number: 4 * factor + 2, count: 45 });
});

test("values read from a reconstruction are those of the scan where it was acquired", async () => {
  const scan = await upload();
  await reconstructDone(someone, scan.id);
  const viewer = await open(scan);
  await choice(viewer).getByRole("button", { name: "Reconstructed" }).click();
  await viewer.settle();
  await goToSlice(viewer, 6 * factor + 1);
  const values = await viewer.page.evaluate(
    ([k, columns, rows]) => {
      const hook = window.scanetrixViewer as unknown as Hook;
      const all: (number | null)[] = [];
      for (let j = 0; j < rows; j += 3)
        for (let i = 0; i < columns; i += 3) all.push(hook.valueAt(i, j, k));
      return all;
    },
    [6 * factor, size[0], size[1]],
  );
  const truth: number[] = [];
  for (let j = 0; j < size[1]; j += 3)
    for (let i = 0; i < size[0]; i += 3) truth.push(thick.voxels[i + size[0] * (j + size[1] * 6)]);
  expect(values).toEqual(truth);
});

test("work that waits is found again after a reload, and can be stopped", async () => {
  const scan = await upload();
  const viewer = await open(scan);
  const { page } = viewer;
  const workers = childrenOf(browser.server.pid);
  expect(workers.length).toBeGreaterThan(0);
  for (const pid of workers) process.kill(pid, "SIGSTOP");
  try {
    await page.getByRole("button", { name: "Reconstruct to 1.6 mm…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Off" }).click();
    await dialog.getByRole("button", { name: "Reconstruct", exact: true }).click();
    await page.getByText(/^Waiting for the server, 0\s%$/).waitFor();
    await page.reload();
    await viewer.settle();
    await page.getByText(/^Waiting for the server, 0\s%$/).waitFor();
    await shoot(viewer, "reconstruct-waiting");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Slices 6.4 mm apart").waitFor();
  } finally {
    for (const pid of workers) process.kill(pid, "SIGCONT");
  }
  expect((await someone.scan(scan.id)).volumes).toHaveLength(1);
});

test("it says how it was made, is made again another way, and goes when one says so", async () => {
  const scan = await upload();
  await reconstructDone(someone, scan.id);
  const viewer = await open(scan);
  const { page } = viewer;
  await choice(viewer).getByRole("button", { name: "Reconstructed" }).click();
  await viewer.settle();
  const section = page.getByRole("region", { name: "Between slices" });
  await section.getByText("6.4 mm to 1.6 mm, factor 4").waitFor();
  await section.getByText("Preserve", { exact: true }).waitFor();
  await section.getByText(/wide, as the files say$/).waitFor();
  if (!hasNetwork) await section.getByText(/^The network was not used\./).waitFor();
  await section.getByRole("button", { name: "Make again…" }).scrollIntoViewIfNeeded();
  await shoot(viewer, "reconstruct-facts");

  await section.getByRole("button", { name: "Make again…" }).click();
  const dialog = page.getByRole("dialog", { name: "Reconstruct again" });
  await dialog.getByRole("radio", { name: /^Deblur/ }).check();
  await dialog.getByRole("button", { name: "Off" }).click();
  await dialog.getByRole("button", { name: "Reconstruct", exact: true }).click();
  await section.getByText("Deblur", { exact: true }).waitFor();
  await viewer.settle();
  for (const plane of planes) expect(await badge(viewer, plane)).toContain("Estimated");
  expect(await tags(viewer)).toEqual(Array(4).fill("Reconstructed"));

  await section.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The reconstruction is removed.").waitFor();
  await viewer.settle();
  expect(await page.getByTestId("volume-tag").count()).toBe(0);
  expect(await viewer.slice("axial")).toMatchObject({ count: 12 });
  await page.getByText("Slices 6.4 mm apart").waitFor();
});

test("why nothing can be made stands where one looks for it, and no offer is in the way", async () => {
  const scan = await uploadScan(
    someone,
    dicomSeries(acquire({ ...acquisitions.axial, spacing: [2, 2, 2] })),
  );
  const viewer = await open(scan);
  const about = viewer.page.getByRole("region", { name: "About this scan" });
  await about.getByText(scan.reconstruction.reason!.message).waitFor();
  expect(await viewer.page.getByRole("button", { name: /^Reconstruct/ }).count()).toBe(0);
});

test("pictures that leave say what they show, with words and without", async () => {
  const scan = await upload();
  await reconstructDone(someone, scan.id);
  const viewer = await open(scan);
  const plain = await savePicture(viewer, false);
  expect(plain.name).toMatch(/^thick-slices-axial-\d+\.png$/);
  expect(violetPixels(plain.picture)).toBe(0);
  await viewer.pressKey("v");
  const made = await savePicture(viewer, false);
  expect(made.name).toMatch(/^thick-slices-reconstructed-axial-\d+\.png$/);
  expect(violetPixels(made.picture)).toBeGreaterThan(200);
  expect(violetPixels((await savePicture(viewer, true)).picture)).toBeGreaterThan(200);
});

test("pictures that nobody scanned are not called scanned or acquired", async () => {
  const scan = await uploadScan(someone, pngStack(thick, 16));
  const viewer = await open(scan);
  await viewer.page
    .getByRole("region", { name: "About this scan" })
    .getByText("As uploaded")
    .waitFor();
  expect(await viewer.page.getByText(/As scanned|As acquired/).count()).toBe(0);
});

test.runIf(hasNetwork)(
  "uncertainty lies over what was made, in colours that say how much",
  async () => {
    const scan = await upload();
    await reconstructDone(someone, scan.id);
    if (!(await someone.scan(scan.id)).volumes.some(({ kind }) => kind === "uncertainty")) return;
    const viewer = await open(scan);
    await choice(viewer).getByRole("button", { name: "Reconstructed" }).click();
    await viewer.settle();
    // Off at first, and nobody's volume to choose.
    expect(await viewer.page.getByTestId("uncertainty-axial").count()).toBe(0);
    expect(await choice(viewer).getByRole("button").count()).toBe(2);
    await goToSlice(viewer, 4 * factor + 1);
    await viewer.pressKey("u");
    expect(opaquePixels(await overlay(viewer, "axial"))).toBe(0);
    await goToSlice(viewer, 4 * factor + 3);
    const over = await overlay(viewer, "axial");
    expect(opaquePixels(over)).toBeGreaterThan(100);
    const below = await viewer.canvas("axial");
    expect([over.width, over.height]).toEqual([below.width, below.height]);
    await shoot(viewer, "reconstruct-uncertainty");

    // The most uncertain voxel of the slice is read so, and its colour is the strongest around.
    const most = await viewer.page.evaluate(
      ([k, columns, rows]) => {
        const hook = window.scanetrixViewer as unknown as Hook & {
          lpsOfVoxel: (ijk: number[]) => number[];
          canvasPointOf: (pane: string, lps: number[]) => { x: number; y: number };
        };
        let best = { value: -1, ijk: [0, 0, 0] };
        for (let j = 0; j < rows; j += 1)
          for (let i = 0; i < columns; i += 1) {
            const value = hook.uncertaintyAt(i, j, k);
            if (value === null) throw new Error(`no uncertainty at ${i}, ${j}, ${k}`);
            if (value > best.value) best = { value, ijk: [i, j, k] };
          }
        return { ...best, at: hook.canvasPointOf("axial", hook.lpsOfVoxel(best.ijk)) };
      },
      [4 * factor + 2, size[0], size[1]],
    );
    expect(most.value).toBeGreaterThan(0);
    const reading = await viewer.readAt("axial", most.at);
    expect(reading).toMatch(new RegExp(`^−?\\d+ ± ${most.value.toFixed(0)} HU at `));
    await viewer.pressKey("u");
    expect(await viewer.readAt("axial", { x: most.at.x + 1, y: most.at.y })).not.toContain("±");
  },
);

async function overlay(viewer: ViewerPage, plane: PlaneName): Promise<Picture> {
  const url = await viewer.page
    .getByTestId(`uncertainty-${plane}`)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  return decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

async function savePicture(viewer: ViewerPage, overlays: boolean) {
  const { page } = viewer;
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /^Picture/ }).click();
  const dialog = page.getByRole("dialog", { name: "Picture of a view" });
  await dialog.getByRole("group", { name: "View" }).getByRole("button", { name: "Axial" }).click();
  await dialog.getByLabel("With scale, letters and text").setChecked(overlays);
  const coming = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save picture" }).click();
  const download = await coming;
  const picture = decodePng(readFileSync(await download.path()));
  return { name: download.suggestedFilename(), picture };
}

/** Of the colour of words about what was made. */
function violetPixels(picture: Picture): number {
  return count(
    picture,
    ([red, green, blue]) => blue > 200 && red > 140 && red - green > 15 && blue - red > 30,
  );
}

function opaquePixels(picture: Picture): number {
  return count(picture, (color) => color.some((channel) => channel > 0));
}

function differing(one: Picture, other: Picture): number {
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  return count(one, (color, x, y) => color.some((c, n) => c !== other.color(x, y)[n]));
}

function count(
  picture: Picture,
  holds: (color: readonly number[], x: number, y: number) => boolean,
): number {
  let found = 0;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) if (holds(picture.color(x, y), x, y)) found += 1;
  return found;
}
