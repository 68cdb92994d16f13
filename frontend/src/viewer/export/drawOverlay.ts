import { type EdgeLetters } from "../geometry/letters";
import { type PanePoint, type PaneSize } from "../geometry/planeView";
import { colourAt } from "../uncertainty/colours";
import { type ScaleBar, uncalibrated } from "../geometry/scaleBar";

/** What is written and drawn over an exported picture. Lengths and points are CSS pixels of the pane. */
export type Overlay = {
  size: PaneSize;
  /** Canvas pixels per CSS pixel. */
  scale: number;
  letters: EdgeLetters | null;
  scaleBar: ScaleBar | typeof uncalibrated | null;
  /** Lines of text in the corners. */
  topLeft: string[];
  bottomLeft: string[];
  /** Over those below: what was made and not acquired, in the colour of estimates. */
  made: string[];
  /** What the colours of the uncertainty mean, where it is shown. */
  colours: string | null;
  crosshair: { at: PanePoint; upright: string; level: string } | null;
};

const kFont = '"Inter Variable", system-ui, sans-serif';
const kText = "#f2f5f7";
/** --film-estimate, which no theme changes in a picture. */
const kMade = "#bfa3ff";
const kScrim = "rgb(8 10 12 / 0.78)";
const kMargin = 8;
const kGap = 16;

/** Draws `overlay` on a picture as the page shows it. The page's own marks are not part of its canvases. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  context.save();
  context.scale(overlay.scale, overlay.scale);
  context.textBaseline = "middle";
  if (overlay.crosshair) drawCrosshair(context, overlay.size, overlay.crosshair);
  if (overlay.letters) drawLetters(context, overlay.size, overlay.letters);
  drawLines(context, plain(overlay.topLeft), () => kMargin);
  const { height } = overlay.size;
  const below = overlay.made
    .map((text) => ({ text, colour: kMade }))
    .concat(plain(overlay.bottomLeft));
  drawLines(context, below, (box) => height - kMargin - box);
  if (overlay.colours) drawColours(context, height - kMargin - heightOf(below), overlay.colours);
  if (overlay.scaleBar) drawScaleBar(context, overlay.size, overlay.scaleBar);
  context.restore();
}

function drawLetters(
  context: CanvasRenderingContext2D,
  { width, height }: PaneSize,
  letters: EdgeLetters,
): void {
  context.font = `640 12px ${kFont}`;
  context.textAlign = "center";
  const places: [string, number, number][] = [
    [letters.top, width / 2, 16],
    [letters.bottom, width / 2, height - 16],
    [letters.left, 16, height / 2],
    [letters.right, width - 16, height / 2],
  ];
  for (const [text, x, y] of places) {
    if (text === "") continue;
    const half = Math.max(10, context.measureText(text).width / 2 + 4);
    context.fillStyle = kScrim;
    context.beginPath();
    context.roundRect(x - half, y - 10, half * 2, 20, 10);
    context.fill();
    context.fillStyle = kText;
    context.fillText(text, x, y + 0.5);
  }
}

type Line = { text: string; colour: string };

function plain(lines: string[]): Line[] {
  return lines.map((text) => ({ text, colour: kText }));
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: readonly Line[],
  top: (boxHeight: number) => number,
): void {
  if (lines.length === 0) return;
  context.font = `540 11px ${kFont}`;
  context.textAlign = "left";
  const boxHeight = heightOf(lines);
  const boxWidth = Math.max(...lines.map(({ text }) => context.measureText(text).width)) + 16;
  const x = kMargin;
  const y = top(boxHeight);
  context.fillStyle = kScrim;
  context.beginPath();
  context.roundRect(x, y, boxWidth, boxHeight, 6);
  context.fill();
  for (const [n, { text, colour }] of lines.entries()) {
    context.fillStyle = colour;
    context.fillText(text, x + 8, y + 3 + 16 * n + 8);
  }
}

function heightOf(lines: readonly Line[]): number {
  return lines.length * 16 + 6;
}

/** The colours of the uncertainty with what they mean, over the lines whose box begins at `bottom`. */
function drawColours(context: CanvasRenderingContext2D, bottom: number, words: string): void {
  context.font = `540 11px ${kFont}`;
  context.textAlign = "left";
  const boxWidth = Math.max(context.measureText(words).width, 96) + 16;
  const [x, y] = [kMargin, bottom - 38];
  context.fillStyle = kScrim;
  context.beginPath();
  context.roundRect(x, y, boxWidth, 34, 6);
  context.fill();
  context.fillStyle = kText;
  context.fillText(words, x + 8, y + 11);
  const bar = boxWidth - 16;
  for (let n = 0; n < bar; n += 1) {
    const [red, green, blue, alpha] = colourAt(n / bar);
    context.fillStyle = `rgb(${red} ${green} ${blue} / ${alpha})`;
    context.fillRect(x + 8 + n, y + 21, 1, 6);
  }
}

function drawScaleBar(
  context: CanvasRenderingContext2D,
  { width, height }: PaneSize,
  bar: ScaleBar | typeof uncalibrated,
): void {
  const right = width - 12;
  const bottom = height - 10;
  if (bar === uncalibrated) {
    context.font = `540 11px ${kFont}`;
    context.textAlign = "right";
    context.fillStyle = kText;
    context.fillText(bar, right, bottom);
    return;
  }
  context.strokeStyle = kText;
  context.lineWidth = 1.25;
  context.shadowColor = "#000";
  context.shadowBlur = 2;
  context.beginPath();
  context.moveTo(right - bar.pixels, bottom - 5);
  context.lineTo(right - bar.pixels, bottom);
  context.lineTo(right, bottom);
  context.lineTo(right, bottom - 5);
  context.stroke();
  context.font = `540 11px ${kFont}`;
  context.textAlign = "right";
  context.fillStyle = kText;
  context.fillText(bar.label, right, bottom - 14);
  context.shadowBlur = 0;
}

function drawCrosshair(
  context: CanvasRenderingContext2D,
  { width, height }: PaneSize,
  { at, upright, level }: NonNullable<Overlay["crosshair"]>,
): void {
  const line = (color: string, points: [number, number, number, number][]) => {
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.beginPath();
    for (const [x1, y1, x2, y2] of points) {
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
  };
  line(upright, [
    [at.x, 0, at.x, Math.max(at.y - kGap, 0)],
    [at.x, at.y + kGap, at.x, height],
  ]);
  line(level, [
    [0, at.y, Math.max(at.x - kGap, 0), at.y],
    [at.x + kGap, at.y, width, at.y],
  ]);
}
