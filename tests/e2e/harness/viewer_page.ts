import { expect } from "vitest";
import { type Locator, type Page } from "playwright-core";
import { decodePng, type Picture } from "../../harness/pictures";
import { indexOf } from "../../phantom/nifti";
import { type Image } from "../../phantom/phantom";
import { type Vec3 } from "../../phantom/geometry";

export type PlaneName = "axial" | "coronal" | "sagittal";
export type PaneName = PlaneName | "volume";
export type Point = { x: number; y: number };

/** Wide enough for the panel beside four panes, small enough for software GL. */
export const viewerScreen = { width: 1120, height: 660 };

const waitMs = 60_000;
const pollMs = 20;

const titles: Record<PaneName, RegExp> = {
  axial: /^Axial/,
  coronal: /^Coronal/,
  sagittal: /^Sagittal/,
  volume: /^3D view/,
};

/** Of what the viewer lends to tests (frontend/src/viewer/testHook.ts), the part used here. */
export type HookState = {
  planes: Record<
    PlaneName,
    { index: number; level: number | null; missing: number; fidelity: string; mmPerPixel: number }
  >;
  volume: {
    level: number | null;
    fidelity: string;
    scene: string;
    crop: { first: Vec3; end: Vec3 } | null;
    turned: number | null;
  };
};
declare global {
  interface Window {
    scanetrixViewer?: {
      settled: () => Promise<void>;
      state: () => HookState;
      voxelOf: (level: number, ijk: Vec3) => number[] | null;
      bricks: () => { resident: number[]; bytes: number; budgetBytes: number };
    };
  }
}

/** The viewer as a person sees it: panes found by their names, pictures by screenshots, numbers by reading them. */
export class ViewerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Once every pane shows at full quality what it should. */
  static async settled(page: Page): Promise<ViewerPage> {
    const viewer = new ViewerPage(page);
    await viewer.settle();
    return viewer;
  }

  async settle(): Promise<void> {
    await this.page.waitForFunction(() => window.scanetrixViewer !== undefined);
    // React may still have to pass on what was pressed: what draws it begins with the next frame.
    await this.page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await window.scanetrixViewer!.settled();
    });
  }

  state(): Promise<HookState> {
    return this.page.evaluate(() => window.scanetrixViewer!.state());
  }

  /** Waits until the state is as wanted. */
  async waitFor(condition: (state: HookState) => boolean): Promise<void> {
    await this.page.waitForFunction(() => window.scanetrixViewer !== undefined);
    const deadline = Date.now() + waitMs;
    for (let state = await this.state(); !condition(state); state = await this.state()) {
      if (Date.now() > deadline) throw new Error(`the viewer stays at ${JSON.stringify(state)}`);
      await this.page.waitForTimeout(pollMs);
    }
  }

  /** What the canvas itself holds, without what lies over it. */
  async canvas(plane: PlaneName): Promise<Picture> {
    const url = await this.pane(plane)
      .locator("canvas")
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    return decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
  }

  /** Of several, by its name; what is flat has one pane, named for what it is. */
  pane(name: PaneName): Locator {
    const named = this.page.getByRole("region", { name: titles[name] });
    return named.or(this.page.locator(`section[data-pane="${name}"][data-flat]`)).first();
  }

  /** The pane's picture, and where it begins on the page. */
  async picture(name: PaneName): Promise<{ picture: Picture; left: number; top: number }> {
    await this.settle();
    const canvas = this.pane(name).locator("canvas").first();
    const box = (await canvas.boundingBox())!;
    const clip = { x: box.x, y: box.y, width: box.width, height: box.height };
    const picture = decodePng(await this.page.screenshot({ clip }));
    return { picture, left: box.x, top: box.y };
  }

  /** Slice shown (from 1) and how many there are. */
  async slice(plane: PlaneName): Promise<{ number: number; count: number }> {
    const label = (await this.pane(plane).getAttribute("aria-label"))!;
    const [, number, count] = /slice (\d+) of (\d+)/.exec(label)!;
    return { number: Number(number), count: Number(count) };
  }

  /** Waits until the plane shows this slice, counted from 1. */
  async waitForSlice(plane: PlaneName, number: number): Promise<void> {
    await this.page
      .getByRole("region", { name: new RegExp(`${titles[plane].source}, slice ${number} of`) })
      .waitFor();
  }

  /** Letters at the edges. */
  async letters(plane: PlaneName): Promise<Record<string, string>> {
    const spans = await this.pane(plane).locator("[data-edge]").all();
    const entries = spans.map(async (span) => [
      (await span.getAttribute("data-edge"))!,
      (await span.innerText()).trim(),
    ]);
    return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
  }

  /** By the scale bar: its length in mm over its length on the screen. */
  async mmPerPixel(name: PaneName): Promise<number> {
    const bar = this.pane(name).getByRole("img", { name: /^Scale/ });
    const { width } = (await bar.boundingBox())!;
    const [, length] = /Scale: ([\d.]+) mm/.exec((await bar.getAttribute("aria-label"))!)!;
    return Number(length) / width;
  }

  /** What stands in a plane's corner while the mouse is over a point of the page. */
  async readAt(plane: PlaneName, at: Point): Promise<string> {
    await this.page.mouse.move(at.x, at.y);
    const note = this.page.getByTestId(`reading-${plane}`);
    await note.filter({ hasText: " at " }).waitFor();
    return (await note.textContent())!;
  }

  async pressButton(name: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name }).click();
    await this.settle();
  }

  async pressKey(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.settle();
  }

  /** Types a window into the panel. */
  async setWindow(center: number, width: number, unit = ""): Promise<void> {
    for (const [label, value] of [
      ["Width", width],
      ["Level", center],
    ] as const) {
      await this.page
        .getByLabel(unit ? `${label} in ${unit}` : label, { exact: true })
        .fill(String(value));
      await this.page.keyboard.press("Enter");
    }
    await this.settle();
  }
}

/** Half the side of the square that must have one gray all over. */
const coreRadius = 3;

/** The middle of the pixels that have this gray, and only it around them; null where there are too few. */
export function middleOf(picture: Picture, gray: number, tolerance = 4): Point | null {
  const isIt = (x: number, y: number) => {
    const [red, green, blue] = picture.color(x, y);
    return Math.abs(green - gray) <= tolerance && Math.abs(red - blue) <= 2;
  };
  let [count, sumX, sumY] = [0, 0, 0];
  for (let y = coreRadius; y < picture.height - coreRadius; y++)
    for (let x = coreRadius; x < picture.width - coreRadius; x++) {
      if (!isIt(x, y)) continue;
      const around = [-coreRadius, 0, coreRadius];
      if (!around.every((dy) => around.every((dx) => isIt(x + dx, y + dy)))) continue;
      count++;
      sumX += x;
      sumY += y;
    }
  return count < 20 ? null : { x: sumX / count, y: sumY / count };
}

/** Mean gray of a small square. */
export function grayAround(picture: Picture, { x, y }: Point, radius = 3): number {
  let sum = 0;
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++) sum += picture.gray(x + dx, y + dy);
  return sum / (2 * radius + 1) ** 2;
}

/** "401 HU at L 31.0, A 8.0, S 150.0" must be what the phantom holds there. */
export function mustBeTrue(reading: string, truth: Image): void {
  const pattern = /(−?\d+) HU at ([RL]) ([\d.]+), ([AP]) ([\d.]+), ([IS]) ([\d.]+)/;
  const [, value, ...place] = pattern.exec(reading) ?? [];
  if (value === undefined) throw new Error(`not a reading: ${reading}`);
  const along = (letter: string, mm: string) => (/[RAI]/.test(letter) ? -1 : 1) * Number(mm);
  const lps: Vec3 = [
    along(place[0], place[1]),
    along(place[2], place[3]),
    along(place[4], place[5]),
  ];
  const exact = indexOf(truth, lps);
  // What is shown is rounded to 0.1 mm: near a voxel's edge either side may be meant.
  const near = exact.map((x) => [Math.round(x - 0.05), Math.round(x + 0.05)]);
  const candidates = near[0].flatMap((i) =>
    near[1].flatMap((j) =>
      near[2].map((k) => truth.voxels[i + truth.columns * (j + truth.rows * k)]),
    ),
  );
  expect(candidates, reading).toContain(Number(value.replace("−", "-")));
}
