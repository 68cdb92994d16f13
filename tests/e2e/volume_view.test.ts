import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, decodePng, type Picture } from "../harness/pictures";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, type NamedFile } from "../phantom/dicom";
import { type Vec3, dot } from "../phantom/geometry";
import {
  acquire,
  acquireLeaning,
  acquisitions,
  blocks,
  center,
  type Side,
} from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { grayAround, viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
let scan: Scan;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
  scan = await uploadScan(someone, dicomSeries(acquire(acquisitions.axial)));
});

const open = async ({ id }: Scan) =>
  ViewerPage.settled(await browser.openAs(someone, `/scans/${id}`, { viewport: viewerScreen }));

/** Which ways of the patient (LPS) are right and up in each standard view. */
const views: Record<string, { right: Vec3; up: Vec3 }> = {
  "From the front": { right: [1, 0, 0], up: [0, 0, 1] },
  "From the back": { right: [-1, 0, 0], up: [0, 0, 1] },
  "From the left": { right: [0, 1, 0], up: [0, 0, 1] },
  "From the right": { right: [0, -1, 0], up: [0, 0, 1] },
  "From above": { right: [-1, 0, 0], up: [0, -1, 0] },
  "From below": { right: [1, 0, 0], up: [0, -1, 0] },
};

describe("the brightest values along the view show each block where it lies", () => {
  const sources: [string, NamedFile[]][] = [
    ["axial slices", dicomSeries(acquire(acquisitions.axial))],
    ["sagittal slices", dicomSeries(acquire(acquisitions.sagittal), { numbersDescend: true })],
    ["oblique slices", dicomSeries(acquire(acquisitions.oblique))],
  ];

  test.each(sources)("%s", async (_, files) => {
    const viewer = await open(await uploadScan(someone, files));
    await viewer.pressButton(/Brightest/);
    for (const [name, { right, up }] of Object.entries(views)) {
      await viewer.pressButton(name);
      const { picture } = await viewer.picture("volume");
      const mm = await viewer.mmPerPixel("volume");
      const gray = (side: Side) => {
        const way = blocks[side].at.map((x, axis) => x - center[axis]) as unknown as Vec3;
        const x = picture.width / 2 + dot(way, right) / mm;
        const y = picture.height / 2 - dot(way, up) / mm;
        return grayAround(picture, { x, y });
      };
      // The two that lie along the view cover one another in the middle; the four others stand free.
      const free = (Object.keys(blocks) as Side[])
        .filter((side) => {
          const way = blocks[side].at.map((x, axis) => x - center[axis]) as unknown as Vec3;
          return Math.hypot(dot(way, right), dot(way, up)) > 1;
        })
        .sort((a, b) => blocks[a].value - blocks[b].value);
      const grays = free.map(gray);
      expect(free).toHaveLength(4);
      for (let n = 1; n < grays.length; n++)
        expect(
          grays[n] - grays[n - 1],
          `${name}: ${free.join(" < ")}: ${grays.join(", ")}`,
        ).toBeGreaterThan(4);
    }
  });
});

test("the look is chosen from at least six, and each shows something of its own", async () => {
  const viewer = await open(scan);
  const looks = await viewer.page
    .getByRole("region", { name: "3D look" })
    .getByRole("button", { pressed: undefined })
    .filter({ has: viewer.page.locator("img, i") })
    .all();
  const seen = new Set<string>();
  const names = (await Promise.all(looks.map((look) => look.innerText()))).filter(
    (name) => name.trim() !== "",
  );
  expect(names.length).toBeGreaterThanOrEqual(6);
  for (const name of names) {
    await viewer.page.getByRole("button", { name, exact: true }).click();
    const { picture } = await viewer.picture("volume");
    expect(contrast(picture), name).toBeGreaterThan(3);
    seen.add(contrast(picture).toFixed(3));
  }
  expect(seen.size).toBeGreaterThanOrEqual(names.length - 1);
});

test("turning it changes the view, and more opacity makes it denser", async () => {
  const viewer = await open(scan);
  const before = await viewer.picture("volume");
  const [x, y] = [before.left + before.picture.width / 2, before.top + before.picture.height / 2];
  await viewer.page.mouse.move(x, y);
  await viewer.page.mouse.down();
  await viewer.page.mouse.move(x + 90, y + 30, { steps: 3 });
  await viewer.page.mouse.up();
  const turned = await viewer.picture("volume");
  expect(difference(before.picture, turned.picture)).toBeGreaterThan(2);

  await viewer.page.getByLabel("Opacity of the whole in percent", { exact: true }).fill("400");
  await viewer.page.keyboard.press("Enter");
  const denser = await viewer.picture("volume");
  expect(difference(turned.picture, denser.picture)).toBeGreaterThan(1);
});

test("while it is dragged the picture is coarser, and as bright as at rest", async () => {
  const viewer = await open(scan);
  const { left, top, picture } = await viewer.picture("volume");
  const [x, y] = [left + picture.width / 2, top + picture.height / 2];
  const shot = async () => {
    const clip = { x: left, y: top, width: picture.width, height: picture.height };
    return decodePng(await viewer.page.screenshot({ clip }));
  };
  await viewer.page.mouse.move(x, y);
  await viewer.page.mouse.down();
  // A hand that trembles by a pixel: the view stays, and the picture never comes to rest.
  await viewer.page.evaluate(
    ([atX, atY]) => {
      const stage = document.querySelector('section[data-pane="volume"] [data-stage]')!;
      let step = 0;
      const tremble = () => {
        step += 1;
        const at = { clientX: atX + (step % 2), clientY: atY };
        const kind = { pointerId: 1, pointerType: "mouse", buttons: 1, bubbles: true };
        stage.dispatchEvent(new PointerEvent("pointermove", { ...kind, ...at }));
      };
      (window as unknown as { trembling: number }).trembling = window.setInterval(tremble, 40);
    },
    [x, y] as const,
  );
  await viewer.page.waitForFunction(() => {
    const { settled } = window.scanetrixViewer!.state() as unknown as { settled: boolean };
    return !settled;
  });
  await viewer.page.waitForTimeout(600);
  const moving = await shot();
  const { settled } = (await viewer.state()) as unknown as { settled: boolean };
  expect(settled).toBe(false);
  await viewer.page.evaluate(() =>
    window.clearInterval((window as unknown as { trembling: number }).trembling),
  );
  await viewer.page.mouse.up();
  await viewer.settle();
  const atRest = await shot();
  expect(Math.abs(meanGray(moving) - meanGray(atRest))).toBeLessThan(0.04 * meanGray(atRest));
  expect(moving.width).toBe(atRest.width);
});

test("after the graphics were lost the picture comes back as it was", async () => {
  const viewer = await open(scan);
  await viewer.pressButton("From the left");
  const before = await viewer.picture("volume");
  await loseGraphics(viewer);
  const after = await viewer.picture("volume");
  expect(difference(before.picture, after.picture)).toBeLessThan(1);
});

test("another volume is drawn by the same graphics, and looks as it does in fresh ones", async () => {
  const leaning = dicomSeries(acquireLeaning(24), { leaning: true, description: "Tilted head" });
  const viewer = await open(await uploadScan(someone, leaning));
  const picture = async () => {
    await viewer.pressButton("From the left");
    return (await viewer.picture("volume")).picture;
  };
  const corrected = await picture();
  const canvas = viewer.pane("volume").locator("canvas").first();
  await canvas.evaluate((element) => (element.dataset.first = ""));

  await viewer.pressButton("As acquired");
  const switched = await picture();
  expect(await canvas.getAttribute("data-first")).toBe("");
  expect(await viewer.pane("volume").locator("[data-outdated]").count()).toBe(0);

  await loseGraphics(viewer);
  const { picture: fresh } = await viewer.picture("volume");
  expect(difference(switched, fresh)).toBeLessThan(1);
  expect(difference(switched, corrected)).toBeGreaterThan(3);
});

async function loseGraphics(viewer: ViewerPage): Promise<void> {
  const canvas = viewer.pane("volume").locator("canvas");
  await canvas.first().evaluate((lost) => {
    (lost as HTMLCanvasElement).dataset.lost = "";
    const gl = (lost as HTMLCanvasElement).getContext("webgl2")!;
    gl.getExtension("WEBGL_lose_context")!.loseContext();
  });
  // A lost context is not mended: another canvas takes its place.
  await viewer.pane("volume").locator("canvas:not([data-lost])").waitFor();
  await viewer.page.locator('[data-pane="volume"][data-scene="shown"]').waitFor();
}

function meanGray(picture: Picture): number {
  let sum = 0;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) sum += picture.gray(x, y);
  return sum / (picture.width * picture.height);
}

/** Of the mean grays of small squares: rays begin a little apart by chance, and single pixels with them. */
function difference(a: Picture, b: Picture): number {
  const side = 7;
  let [sum, count] = [0, 0];
  for (let y = side; y < a.height - side; y += side)
    for (let x = side; x < a.width - side; x += side) {
      sum += Math.abs(grayAround(a, { x, y }) - grayAround(b, { x, y }));
      count++;
    }
  return sum / count;
}
