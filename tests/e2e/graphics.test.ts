import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, type Picture } from "../harness/pictures";
import { uploadScan } from "../harness/uploading";
import { fieldImage } from "../phantom/field";
import { type Vec3 } from "../phantom/geometry";
import { nifti1, niftiBytes, niftiFloat } from "../phantom/nifti";
import { withBrowser } from "./harness/browser";
import { grayAround, viewerScreen, ViewerPage } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

const upright = [1, 0, 0, -30, 0, 1, 0, -26, 0, 0, 1.2, 10, 0, 0, 0, 1];

async function open(bytes: Buffer, before = ""): Promise<ViewerPage> {
  const scan = await uploadScan(someone, [{ path: "field.nii", bytes }]);
  const page = await browser.openAs(someone, `/scans/${scan.id}`, {
    viewport: viewerScreen,
    before,
  });
  return ViewerPage.settled(page);
}

/** A device whose graphics lack these extensions, and take 3D textures of this size at most. */
const poorer = (extensions: string[], most = 2048) => `{
  const missing = ${JSON.stringify(extensions)};
  const own = WebGL2RenderingContext.prototype;
  const { getExtension, getSupportedExtensions, getParameter } = own;
  own.getExtension = function (name) {
    return missing.includes(name) ? null : getExtension.call(this, name);
  };
  own.getSupportedExtensions = function () {
    return getSupportedExtensions.call(this).filter((name) => !missing.includes(name));
  };
  own.getParameter = function (name) {
    const value = getParameter.call(this, name);
    return name === this.MAX_3D_TEXTURE_SIZE ? Math.min(value, ${most}) : value;
  };
}`;

/** The brightest along the view: from the front the patient's left is right, and the head above. */
async function brightest(viewer: ViewerPage): Promise<Picture> {
  await viewer.pressButton(/Brightest/);
  await viewer.pressButton("From the front");
  return (await viewer.picture("volume")).picture;
}

/** The field grows towards the left and the head: so must the gray, everywhere. */
function mustGrow(picture: Picture): void {
  const at = (x: number, y: number) =>
    grayAround(picture, { x: picture.width * x, y: picture.height * y });
  const across = [0.35, 0.45, 0.55, 0.65].map((x) => at(x, 0.5));
  const upwards = [0.65, 0.55, 0.45, 0.35].map((y) => at(0.5, y));
  for (const grays of [across, upwards])
    for (let n = 1; n < grays.length; n++)
      expect(grays[n], grays.join()).toBeGreaterThan(grays[n - 1]);
}

function difference(a: Picture, b: Picture): number {
  let [sum, count] = [0, 0];
  for (let y = 8; y < a.height - 8; y += 8)
    for (let x = 8; x < a.width - 8; x += 8, count++)
      sum += Math.abs(grayAround(a, { x, y }) - grayAround(b, { x, y }));
  return sum / count;
}

describe("3D looks the same with and without 16-bit and filtered float textures", () => {
  const size: Vec3 = [60, 52, 48];
  const kinds: [string, Buffer][] = [
    ["16 bits outside ±2048", nifti1(fieldImage(size, upright, (value) => value * 12 - 3000))],
    ["floats", niftiFloat(fieldImage(size, upright), 0.001, -0.2)],
    ["bytes", niftiBytes(fieldImage(size, upright, (value) => Math.round(value / 4)))],
  ];

  test.each(kinds)("%s", async (_, bytes) => {
    const all = await brightest(await open(bytes));
    mustGrow(all);
    const lacking = poorer(["EXT_texture_norm16", "OES_texture_float_linear"]);
    const few = await brightest(await open(bytes, lacking));
    mustGrow(few);
    expect(difference(all, few)).toBeLessThan(1.5);
  });
});

describe("a volume longer than the graphics hold", () => {
  test.each([
    [256, 300, 1],
    [2048, 2100, 1],
  ])(
    "of %i voxels: %i are shown coarser, and it says so; planes are exact",
    async (most, long, level) => {
      const image = fieldImage([long, 20, 20], upright, (value) => value % 2000);
      const viewer = await open(nifti1(image), poorer([], most));
      expect((await viewer.state()).volume).toMatchObject({ level, fidelity: "reduced" });
      const badge = viewer.pane("volume").getByTestId("fidelity");
      expect(await badge.getByText(`texture limit ${most}`).count()).toBe(1);
      expect(contrast((await viewer.picture("volume")).picture)).toBeGreaterThan(3);
      for (const plane of ["axial", "coronal", "sagittal"] as const)
        expect((await viewer.state()).planes[plane].fidelity).toBe("exact");
    },
  );

  test("is shown exact where one looks at a part, and whole again afterwards", async () => {
    const viewer = await open(nifti1(fieldImage([300, 40, 40], upright)), poorer([], 256));
    await viewer.pressButton("Show in 3D only what the planes show");
    await viewer.page.getByText("Zoom into a plane first").waitFor();
    expect((await viewer.state()).volume.crop).toBeNull();

    await viewer.pane("axial").locator("canvas").first().click();
    for (let n = 0; n < 4; n++) await viewer.pressKey("+");
    await viewer.pressButton("Show in 3D only what the planes show");
    const { volume } = await viewer.state();
    expect(volume).toMatchObject({ level: 0, fidelity: "exact" });
    expect(volume.crop!.end[0] - volume.crop!.first[0]).toBeLessThan(256);

    await viewer.pressButton("Show all of it in 3D");
    expect((await viewer.state()).volume).toMatchObject({
      level: 1,
      fidelity: "reduced",
      crop: null,
    });
  });
});
