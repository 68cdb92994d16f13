import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { uploadScan } from "../harness/uploading";
import { dicomSeries, newUid } from "../phantom/dicom";
import { acquire, acquireLeaning, acquisitions, air } from "../phantom/phantom";
import { withBrowser } from "./harness/browser";
import { shoot } from "./harness/shots";
import { ViewerPage, viewerScreen } from "./harness/viewer_page";

const browser = withBrowser();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(browser.server.url);
});

const open = async (scanId: string) =>
  ViewerPage.settled(await browser.openAs(someone, `/scans/${scanId}`, { viewport: viewerScreen }));

test("time points are gone through with the slice and the window kept", async () => {
  const image = acquire(acquisitions.axial);
  const later = { ...image, voxels: image.voxels.map((v) => (v === air ? air : v + 300)) };
  const seriesUid = newUid();
  const echo = (ms: string) => [{ tag: 0x00180081, vr: "DS", value: ms }];
  const options = { seriesUid, modality: "MR", description: "Two echoes" };
  const scan = await uploadScan(someone, [
    ...dicomSeries(image, { ...options, extra: echo("30") }),
    ...dicomSeries(later, { ...options, firstNumber: 100, extra: echo("80") }).map((file) => ({
      ...file,
      path: `second/${file.path}`,
    })),
  ]);
  const viewer = await open(scan.id);
  await viewer.page.getByText("Time point 1 of 2 · echo time 30 ms").waitFor();
  await viewer.setWindow(500, 2000);
  await viewer.pane("axial").hover();
  await viewer.page.mouse.wheel(0, 100);
  await viewer.settle();
  const before = await viewer.slice("axial");
  const box = (await viewer.pane("axial").locator("canvas").first().boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const valueOf = (text: string) => Number(/(-?\d+)/.exec(text.replace("−", "-"))![1]);
  const first = valueOf(await viewer.readAt("axial", middle));
  await shoot(viewer, "time-1");

  await viewer.page.getByRole("button", { name: "Time point after" }).click();
  await viewer.page.getByText("Time point 2 of 2 · echo time 80 ms").waitFor();
  await viewer.settle();
  expect(await viewer.slice("axial")).toEqual(before);
  await viewer.page.mouse.move(box.x + 3, box.y + 3);
  expect(valueOf(await viewer.readAt("axial", middle))).toBe(first + 300);
  await expect(viewer.page.getByLabel("Width", { exact: true }).inputValue()).resolves.toBe("2000");
  await shoot(viewer, "time-2");
});

test("a tilted stack is shown corrected, and as acquired when one asks, each named", async () => {
  const scan = await uploadScan(
    someone,
    dicomSeries(acquireLeaning(24), { leaning: true, description: "Tilted head" }),
  );
  const viewer = await open(scan.id);
  const choice = viewer.page.getByRole("group", { name: "Volume" });
  await choice.getByRole("button", { name: "Corrected", pressed: true }).waitFor();
  expect(await viewer.slice("coronal")).toMatchObject({ count: 44 + 23 });
  await shoot(viewer, "tilt-corrected");
  await choice.getByRole("button", { name: "As acquired" }).click();
  await viewer.settle();
  await viewer.page.getByText(/Slices lean by 33\.7°/).waitFor();
  expect(await viewer.slice("coronal")).toMatchObject({ count: 44 });
  await shoot(viewer, "tilt-acquired");
});

test("a slice that was made says so in its pane, and in those that cross it", async () => {
  const image = acquire(acquisitions.axial);
  const isSeventh = (bytes: Uint8Array) => Buffer.from(bytes).includes("IS\x02\x007 ", 0, "latin1");
  const scan = await uploadScan(
    someone,
    dicomSeries(image).filter(({ bytes }) => !isSeventh(bytes)),
  );
  const viewer = await open(scan.id);
  const badge = viewer.pane("axial").getByTestId("fidelity");
  expect(await badge.innerText()).toContain("Exact");
  await viewer.pane("axial").getByRole("slider").focus();
  for (let n = (await viewer.slice("axial")).number; n > 7; n -= 1)
    await viewer.pressKey("ArrowDown");
  await viewer.waitForSlice("axial", 7);
  expect(await badge.innerText()).toContain("Interpolated");
  const across = await viewer.pane("coronal").getByTestId("fidelity").innerText();
  expect(across).toContain("Partly interpolated");
  await shoot(viewer, "interpolated");
});
