import { beforeAll, describe, expect, test } from "vitest";
import { type Route } from "playwright-core";
import { Client } from "../harness/client";
import { contrast, type Picture } from "../harness/pictures";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { fieldAt, fieldImage, middleOf } from "../phantom/field";
import { invert, step, transform, type Vec3 } from "../phantom/geometry";
import { nifti1 } from "../phantom/nifti";
import { type PageOptions, withBrowser } from "./harness/browser";
import { type PlaneName, viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
const size: Vec3 = [160, 144, 132];
const upright = [1, 0, 0, -80, 0, 1, 0, -70, 0, 0, 1.2, 10, 0, 0, 0, 1];
const [c, s] = [Math.cos(0.2), Math.sin(0.2)];
const oblique = [c, -s, 0, -40, s * c, c * c, -1.2 * s, -70, s * s, s * c, 1.2 * c, 10, 0, 0, 0, 1];
const planes: PlaneName[] = ["axial", "coronal", "sagittal"];

let someone: Client;
let scan: Scan;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
  scan = await upload(upright);
});

const upload = (ijkToLps: number[]) =>
  uploadScan(someone, [{ path: "field.nii", bytes: nifti1(fieldImage(size, ijkToLps)) }]);

const openPage = ({ id }: Scan, options: PageOptions = {}) =>
  browser.openAs(someone, `/scans/${id}`, { viewport: viewerScreen, ...options });
const open = async (of: Scan, options: PageOptions = {}) =>
  ViewerPage.settled(await openPage(of, options));

/** From 0 black to 2200 white: every voxel of the field has a gray between. */
const shownWindow = { center: 1100, width: 2200 };

/**
 * The field at each pixel of a plane, by the volume's matrix alone: the pane's middle is the slice's, its right is the
 * patient's left or back, its down the patient's back or feet. Null near the edges.
 */
function resliced(
  ijkToLps: number[],
  plane: PlaneName,
  slice: number,
  mmPerPixel: number,
  { width, height }: Picture,
): (number | null)[] {
  const [right, down, through] = { axial: [0, 1, 2], coronal: [0, 2, 1], sagittal: [1, 2, 0] }[
    plane
  ];
  const middle = size.map((count) => (count - 1) / 2) as [number, number, number];
  middle[through] = slice;
  const center = transform(ijkToLps, middle);
  const unit = (axis: number) => {
    const mm = step(ijkToLps, axis);
    return mm.map((x) => x / Math.hypot(...mm));
  };
  const [across, along] = [unit(right), unit(down).map((x) => (down === 2 ? -x : x))];
  const back = invert(ijkToLps);
  const values: (number | null)[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [(x + 0.5 - width / 2) * mmPerPixel, (y + 0.5 - height / 2) * mmPerPixel];
      const lps = center.map((mm, n) => mm + across[n] * dx + along[n] * dy);
      const ijk = transform(back, lps as unknown as Vec3);
      const isIn = ijk.every((n, axis) => axis === through || (n > 1.5 && n < size[axis] - 2.5));
      values.push(isIn ? fieldAt(ijk) : null);
    }
  return values;
}

describe("what is on the screen is what the scan holds", () => {
  test.each([
    ["upright", upright],
    ["oblique", oblique],
  ])("each pixel of each plane is the reslice of its place: %s", async (_, matrix) => {
    const viewer = await open(await upload(matrix));
    await viewer.setWindow(shownWindow.center, shownWindow.width);
    const state = await viewer.state();
    for (const plane of planes) {
      const picture = await viewer.canvas(plane);
      const { index, mmPerPixel, fidelity } = state.planes[plane];
      expect(fidelity).toBe("exact");
      let [compared, worst] = [0, 0];
      for (const [n, value] of resliced(matrix, plane, index, mmPerPixel, picture).entries()) {
        if (value === null) continue;
        const gray = picture.gray(n % picture.width, Math.floor(n / picture.width));
        worst = Math.max(worst, Math.abs(gray - (value / shownWindow.width) * 255));
        compared++;
      }
      expect(compared).toBeGreaterThan(5000);
      // Half a gray of rounding, and a tenth of a voxel where a pixel takes in several.
      expect(worst, plane).toBeLessThan(0.5 + (7 / shownWindow.width) * 255);
    }
  });

  test("a voxel of each level is the mean of those that it stands for; what is resident is known", async () => {
    const viewer = await open(scan);
    const { levels } = scan.volumes[0];
    expect(levels[0].shape).toEqual([132, 144, 160]);
    expect(levels.length).toBeGreaterThan(1);
    const places = levels.map(({ factor }) =>
      [20, 24, 64].map((n, axis) => Math.floor(n / factor[2 - axis])),
    );
    const found = await viewer.page.evaluate((at) => {
      const { bricks, voxelOf } = window.scanetrixViewer!;
      return {
        bricks: bricks().resident,
        values: at.map((place, level) => [
          voxelOf(level, place as [number, number, number]),
          voxelOf(level, [-1, 0, 0]),
        ]),
      };
    }, places);
    for (const [level, [value, outside]] of found.values.entries()) {
      const { factor } = levels[level];
      const at = places[level].map((n, axis) => middleOf(n, factor[2 - axis]));
      expect(Math.abs(value![0] - fieldAt(at))).toBeLessThanOrEqual(1);
      expect(outside).toBeNull();
    }
    expect(found.bricks[0]).toBeGreaterThan(0);
    expect(found.bricks.at(-1)).toBeGreaterThan(0);
  });
});

/** Requests for bricks of the full resolution. */
const fullBricks = /\/zarr\/0\/c\//;

describe("while voxels are on their way", () => {
  test("all panes show the coarse level, and say so; then everything becomes exact", async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const page = await openPage(scan, { hold: [fullBricks, held] });
    const viewer = new ViewerPage(page);
    await viewer.waitFor(
      ({ planes: { axial }, volume }) => axial.level !== null && volume.scene === "shown",
    );
    const before = await viewer.state();
    for (const plane of planes) {
      expect(before.planes[plane].fidelity).toBe("sharpening");
      expect(before.planes[plane].missing).toBeGreaterThan(0);
      const picture = await viewer.canvas(plane);
      expect(contrast(picture)).toBeGreaterThan(10);
      const badge = viewer.pane(plane).getByTestId("fidelity");
      expect(await badge.innerText()).toMatch(/^Sharpening \d+\s%/);
    }
    const box = (await viewer.pane("axial").locator("canvas").first().boundingBox())!;
    const at = { x: box.x + box.width / 2 + 40, y: box.y + box.height / 2 + 20 };
    expect(await viewer.readAt("axial", at)).toContain("from reduced data");

    release();
    await viewer.settle();
    const after = await viewer.state();
    for (const plane of planes)
      expect(after.planes[plane]).toMatchObject({ fidelity: "exact", level: 0 });
    expect(after.volume).toMatchObject({ fidelity: "exact", level: 0 });
    const reading = viewer.page.getByTestId("reading-axial");
    expect(await reading.textContent()).not.toContain("reduced");
  });

  test("over a slow link the coarse picture is there long before the exact one", async () => {
    const page = await openPage(scan, { link: { bytesPerSecond: 400_000, latencyMs: 60 } });
    const viewer = new ViewerPage(page);
    await viewer.waitFor(({ planes: { axial, coronal, sagittal } }) =>
      [axial, coronal, sagittal].every(({ level }) => level !== null),
    );
    expect((await viewer.state()).planes.axial.missing).toBeGreaterThan(0);
    await viewer.settle();
    expect((await viewer.state()).planes.axial).toMatchObject({ level: 0, missing: 0 });
  });

  test("an error of the server passes: it is tried again, and everything ends exact", async () => {
    let left = 3;
    const page = await openPage(scan, {
      route: [fullBricks, (route) => (left-- > 0 ? refuse(route) : route.continue())],
    });
    const viewer = await ViewerPage.settled(page);
    expect(left).toBeLessThan(0);
    for (const plane of planes) expect((await viewer.state()).planes[plane].fidelity).toBe("exact");
    browser.expectTrouble(/503/);
  });

  test("an answer that breaks off in its middle is asked for again, and everything ends exact", async () => {
    let left = 3;
    const page = await openPage(scan, {
      route: [
        fullBricks,
        async (route) => {
          if (left-- <= 0) return route.continue();
          const whole = await route.fetch();
          const bytes = await whole.body();
          // The headers of all of it, and half of the body.
          await route.fulfill({
            status: whole.status(),
            headers: whole.headers(),
            body: bytes.subarray(0, bytes.length >> 1),
          });
        },
      ],
    });
    const viewer = await ViewerPage.settled(page);
    expect(left).toBeLessThan(0);
    for (const plane of planes) expect((await viewer.state()).planes[plane].fidelity).toBe("exact");
    await viewer.setWindow(shownWindow.center, shownWindow.width);
    const picture = await viewer.canvas("axial");
    const { index, mmPerPixel } = (await viewer.state()).planes.axial;
    const middle = (picture.height >> 1) * picture.width + (picture.width >> 1);
    const value = resliced(upright, "axial", index, mmPerPixel, picture)[middle]!;
    const gray = picture.gray(picture.width >> 1, picture.height >> 1);
    expect(Math.abs(gray - (value / shownWindow.width) * 255)).toBeLessThan(1.5);
  });

  test("an error that stays is said with its reason, the coarse picture stays; then one tries again", async () => {
    let works = false;
    const page = await openPage(scan, {
      route: [fullBricks, (route) => (works ? route.continue() : refuse(route))],
    });
    const viewer = new ViewerPage(page);
    const note = page.getByRole("alert").filter({ hasText: "The server cannot do this" });
    await note.waitFor();
    expect((await viewer.state()).planes.axial.fidelity).toBe("failed");
    expect(contrast(await viewer.canvas("axial"))).toBeGreaterThan(10);
    works = true;
    await note.getByRole("button", { name: "Try again" }).click();
    await viewer.settle();
    expect((await viewer.state()).planes.axial.fidelity).toBe("exact");
    expect(await note.count()).toBe(0);
    browser.expectTrouble(/503/);
  });
});

const refuse = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({
      ...{ type: "about:blank", title: "", status: 503, code: "unavailable" },
      detail: "",
    }),
  });

describe("whatever becomes of the panes", () => {
  test("shrunk to nothing and back they show the same", async () => {
    const viewer = await open(scan);
    const before = await viewer.canvas("axial");
    const panes = viewer.page.locator("#panes");
    await panes.evaluate((element) => (element.style.display = "none"));
    await viewer.waitFor(({ planes }) => planes.axial.level === null);
    await panes.evaluate((element) => (element.style.display = ""));
    await viewer.waitFor(({ planes }) => planes.axial.level === 0);
    await viewer.settle();
    mustBeSame(before, await viewer.canvas("axial"));
    expect((await viewer.state()).volume).toMatchObject({ scene: "shown", level: 0 });
  });

  test("twenty changes of the layout leave as many graphics contexts and the same picture", async () => {
    const viewer = await open(scan, { before: countContexts });
    const before = await viewer.canvas("axial");
    const contexts = () => viewer.page.evaluate("window.liveContexts()");
    const few = await contexts();
    expect(few).toBeLessThanOrEqual(2); // That of 3D, and one by which vtk.js tries what works.
    for (let turn = 0; turn < 20; turn++)
      await viewer.page
        .getByRole("button", {
          name: ["One pane", "Four panes", "One large, three small"][turn % 3],
        })
        .click();
    await viewer.page.getByRole("button", { name: "Four panes" }).click();
    await viewer.settle();
    mustBeSame(before, await viewer.canvas("axial"));
    expect(await contexts()).toBe(few);
  });

  test("a lost graphics context comes back by itself, one level coarser, and says why", async () => {
    const viewer = await open(scan);
    expect((await viewer.state()).volume.level).toBe(0);
    await viewer
      .pane("volume")
      .locator("canvas")
      .first()
      .evaluate((lost) =>
        (lost as HTMLCanvasElement)
          .getContext("webgl2")!
          .getExtension("WEBGL_lose_context")!
          .loseContext(),
      );
    await viewer.waitFor(({ volume }) => volume.scene === "shown" && volume.level === 1);
    await viewer.settle();
    expect((await viewer.state()).volume).toMatchObject({ level: 1, fidelity: "reduced" });
    expect(await viewer.pane("volume").getByTestId("fidelity").innerText()).toContain("Reduced ⅓");
    for (const plane of planes) expect((await viewer.state()).planes[plane].fidelity).toBe("exact");
  });

  test("with memory for a few bricks alone planes still end exact, slice after slice", async () => {
    // 0.03 GiB: 2 MB of bricks, of which a plane here crosses up to 25 of 64 KB.
    const viewer = await open(scan, {
      before: `Object.defineProperty(navigator, "deviceMemory", { value: 0.03 });`,
    });
    await viewer.setWindow(shownWindow.center, shownWindow.width);
    for (const slice of [20, 100]) {
      const slider = viewer.page.getByRole("slider", { name: "Axial slice" });
      await slider.focus();
      await viewer.pressKey(slice === 20 ? "Home" : "End");
      const { index, mmPerPixel, level } = (await viewer.state()).planes.axial;
      expect(level).toBe(0);
      const picture = await viewer.canvas("axial");
      const middle = (picture.height / 2) * picture.width + picture.width / 2;
      const value = resliced(upright, "axial", index, mmPerPixel, picture)[Math.floor(middle)]!;
      const gray = picture.gray(picture.width / 2, picture.height / 2);
      expect(Math.abs(gray - (value / shownWindow.width) * 255)).toBeLessThan(1.5);
    }
    const { bytes, budgetBytes } = await viewer.page.evaluate(() =>
      window.scanetrixViewer!.bricks(),
    );
    expect(budgetBytes).toBeLessThan(2_100_000);
    expect(bytes).toBeLessThanOrEqual(budgetBytes);
  });
});

function mustBeSame(a: Picture, b: Picture): void {
  expect([b.width, b.height]).toEqual([a.width, a.height]);
  for (let y = 0; y < a.height; y += 3)
    for (let x = 0; x < a.width; x += 3)
      if (a.gray(x, y) !== b.gray(x, y)) throw new Error(`pixel ${x}, ${y} is another`);
}

/** `window.liveContexts()`: WebGL contexts that were made and not lost. */
const countContexts = `{
  const made = new Set();
  const own = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = own.call(this, kind, ...rest);
    if (context && String(kind).startsWith("webgl")) made.add(context);
    return context;
  };
  window.liveContexts = () => [...made].filter((context) => !context.isContextLost()).length;
}`;
