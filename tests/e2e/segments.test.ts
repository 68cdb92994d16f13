import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { decodePng, type Picture } from "../harness/pictures";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, newUid } from "../phantom/dicom";
import { acquire, acquisitions, blocks } from "../phantom/phantom";
import { dicomSegmentation } from "../phantom/segmentation";
import { withBrowser } from "./harness/browser";
import { ViewerPage, viewerScreen } from "./harness/viewer_page";

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

/** The middle of the pixels that are `wanted`, and how many there are. */
function middleOf(picture: Picture, wanted: (x: number, y: number) => boolean) {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      if (wanted(x, y)) [count, sumX, sumY] = [count + 1, sumX + x, sumY + y];
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
  await viewer.setWindow(200, 400, "HU");
  await viewer.settle();
  await viewer.page.getByText("Left block").waitFor();
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
    const isWhite = (x: number, y: number) => over.color(x, y).join() === "255,255,255";
    const isColoured = (x: number, y: number) =>
      over.color(x, y).join() !== "0,0,0" && !isWhite(x, y);
    const pairs = [
      [isColoured, (x: number, y: number) => Math.abs(below.gray(x, y) - 127) < 12],
      [isWhite, (x: number, y: number) => below.gray(x, y) > 245],
    ] as const;
    for (const [label, gray] of pairs) {
      const drawn = middleOf(over, label);
      const block = middleOf(below, gray);
      expect(drawn.count).toBeGreaterThan(200);
      expect(Math.hypot(drawn.x - block.x, drawn.y - block.y), plane).toBeLessThan(3);
    }
    // The patient's right is on the left of the picture.
    expect(middleOf(over, isColoured).x).toBeLessThan(middleOf(over, isWhite).x);
  }

  await viewer.page.getByRole("switch", { name: "Show in the planes" }).uncheck();
  await viewer.page.getByTestId("labels-axial").waitFor({ state: "detached" });
  await shoot(viewer, "segments-off");
});
