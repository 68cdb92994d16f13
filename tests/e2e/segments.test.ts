import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { reconstructDone } from "../harness/jobs";
import { decodePng, type Picture } from "../harness/pictures";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, newUid } from "../phantom/dicom";
import { type Vec3 } from "../phantom/geometry";
import { acquire, acquisitions, blocks } from "../phantom/phantom";
import { dicomSegmentation } from "../phantom/segmentation";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { middleOf, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

/** The middle of the pixels of this colour, and how many there are. */
function colouredIn(picture: Picture, wanted: (color: string) => boolean) {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      if (wanted(picture.color(x, y).join())) [count, sumX, sumY] = [count + 1, sumX + x, sumY + y];
  return { count, x: sumX / count, y: sumY / count };
}

/** What is drawn over a plane of the segment that is white, and of the other one. */
async function segmentsIn(viewer: ViewerPage, plane: "axial" | "coronal") {
  const canvas = viewer.page.getByTestId(`labels-${plane}`);
  const url = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const over = decodePng(Buffer.from(url.split(",")[1], "base64"));
  const white = colouredIn(over, (color) => color === "255,255,255");
  const other = colouredIn(over, (color) => color !== "255,255,255" && color !== "0,0,0");
  return { over, white, other, box: (await canvas.boundingBox())! };
}

/** The segments of both blocks lie where the blocks lie in the body. */
async function mustLieInBody(viewer: ViewerPage): Promise<void> {
  for (const plane of ["axial", "coronal"] as const) {
    const { white, other, box } = await segmentsIn(viewer, plane);
    for (const [label, lps] of [
      [other, blocks.R.at],
      [white, blocks.L.at],
    ] as const) {
      const at = await viewer.page.evaluate(
        ([name, place]) => {
          type Hook = { canvasPointOf: (pane: string, lps: Vec3) => { x: number; y: number } };
          return (window.scanetrixViewer as unknown as Hook).canvasPointOf(name, place);
        },
        [plane, lps] as const,
      );
      expect(label.count).toBeGreaterThan(200);
      const off = [label.x + box.x - at.x, label.y + box.y - at.y];
      expect(Math.hypot(...off), plane).toBeLessThan(3);
    }
  }
}

/** The segments of both blocks lie where the picture has the blocks. */
async function mustLieOnBlocks(viewer: ViewerPage): Promise<void> {
  for (const plane of ["axial", "coronal"] as const) {
    const below = await viewer.canvas(plane);
    const { over, white, other } = await segmentsIn(viewer, plane);
    expect([over.width, over.height]).toEqual([below.width, below.height]);
    for (const [label, value] of [
      [other, blocks.R.value],
      [white, blocks.L.value],
    ] as const) {
      const block = middleOf(below, ((value - 400) / 1000 + 0.5) * 255, 8)!;
      expect(label.count).toBeGreaterThan(200);
      expect(Math.hypot(label.x - block.x, label.y - block.y), plane).toBeLessThan(3);
    }
    // The patient's right is on the left of the picture.
    expect(other.x).toBeLessThan(white.x);
  }
}

test("segments lie over the planes where they are in the body, and can be taken off", async () => {
  const image = acquire(acquisitions.axial);
  const seriesUid = newUid();
  const near = (wanted: number) => (value: number) => Math.abs(value - wanted) < 50;
  const scan = await uploadScan(someone, [
    ...dicomSeries(image, { seriesUid }),
    dicomSegmentation(image, seriesUid, [
      { number: 1, label: "Right block", holds: near(blocks.R.value) },
      // White in CIELab.
      { number: 2, label: "Left block", cielab: [0xffff, 0x8080, 0x8080], holds: near(400) },
    ]),
  ]);
  const viewer = await ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );
  await viewer.setWindow(400, 1000, "HU");
  await viewer.settle();
  await viewer.page.getByText("Left block").scrollIntoViewIfNeeded();
  await shoot(viewer, "segments");

  await mustLieOnBlocks(viewer);

  await viewer.page.getByRole("switch", { name: "Show in the planes" }).uncheck();
  await viewer.page.getByTestId("labels-axial").waitFor({ state: "detached" });
  await shoot(viewer, "segments-off");
});

test("over slices that were made between they lie where they were drawn in the body", async () => {
  const image = acquire({ ...acquisitions.axial, size: [48, 44, 14], spacing: [1.6, 1.6, 4.8] });
  const seriesUid = newUid();
  const near = (wanted: number) => (value: number) => Math.abs(value - wanted) < 50;
  const scan = await uploadScan(someone, [
    ...dicomSeries(image, { seriesUid }),
    dicomSegmentation(image, seriesUid, [
      { number: 1, label: "Right block", holds: near(blocks.R.value) },
      { number: 2, label: "Left block", cielab: [0xffff, 0x8080, 0x8080], holds: near(400) },
    ]),
  ]);
  await reconstructDone(someone, scan.id);
  const viewer = await ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );
  await viewer.setWindow(400, 1000, "HU");
  await mustLieInBody(viewer);
  await viewer.pressButton("Reconstructed");
  await viewer.page.getByText(/made on the slices as acquired and drawn where they lie/).waitFor();
  await mustLieInBody(viewer);
  // Beside the middle, where no slice was acquired, zoomed and moved.
  await viewer.pane("axial").getByRole("slider").focus();
  await viewer.pressKey("ArrowDown");
  await viewer.pressKey("+");
  await mustLieInBody(viewer);
});
