import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, decodePng, type Picture } from "../harness/pictures";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { acquire, acquisitions, tissue, type Image } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
let scan: Scan;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
  scan = await uploadScan(someone, dicomSeries(marked()));
});

/** A soft body with one solid block in front at the patient's left, above the middle. */
function marked(): Image {
  const image = acquire(acquisitions.axial);
  const { columns, rows, slices, voxels } = image;
  let n = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, n++) {
        const isLeft = i >= columns * 0.75 && i < columns * 0.9;
        const isFront = j >= rows * 0.1 && j < rows * 0.25;
        const isAbove = k >= slices * 0.7 && k < slices * 0.9;
        voxels[n] = isLeft && isFront && isAbove ? 1200 : Math.min(voxels[n], tissue);
      }
  return image;
}

/** No WebGL, neither on the page nor in its workers. */
const before = `{
  for (const kind of [HTMLCanvasElement, OffscreenCanvas]) {
    const own = kind.prototype.getContext;
    kind.prototype.getContext = function (name, ...rest) {
      return String(name).startsWith("webgl") ? null : own.call(this, name, ...rest);
    };
  }
}`;

async function open(): Promise<ViewerPage> {
  const options = { viewport: viewerScreen, before };
  return ViewerPage.settled(await browser.openAs(someone, `/scans/${scan.id}`, options));
}

const turned = async (viewer: ViewerPage) => (await viewer.state()).volume.turned;
const canvas = (viewer: ViewerPage) => viewer.pane("volume").locator("canvas");

/** Middle of the light in what the server drew, right and down from the picture's middle, as a part of its width. */
async function light(viewer: ViewerPage): Promise<[right: number, down: number]> {
  const picture = await drawn(viewer);
  let [sum, right, down] = [0, 0, 0];
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      sum += picture.gray(x, y);
      right += picture.gray(x, y) * (x - picture.width / 2);
      down += picture.gray(x, y) * (y - picture.height / 2);
    }
  expect(sum).toBeGreaterThan(1000);
  return [right / sum / picture.width, down / sum / picture.width];
}

async function drawn(viewer: ViewerPage): Promise<Picture> {
  const url = await canvas(viewer).evaluate((shown) => (shown as HTMLCanvasElement).toDataURL());
  return decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

test("without WebGL 2 the server draws planes and 3D, and each pane says so", async () => {
  const viewer = await open();
  expect(await viewer.state()).toMatchObject({
    planes: { axial: { fidelity: "server" }, sagittal: { fidelity: "server" } },
    volume: { scene: "absent", turned: 30 },
  });
  await viewer
    .pane("volume")
    .getByText(/No WebGL 2 here: the server draws/)
    .waitFor();
  const badge = viewer.pane("volume").getByTestId("fidelity");
  expect(await badge.textContent()).toBe("All voxels· drawn by the server");
  await badge.click();
  await viewer.page.getByText(/The server draws the picture instead/).waitFor();
  await viewer
    .pane("volume")
    .getByRole("img", { name: /^The scan in 3D, from the front/ })
    .waitFor();
  await viewer.page.keyboard.press("Escape");
  await viewer.setWindow(100, 2200, "HU");
  for (const plane of ["axial", "coronal", "sagittal"] as const)
    expect(contrast((await viewer.picture(plane)).picture)).toBeGreaterThan(10);
  await shoot(viewer, "turntable");
});

test("turned by buttons, by keys and by dragging, the block is where it must be, never mirrored", async () => {
  const viewer = await open();
  const sides: [string, number, (right: number) => void][] = [
    ["From the front", 0, (right) => expect(right).toBeGreaterThan(0.08)],
    // From the left the face is on the left of the picture.
    ["From the left", 90, (right) => expect(right).toBeLessThan(-0.08)],
    ["From the back", 180, (right) => expect(right).toBeLessThan(-0.08)],
    ["From the right", 270, (right) => expect(right).toBeGreaterThan(0.08)],
  ];
  for (const [name, angle, check] of sides) {
    await viewer.pressButton(name);
    expect(await turned(viewer)).toBe(angle);
    const [right, down] = await light(viewer);
    check(right);
    expect(down).toBeLessThan(-0.05);
  }
  // Its letters are those of what is seen, and nobody looks from above where nothing can be drawn from there.
  expect(await viewer.page.getByTestId("cube").locator("[data-face]").count()).toBe(1);
  expect(await viewer.page.getByRole("button", { name: "From above" }).isDisabled()).toBe(true);

  await viewer.pressButton("From the front");
  const [before] = await light(viewer);
  const box = (await canvas(viewer).boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await viewer.page.mouse.move(middle.x, middle.y);
  await viewer.page.mouse.down();
  await viewer.page.mouse.move(middle.x + 60, middle.y, { steps: 6 });
  await viewer.page.mouse.up();
  await viewer.settle();
  // The near side follows the hand: what was in front goes to the right, and the patient's right comes into view.
  const dragged = (await turned(viewer))!;
  expect(dragged).toBeGreaterThan(270);
  expect((await light(viewer))[0]).toBeGreaterThan(before);

  await viewer.pressKey("ArrowLeft");
  expect(await turned(viewer)).toBe((dragged + 10) % 360);
  await viewer.pressKey("ArrowRight");
  await viewer.pressKey("ArrowRight");
  expect(await turned(viewer)).toBe(dragged - 10);
});

test("each side is asked for once; while it is awaited the last stays, and what does not come is said", async () => {
  const asked: string[] = [];
  let works = true;
  const page = await browser.openAs(someone, `/scans/${scan.id}`, {
    ...{ viewport: viewerScreen, before },
    route: [
      /turntable\.png/,
      (route) => {
        asked.push(new URL(route.request().url()).searchParams.get("angle")!);
        return works ? route.continue() : route.fulfill({ status: 404, body: "" });
      },
    ],
  });
  const viewer = await ViewerPage.settled(page);
  await viewer.pressButton("From the front");
  await viewer.pressButton("From the left");
  await viewer.pressButton("From the front");
  expect(asked).toEqual(["30", "0", "90"]);
  works = false;
  await page.getByRole("button", { name: "From the back" }).click();
  const alert = viewer.pane("volume").getByRole("alert");
  await alert.waitFor();
  expect([0, 90]).toContain(await turned(viewer));
  expect(contrast(await drawn(viewer))).toBeGreaterThan(1);
  works = true;
  await alert.getByRole("button", { name: "Try again" }).click();
  await viewer.waitFor(({ volume }) => volume.turned === 180);
  expect(await alert.count()).toBe(0);
  browser.expectTrouble(/404/);
});
