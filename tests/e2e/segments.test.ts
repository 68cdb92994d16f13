import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { decodePng, type Picture } from "../harness/pictures";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, newUid } from "../phantom/dicom";
import { acquire, acquisitions, blocks } from "../phantom/phantom";
import { dicomSegmentation } from "../phantom/segmentation";
import { withBrowser } from "./harness/browser";
import { middleOf, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

/** For a look at the page by whoever runs the tests. */
async function shoot(viewer: ViewerPage, name: string): Promise<void> {
  const folder = process.env.SCANETRIX_SHOTS;
  if (folder) await viewer.page.screenshot({ path: `${folder}/${name}.png` });
}

/** The middle of the pixels of this colour, and how many there are. */
function colouredIn(picture: Picture, wanted: (color: string) => boolean) {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      if (wanted(picture.color(x, y).join())) [count, sumX, sumY] = [count + 1, sumX + x, sumY + y];
  return { count, x: sumX / count, y: sumY / count };
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

  for (const plane of ["axial", "coronal"] as const) {
    const below = await viewer.canvas(plane);
    const over = decodePng(
      Buffer.from(
        (
          await viewer.page
            .getByTestId(`labels-${plane}`)
            .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
        ).split(",")[1],
        "base64",
      ),
    );
    expect([over.width, over.height]).toEqual([below.width, below.height]);
    const white = colouredIn(over, (color) => color === "255,255,255");
    const other = colouredIn(over, (color) => color !== "255,255,255" && color !== "0,0,0");
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

  await viewer.page.getByRole("switch", { name: "Show in the planes" }).uncheck();
  await viewer.page.getByTestId("labels-axial").waitFor({ state: "detached" });
  await shoot(viewer, "segments-off");
});
