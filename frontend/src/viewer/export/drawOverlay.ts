import { type EdgeLetters } from "../geometry/letters";
import { type PanePoint, type PaneSize } from "../geometry/planeView";
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
  crosshair: { at: PanePoint; upright: string; level: string } | null;
};

const kFont = '"Inter Variable", system-ui, sans-serif';
const kText = "#f2f5f7";
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
  drawLines(context, overlay.topLeft, kMargin, () => kMargin);
  const { height } = overlay.size;
  drawLines(context, overlay.bottomLeft, kMargin, (box) => height - kMargin - box);
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

function drawLines(
  context: CanvasRenderingContext2D,
  lines: string[],
  x: number,
  top: (boxHeight: number) => number,
): void {
  if (lines.length === 0) return;
  context.font = `540 11px ${kFont}`;
  context.textAlign = "left";
  const boxHeight = lines.length * 16 + 6;
  const boxWidth = Math.max(...lines.map((line) => context.measureText(line).width)) + 16;
  const y = top(boxHeight);
  context.fillStyle = kScrim;
  context.beginPath();
  context.roundRect(x, y, boxWidth, boxHeight, 6);
  context.fill();
  context.fillStyle = kText;
  for (const [n, line] of lines.entries()) context.fillText(line, x + 8, y + 3 + 16 * n + 8);
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
