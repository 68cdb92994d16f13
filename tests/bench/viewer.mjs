// SPDX-License-Identifier: Apache-2.0
/* global window, requestAnimationFrame */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { writeCtSeries } from "./ct_series.mjs";
import { decodeSpeed, recordDecoding } from "./decoding.mjs";
import { program, row, runProgram } from "./measure.mjs";

const kilobyte = 1e3;
const megabyte = 1e6;
/** 20 Mbit/s and 20 ms. */
const slowLink = { downloadThroughput: 20e6 / 8, uploadThroughput: 20e6 / 8, latency: 20 };
export const account = { email: "bench@example.org", password: "a long enough one", name: "Bench" };

/**
 * Opens a CT in Chromium with software GL, as a person does, and counts what it costs: bytes and requests until the
 * first picture of every pane, the time of it over a slow link, the bytes of one sagittal plane at full resolution, and
 * the page's memory.
 */
export async function viewerBench(folder) {
  const series = writeCtSeries(path.join(folder, "viewer_ct"), 350);
  const nifti = path.join(folder, "viewer.nii");
  runProgram(program, ["convert", path.dirname(series[0]), "--output", nifti]);
  const { server, browser, url } = await start(path.join(folder, "viewer_data"));
  try {
    const { token, scan } = await upload(url, readFileSync(nifti));
    const voxels = scan.volumes[0].shape.reduce((product, count) => product * count, 1);
    const plain = await openOnce(browser, url, null);
    const slow = await openOnce(browser, url, slowLink);
    const decoded = await decodeOnce(browser, url);
    const whole = await zarrBytes(url, token, scan);
    return [
      row(
        "viewer: voxel bytes until 3D and planes show",
        "kB",
        plain.first.bytes / kilobyte,
        undefined,
        { most: 1500 },
      ),
      row("viewer: requests for them", "", plain.first.requests, undefined, { most: 8 }),
      row("viewer: click to first picture, 20 Mbit/s, 20 ms", "s", slow.seconds, undefined, {
        most: 1.5 + slow.frameSeconds,
      }),
      row("  of which one frame of software GL", "s", slow.frameSeconds),
      row("viewer: click to first picture on this machine", "s", plain.seconds),
      row(
        "viewer: link used from first picture to exact planes",
        "",
        (slow.exact.bytes - slow.first.bytes) /
          (slowLink.downloadThroughput * (slow.exact.seconds - slow.seconds)),
        undefined,
        { least: 0.8 },
      ),
      row("viewer: voxels that one worker decodes", "MB/s", decoded.megabytesPerSecond, undefined, {
        least: 250,
      }),
      row("  of which measured", "MB", decoded.megabytes),
      row(
        "viewer: bytes of one more sagittal plane, exact",
        "MB",
        plain.sagittalBytes / megabyte,
        undefined,
        {
          most: whole / 5 / megabyte,
        },
      ),
      row("  all bytes of the volume's levels", "MB", whole / megabyte),
      row("page: peak memory above an empty one, of a voxel", "B", plain.peakBytes / voxels),
    ];
  } finally {
    await stop(server, browser);
  }
}

/** Opens the one scan of a data folder until its planes are exact. */
export async function openInBrowser(dataFolder, credentials) {
  const { server, browser, url } = await start(dataFolder);
  try {
    return await openOnce(browser, url, null, credentials);
  } finally {
    await stop(server, browser);
  }
}

async function start(dataFolder) {
  const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--data-dir", dataFolder], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface(server.stdout), "line");
  const browser = await chromium.launch({
    executablePath: process.env.SCANETRIX_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
  return { server, browser, url: line.replace("listening on ", "") };
}

async function stop(server, browser) {
  await browser.close();
  server.kill("SIGTERM");
  await once(server, "exit");
}

async function upload(url, bytes) {
  const post = async (address, body, headers = {}) => {
    const response = await fetch(url + address, { method: "POST", body, headers });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  };
  const json = { "content-type": "application/json" };
  const { accessToken } = await post("/api/v1/auth/register", JSON.stringify(account), json);
  const authorization = { authorization: `Bearer ${accessToken}` };
  const form = new FormData();
  form.append("files", new Blob([bytes]), "ct.nii");
  let { id, state, scans } = await post("/api/v1/uploads", form, authorization);
  const get = async (address) => (await fetch(url + address, { headers: authorization })).json();
  while (state !== "done") {
    if (state === "failed") throw new Error("the upload failed");
    await new Promise((resolve) => setTimeout(resolve, 50));
    ({ state, scans } = await get(`/api/v1/uploads/${id}`));
  }
  return { token: accessToken, scan: await get(`/api/v1/scans/${scans[0]}`) };
}

/** Of all shards of all levels. */
async function zarrBytes(url, token, scan) {
  const [volume] = scan.volumes;
  let bytes = 0;
  for (const { path: level } of volume.levels) {
    const response = await fetch(`${url}${volume.zarrUrl}/${level}/c/0/0/0`, {
      headers: { authorization: `Bearer ${token}`, range: "bytes=0-0" },
    });
    bytes += Number(response.headers.get("content-range").split("/")[1]);
  }
  return bytes;
}

async function openOnce(browser, url, link, { email, password } = account) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await context.request.post("/api/v1/auth/login", { data: { email, password } });
  await page.goto("/");
  const card = page.getByRole("list", { name: "Scans" }).getByRole("link").first();
  await card.waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  if (link) await devtools.send("Network.emulateNetworkConditions", { offline: false, ...link });
  const counted = countVoxels(devtools);
  const renderer = await rendererOf(browser);
  const before = residentBytes(renderer);
  const begin = Date.now() / 1000;
  await card.click();
  const pictured = await momentOf(page, isPictured);
  const seconds = pictured - begin;
  const exactAt = await momentOf(page, isExact);
  await settled(page);
  const exactSeconds = Date.now() / 1000 - begin;
  if (!(await page.evaluate(isExact))) throw new Error("a plane did not end exact");
  const first = counted.until(pictured);
  const exact = { seconds: exactAt - begin, bytes: counted.until(exactAt).bytes };
  const { bytes } = counted.until(Infinity);
  const frameSeconds = await oneFrame(page);
  const atRest = counted.until(Infinity).bytes;
  await chooseSagittal(page, 0.35);
  await settled(page);
  const sagittalBytes = counted.until(Infinity).bytes - atRest;
  const peakBytes = peakOf(renderer) - before;
  await context.close();
  return { seconds, first, exact, exactSeconds, bytes, frameSeconds, sagittalBytes, peakBytes };
}

/** The page's own decoding worker on the very requests that it was sent: the bricks of the three middle planes. */
async function decodeOnce(browser, url) {
  const context = await browser.newContext({ baseURL: url });
  await recordDecoding(context);
  const page = await context.newPage();
  const { email, password } = account;
  await context.request.post("/api/v1/auth/login", { data: { email, password } });
  await page.goto("/");
  await page.getByRole("list", { name: "Scans" }).getByRole("link").first().click();
  await page.waitForFunction(isPictured, undefined, { polling: 10, timeout: 120_000 });
  await settled(page);
  const speed = await decodeSpeed(page);
  await context.close();
  return speed;
}

/** Presses the slider's track: one slice straight away, a third of the body from the middle. */
async function chooseSagittal(page, part) {
  const track = page.getByRole("slider", { name: "Sagittal slice" }).locator("..");
  const box = await track.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * part);
}

/** Runs in the page: true, as the moment in seconds, when 3D has been drawn and each plane shows something. */
function isPictured() {
  const state = window.scanetrixViewer?.state();
  if (!state || state.volume.scene !== "shown") return false;
  return Object.values(state.planes).every(({ level }) => level !== null) && Date.now() / 1000;
}

/** Runs in the page, as above. */
function isExact() {
  const planes = Object.values(window.scanetrixViewer.state().planes);
  return planes.every(({ level }) => level === 0) && Date.now() / 1000;
}

/** When it came about, in seconds since 1970, by the page's clock: this process may hear of it later. */
async function momentOf(page, condition) {
  const found = await page.waitForFunction(condition, undefined, { polling: 10, timeout: 120_000 });
  return found.jsonValue();
}

async function settled(page) {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await window.scanetrixViewer.settled();
  });
}

/** Runs in the page. Reading a pixel waits for the graphics process, which draws after the page has given its orders. */
function finishDrawing() {
  const canvas = window.document.querySelector('section[data-pane="volume"] canvas');
  const gl = canvas.getContext("webgl2");
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** What 3D takes to be drawn again at full quality, from another side. */
async function oneFrame(page) {
  await page.getByRole("button", { name: "From the front" }).click();
  await settled(page);
  await page.evaluate(finishDrawing);
  const begin = performance.now();
  await page.getByRole("button", { name: "From the left" }).click();
  await settled(page);
  await page.evaluate(finishDrawing);
  return (performance.now() - begin) / 1000;
}

/** Bytes and requests of voxels from now on, as they were at any moment (in seconds since 1970). */
function countVoxels(devtools) {
  const requests = [];
  const pieces = [];
  const ours = new Set();
  let clock = 0; // What the browser's own clock is behind.
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp, wallTime }) => {
    if (!request.url.includes("/zarr/")) return;
    ours.add(requestId);
    clock = wallTime - timestamp;
    requests.push(wallTime);
  });
  devtools.on("Network.dataReceived", ({ requestId, timestamp, dataLength }) => {
    if (ours.has(requestId)) pieces.push({ at: timestamp + clock, bytes: dataLength });
  });
  const until = (moment) => ({
    requests: requests.filter((at) => at <= moment).length,
    bytes: pieces.reduce((sum, { at, bytes }) => sum + (at <= moment ? bytes : 0), 0),
  });
  return { until };
}

/** The process id of the page's renderer: the youngest. */
async function rendererOf(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  return Math.max(...processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id));
}

const statusOf = (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) *
  1024;
const residentBytes = (pid) => statusOf(pid, "VmRSS");
const peakOf = (pid) => statusOf(pid, "VmHWM");
