import { afterAll, afterEach, beforeAll, expect } from "vitest";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Route,
} from "playwright-core";
import { type Client, password } from "../../harness/client";
import { withServer } from "../../harness/with_server";
import { type Server } from "../../harness/server";

const chromiumPath = process.env.SCANETRIX_CHROMIUM ?? "/usr/bin/chromium";

/** Software GL: Chromium gives no WebGL at all without a graphics card unless it is asked to. */
const flags = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type PageOptions = {
  viewport?: { width: number; height: number };
  /** Whether fingers are the pointer. */
  hasTouch?: boolean;
  colorScheme?: "light" | "dark";
  /** Runs in the page before anything else. */
  before?: string;
  /** Answers requests of these addresses in the server's stead. */
  route?: [RegExp, (route: Route) => Promise<void>];
  /** Requests of these addresses go on only when the promise says so. */
  hold?: [RegExp, Promise<void>];
  /** A link so slow. */
  link?: { bytesPerSecond: number; latencyMs: number };
};

/** Small, because every pixel of 3D is drawn by the CPU. */
export const smallScreen = { width: 900, height: 700 };

/**
 * A server and a browser for all tests of a file. After each test the pages are closed, and anything that went wrong
 * in them (an error on the console, an exception, an answer of 500 and more) fails that test.
 */
export function withBrowser() {
  const running = withServer();
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let troubles: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
  });
  afterEach(async ({ task }) => {
    const pages = contexts.flatMap((context) => context.pages());
    if (task.result?.state === "fail") await Promise.all(pages.map(describe));
    await Promise.all(contexts.map((context) => context.close()));
    const found = troubles;
    contexts = [];
    troubles = [];
    expect(found, "trouble in the page").toEqual([]);
  });
  afterAll(() => browser?.close());

  async function open(path: string, options: PageOptions = {}, client?: Client): Promise<Page> {
    const { viewport = smallScreen, hasTouch = false, colorScheme = "light", before } = options;
    const context = await browser.newContext({
      ...{ viewport, hasTouch, colorScheme, reducedMotion: "reduce" },
      baseURL: running.server.url,
      acceptDownloads: true,
    });
    contexts.push(context);
    context.setDefaultTimeout(60_000);
    // vtk.js shakes its rays by chance; with this each run draws the same.
    await context.addInitScript({ content: seededRandom });
    if (before) await context.addInitScript({ content: before });
    if (client) await signIn(context, client);
    const page = await context.newPage();
    watch(page, troubles);
    await shape(page, options);
    await page.goto(path);
    return page;
  }

  return {
    get server(): Server {
      return running.server;
    },
    /** A page of nobody who is signed in yet. */
    openSignedOut: (path: string, options?: PageOptions) => open(path, options),
    /** A page of `client`'s account. */
    openAs: (client: Client, path: string, options?: PageOptions) => open(path, options, client),
    /** Trouble that a test causes on purpose is taken off here. */
    expectTrouble(pattern: RegExp): void {
      const rest = troubles.filter((text) => !pattern.test(text));
      expect(rest.length).toBeLessThan(troubles.length);
      troubles = rest;
    },
  };
}

/** Makes the way to the server as the test wants it. */
async function shape(page: Page, { route, hold, link }: PageOptions): Promise<void> {
  if (route) await page.route(...route);
  if (hold) {
    const [pattern, released] = hold;
    await page.route(pattern, (held) => released.then(() => held.continue()));
  }
  if (link) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: link.latencyMs },
      ...{ downloadThroughput: link.bytesPerSecond, uploadThroughput: link.bytesPerSecond },
    });
  }
}

async function signIn(context: BrowserContext, client: Client): Promise<void> {
  const data = { email: client.session!.user.email, password };
  const answer = await context.request.post("/api/v1/auth/login", { data });
  expect(answer.status()).toBe(200);
}

function watch(page: Page, troubles: string[]): void {
  page.on("pageerror", (error) => troubles.push(`exception: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const from = message.location().url;
    // Chromium reports every 4xx of a fetch itself; whoever is not signed in yet gets this one.
    if (from.endsWith("/api/v1/auth/refresh") && message.text().includes("401")) return;
    troubles.push(`console: ${message.text()} (${from})`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`);
  });
}

/** What one wants to know of a page in which a test failed. */
async function describe(page: Page): Promise<void> {
  const folder = process.env.SCANETRIX_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/failed-${Date.now()}.png` });
  const text = await page.locator("body").innerText();
  console.error(`the page ${page.url()} said:\n${text.slice(0, 2000)}`);
}

/** Mulberry32. */
const seededRandom = `{
  let state = 1;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}`;
