import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries } from "../phantom/dicom";
import { type Sheet, sheetPng, sheetValue } from "../phantom/light_box";
import { acquire, acquisitions } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { type PaneName, type Point, ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

const sheet: Sheet = {
  rows: 4,
  columns: 5,
  tile: [64, 72],
  gutter: 4,
  gutterGray: 255,
  margin: 6,
  blank: 2,
};

const upload = (): Promise<Scan> => uploadScan(someone, [sheetPng(sheet)]);
const open = async (scan: Scan) =>
  ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );

/** What the page lends to tests: where things are drawn, and what the voxels hold. */
type Hook = {
  canvasPointOf: (pane: string, lps: number[]) => Point | null;
  lpsOfVoxel: (ijk: number[]) => number[];
  valueAt: (i: number, j: number, k: number) => number | null;
};

/** Where a voxel, or a place between voxels, is drawn. */
function placeOf(viewer: ViewerPage, pane: PaneName, ijk: number[]): Promise<Point> {
  return viewer.page.evaluate(
    ([name, voxel]) => {
      const hook = window.scanetrixViewer as unknown as Hook;
      return hook.canvasPointOf(name, hook.lpsOfVoxel(voxel))!;
    },
    [pane, ijk] as const,
  );
}

function valueAt(viewer: ViewerPage, ijk: [number, number, number]): Promise<number | null> {
  return viewer.page.evaluate(
    ([i, j, k]) => (window.scanetrixViewer as unknown as Hook).valueAt(i, j, k),
    ijk,
  );
}

/** How often an inch of the screen holds a step along each axis, as the coronal plane draws it: step k over step i. */
async function coronalAspect(viewer: ViewerPage): Promise<number> {
  await viewer.settle();
  const [here, beside, above] = await Promise.all(
    [
      [10, 10, 5],
      [20, 10, 5],
      [10, 10, 15],
    ].map((ijk) => placeOf(viewer, "coronal", ijk)),
  );
  return Math.abs(above.y - here.y) / Math.abs(beside.x - here.x);
}

async function makeStack(viewer: ViewerPage): Promise<void> {
  await viewer.page.getByRole("button", { name: "Review", exact: true }).click();
  await viewer.page.getByText("18 slices of 72 × 64").waitFor();
  await viewer.page.getByRole("button", { name: "Make a stack" }).click();
  await viewer.page.getByRole("region", { name: /^Axial, slice \d+ of 18/ }).waitFor();
  await viewer.settle();
}

test("a sheet is proposed, corrected by keys, and becomes the stack whose slices it shows", async () => {
  const scan = await upload();
  const viewer = await open(scan);
  const { page } = viewer;
  await page.getByText(/Looks like a sheet of 4 × 5 slices, \d+\s% sure/).waitFor();
  await shoot(viewer, "sheet-notice");
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByText("18 slices of 72 × 64").waitFor();
  await page.getByText("2 blank tiles at the end left out").waitFor();
  await shoot(viewer, "sheet-editor");

  // The second tile begins where its pixels do.
  const corner = await placeOf(viewer, "axial", [6 + 76 - 0.5, 6 - 0.5, 0]);
  const tile = await page
    .getByTestId("sheet-grid")
    .locator("> g > rect:first-child")
    .nth(1)
    .evaluate((rect: SVGRectElement) => {
      const { x, y } = rect.ownerSVGElement!.getBoundingClientRect(); // A box of the edge itself has its line's width.
      return { x: x + rect.x.baseVal.value, y: y + rect.y.baseVal.value };
    });
  expect(tile.x).toBeCloseTo(corner.x, 0);
  expect(tile.y).toBeCloseTo(corner.y, 0);

  // The focus is where the rows are changed.
  await page.keyboard.press("ArrowDown");
  await page.getByText(/^1\d slices of 72 × \d+$/).waitFor();
  expect(await page.getByRole("spinbutton", { name: "Rows" }).inputValue()).toBe("3");
  await page.keyboard.press("ArrowUp");
  await page.getByText("18 slices of 72 × 64").waitFor();
  await page.getByRole("button", { name: "Make a stack" }).click();
  await page.getByRole("region", { name: /^Axial, slice \d+ of 18/ }).waitFor();
  await viewer.settle();

  for (const slice of [0, 7, 17])
    expect(await valueAt(viewer, [20, 30, slice])).toBe(sheetValue(sheet, slice, 30, 20));
  expect((await viewer.slice("coronal")).count).toBe(64);
  await page.getByText("Cut into 4 rows of 5, row by row").waitFor();
  await shoot(viewer, "sheet-stack");

  await page.goto("/");
  await page.getByText("From a sheet").waitFor();
});

test("the other order can be said, the grid changed afterwards, and one picture be had back", async () => {
  const viewer = await open(await upload());
  const { page } = viewer;
  await makeStack(viewer);
  const before = await valueAt(viewer, [20, 30, 1]);

  await page.getByRole("button", { name: "Change…" }).click();
  await page.getByText("18 slices of 72 × 64").waitFor();
  await page.getByRole("button", { name: "Column by column" }).click();
  await page.getByText("19 slices of 72 × 64").waitFor();
  await page.getByRole("button", { name: "Make a stack" }).click();
  await page.getByRole("region", { name: /^Axial, slice \d+ of 19/ }).waitFor();
  await viewer.settle();
  // The tile below the first.
  expect(await valueAt(viewer, [20, 30, 1])).toBe(sheetValue(sheet, 5, 30, 20));
  expect(before).toBe(sheetValue(sheet, 1, 30, 20));

  await page.getByRole("button", { name: "Change…" }).click();
  await page.getByRole("button", { name: "Back to the stack" }).click();
  await page.getByRole("region", { name: /^Axial, slice \d+ of 19/ }).waitFor();

  await page.getByRole("button", { name: "Back to one picture" }).click();
  await page.getByRole("region", { name: "Picture" }).waitFor();
  await page.getByText(/Looks like a sheet/).waitFor();
});

test("that it is one picture is said once, and a grid can be laid over it all the same", async () => {
  const viewer = await open(await upload());
  const { page } = viewer;
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByRole("button", { name: "It is one picture" }).click();
  await page.getByText("One picture, as somebody said").waitFor();
  expect(await page.getByText(/Looks like a sheet/).count()).toBe(0);
  await page.reload();
  await page.getByText("One picture, as somebody said").waitFor();

  await page.getByRole("button", { name: "Cut…" }).click();
  const columns = page.getByRole("spinbutton", { name: "Columns" });
  await columns.fill("100");
  await page.getByRole("spinbutton", { name: "Rows" }).fill("100");
  await page.getByText("Measuring…").waitFor({ state: "hidden" });
  await page.getByRole("spinbutton", { name: "Rows" }).fill("4");
  await columns.fill("5");
  await page.getByText("18 slices of 72 × 64").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "Picture" }).waitFor();
  expect(await page.getByTestId("sheet-grid").count()).toBe(0);
});

test("sizes that are entered set the scale and the proportions, and can be taken back", async () => {
  const viewer = await open(await upload());
  const { page } = viewer;
  await makeStack(viewer);
  expect(await coronalAspect(viewer)).toBeCloseTo(1, 1);

  await viewer.pane("axial").getByRole("button", { name: "Uncalibrated" }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("Enter how many millimetres, such as 0.5.").first().waitFor();
  await shoot(viewer, "spacing-wrong");
  await page.getByRole("textbox", { name: "Pixel width" }).fill("0,5");
  await page.getByRole("textbox", { name: "From slice to slice" }).fill("3");
  await shoot(viewer, "spacing-form");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  expect(await coronalAspect(viewer)).toBeCloseTo(3 / 0.5, 1);
  const [left, right] = [
    await placeOf(viewer, "axial", [10, 10, 5]),
    await placeOf(viewer, "axial", [30, 10, 5]),
  ];
  const mmPerPixel = (20 * 0.5) / (right.x - left.x);
  expect(await viewer.mmPerPixel("axial")).toBeCloseTo(mmPerPixel, 3);
  await page.getByText("0.50 × 0.50 × 3.00 mm").first().waitFor();
  await page.getByText(/Entered by hand/).waitFor();
  await shoot(viewer, "spacing-entered");

  await page.getByRole("button", { name: "Correct…" }).click();
  await page.getByRole("button", { name: "Take back" }).click();
  await viewer.pane("axial").getByRole("button", { name: "Uncalibrated" }).waitFor();
  expect(await coronalAspect(viewer)).toBeCloseTo(1, 1);
});

test("what a scanner has measured is not entered by hand, and says so", async () => {
  const viewer = await open(await uploadScan(someone, dicomSeries(acquire(acquisitions.axial))));
  await viewer.page.getByText(/It was measured, so it is not entered by hand/).waitFor();
  expect(await viewer.page.getByRole("button", { name: /^(Enter|Correct)…$/ }).count()).toBe(0);
});
