import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, type NamedFile } from "../phantom/dicom";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, blocks, center, grain, type Side } from "../phantom/phantom";
import { pngStack, stored } from "../phantom/picture_stack";
import { withBrowser } from "./harness/browser";
import {
  middleOf,
  mustBeTrue,
  type PlaneName,
  viewerScreen,
  ViewerPage,
} from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

const open = async (scan: Scan) =>
  ViewerPage.settled(
    await browser.openAs(someone, `/scans/${scan.id}`, { viewport: viewerScreen }),
  );

const planes: PlaneName[] = ["axial", "coronal", "sagittal"];
/** What must be seen on which side of each plane's picture. */
const sides: Record<PlaneName, Record<"left" | "right" | "top" | "bottom", Side>> = {
  axial: { left: "R", right: "L", top: "A", bottom: "P" },
  coronal: { left: "R", right: "L", top: "S", bottom: "I" },
  sagittal: { left: "A", right: "P", top: "S", bottom: "I" },
};

/** From black −1000 to white 1200, so that each block has its own gray. */
const wide = { center: 100, width: 2200 };

/** Each block stands on its side, as far from its opposite as in the patient. `toGray` is of a block's value. */
async function mustStandRight(
  viewer: ViewerPage,
  plane: PlaneName,
  toGray: (value: number) => number,
): Promise<void> {
  const { picture } = await viewer.picture(plane);
  const at = Object.fromEntries(
    Object.entries(sides[plane]).map(([edge, side]) => {
      const middle = middleOf(picture, toGray(blocks[side].value + grain / 2));
      if (!middle) throw new Error(`${plane}: block ${side} is not seen`);
      return [edge, middle];
    }),
  );
  expect(at.left.x, plane).toBeLessThan(at.right.x - 20);
  expect(at.top.y, plane).toBeLessThan(at.bottom.y - 20);
}

const grayOf = (value: number) => ((value - wide.center) / wide.width + 0.5) * 255;

describe("a CT", () => {
  const image = acquire(acquisitions.axial);
  let scan: Scan;
  beforeAll(async () => {
    scan = await uploadScan(someone, dicomSeries(image, { description: "Six sides" }));
  });

  test("shows as many slices as it has, the middle one first, with letters and a true scale", async () => {
    const viewer = await open(scan);
    expect(await viewer.slice("axial")).toMatchObject({ count: 24 });
    expect(await viewer.slice("coronal")).toMatchObject({ count: 44 });
    expect(await viewer.slice("sagittal")).toMatchObject({ count: 48 });
    for (const plane of planes) expect(await viewer.letters(plane)).toEqual(sides[plane]);

    await viewer.setWindow(wide.center, wide.width, "HU");
    for (const plane of planes) {
      await mustStandRight(viewer, plane, grayOf);
      const { picture } = await viewer.picture(plane);
      const mm = await viewer.mmPerPixel(plane);
      const { left, right, top, bottom } = sides[plane];
      const middle = (side: Side) => middleOf(picture, grayOf(blocks[side].value + grain / 2))!;
      const apart = (a: Side, b: Side) =>
        Math.hypot(...blocks[a].at.map((x, axis) => x - blocks[b].at[axis]));
      // Half a voxel at either end is what a block's edge may be off.
      expect(Math.abs((middle(right).x - middle(left).x) * mm - apart(left, right))).toBeLessThan(
        2,
      );
      expect(Math.abs((middle(bottom).y - middle(top).y) * mm - apart(top, bottom))).toBeLessThan(
        3,
      );
    }
  });

  test("tells the value under the cursor as it is in the file", async () => {
    const viewer = await open(scan);
    await viewer.setWindow(wide.center, wide.width, "HU");
    for (const plane of planes) {
      const { picture, left, top } = await viewer.picture(plane);
      for (const side of Object.values(sides[plane])) {
        const middle = middleOf(picture, grayOf(blocks[side].value + grain / 2))!;
        const reading = await viewer.readAt(plane, { x: left + middle.x, y: top + middle.y });
        mustBeTrue(reading, image);
        expect(Number(/^\d+/.exec(reading)![0]) - blocks[side].value).toBeLessThanOrEqual(grain);
      }
    }
  });

  test("goes through slices by wheel, by keys and by the slider", async () => {
    const viewer = await open(scan);
    const { number } = await viewer.slice("axial");
    const box = (await viewer.pane("axial").boundingBox())!;
    await viewer.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await viewer.page.mouse.wheel(0, 100);
    await viewer.page.waitForFunction(
      (before) => !document.querySelector(`[aria-label^="Axial, slice ${before} of"]`),
      number,
    );
    const turned = (await viewer.slice("axial")).number;
    expect(Math.abs(turned - number)).toBe(1);
    await viewer.page.mouse.wheel(0, -100);
    await viewer.waitForSlice("axial", number);

    await viewer.page.keyboard.press("ArrowDown");
    await viewer.waitForSlice("axial", turned);
    await viewer.page.keyboard.press("ArrowUp");
    await viewer.waitForSlice("axial", number);

    const slider = viewer.page.getByRole("slider", { name: "Coronal slice" });
    await slider.focus();
    await viewer.pressKey("Home");
    const first = (await viewer.slice("coronal")).number;
    await viewer.pressKey("End");
    expect([first, (await viewer.slice("coronal")).number].sort((a, b) => a - b)).toEqual([1, 44]);
    expect(await slider.getAttribute("aria-valuetext")).toMatch(
      /^Slice \d+ of 44, [AP] \d+\.\d mm$/,
    );
  });

  test("links all planes by the crosshair", async () => {
    const viewer = await open(scan);
    await viewer.setWindow(wide.center, wide.width, "HU");
    const { picture, left, top } = await viewer.picture("axial");
    const middle = middleOf(picture, grayOf(blocks.L.value + grain / 2))!;
    await viewer.page.mouse.click(left + middle.x, top + middle.y);
    await viewer.settle();

    // Columns are 1.6 mm, from the grid's middle; slices are counted from 1 along the volume.
    const column = Math.round((blocks.L.at[0] - center[0]) / 1.6 + 23.5) + 1;
    const { number } = await viewer.slice("sagittal");
    expect(Math.abs(number - column)).toBeLessThanOrEqual(1);
    const sagittal = await viewer.picture("sagittal");
    expect(middleOf(sagittal.picture, grayOf(blocks.L.value + grain / 2))).not.toBeNull();
    expect(middleOf(sagittal.picture, grayOf(blocks.A.value + grain / 2))).toBeNull();
  });

  test("fills the page with one pane and comes back", async () => {
    const viewer = await open(scan);
    const before = (await viewer.pane("coronal").boundingBox())!;
    await viewer.pressButton("Enlarge coronal");
    const large = (await viewer.pane("coronal").boundingBox())!;
    expect(large.width * large.height).toBeGreaterThan(2 * before.width * before.height);
    expect(await viewer.pane("axial").isVisible()).toBe(false);
    await viewer.pressButton("All panes");
    expect(await viewer.pane("coronal").boundingBox()).toEqual(before);
    expect(await viewer.pane("axial").isVisible()).toBe(true);
  });

  test("changes its window by presets, by keys, by typing and by dragging; reset brings it back", async () => {
    const viewer = await open(scan);
    const note = async () => (await viewer.page.getByTestId("reading-axial").textContent())!;
    const first = await note();
    await viewer.pressButton(/^Bone 1800/);
    expect(await note()).toContain("W 1800 L 400");
    await viewer.pressKey("2");
    expect(await note()).toContain("W 1500 L −600");
    await viewer.setWindow(-50, 320, "HU");
    expect(await note()).toContain("W 320 L −50");

    const box = (await viewer.pane("axial").boundingBox())!;
    await viewer.page.mouse.move(box.x + 150, box.y + 150);
    await viewer.page.mouse.down({ button: "right" });
    await viewer.page.mouse.move(box.x + 200, box.y + 170, { steps: 4 });
    await viewer.page.mouse.up({ button: "right" });
    await viewer.settle();
    expect(await note()).not.toContain("W 320 L −50");
    await viewer.pressKey("r");
    expect((await note()).slice(-12)).toBe(first.slice(-12));
  });
});

describe("whatever way the slices lay, nothing is mirrored", () => {
  const sources: [string, NamedFile[], string][] = [
    ["DICOM coronal", dicomSeries(acquire(acquisitions.coronal), { numbersDescend: true }), "HU"],
    ["DICOM sagittal", dicomSeries(acquire(acquisitions.sagittal)), "HU"],
    ["DICOM oblique", dicomSeries(acquire(acquisitions.oblique)), "HU"],
    ...["RAS", "LPS", "PSR", "IRA"].map((axes): [string, NamedFile[], string] => {
      const image = sampleAlong([...axes], [44, 48, 40], [1.8, 1.7, 2], center);
      return [`NIfTI ${axes}`, [{ path: `${axes}.nii`, bytes: nifti1(image) }], ""];
    }),
  ];

  test.each(sources)("%s", async (_, files, unit) => {
    const viewer = await open(await uploadScan(someone, files));
    await viewer.setWindow(wide.center, wide.width, unit);
    for (const plane of planes) {
      await mustStandRight(viewer, plane, grayOf);
      const letters = await viewer.letters(plane);
      for (const [edge, side] of Object.entries(sides[plane])) expect(letters[edge][0]).toBe(side);
    }
  });
});

test("a stack of pictures is shown upright, with a warning that it has no scale", async () => {
  const scan = await uploadScan(someone, pngStack(acquire(acquisitions.axial), 16));
  const viewer = await open(scan);
  await viewer.setWindow(stored(wide.center, 16), wide.width);
  for (const plane of planes) await mustStandRight(viewer, plane, grayOf);

  // Instead of a bar, in each pane.
  await viewer.pane("axial").getByText("Uncalibrated", { exact: true }).waitFor();
  expect(await viewer.page.getByRole("img", { name: /^Scale/ }).count()).toBe(0);
  await viewer.page.getByRole("status").filter({ hasText: scan.warnings[0].message }).waitFor();
  await viewer.page.getByRole("button", { name: "Details" }).click();
  const notes = viewer.page.getByRole("dialog").filter({ hasText: "about this scan" });
  for (const { message } of scan.warnings) await notes.getByText(message).waitFor();
});
