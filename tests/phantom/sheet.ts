import { PNG } from "pngjs";

/** A sheet of slices on one picture: discs that grow from slice to slice, each on a gray of its own. */
export type Sheet = { rows: number; columns: number; width: number; height: number };

export const sheet: Sheet = { rows: 4, columns: 4, width: 32, height: 32 };

/** What stands at (x, y) of tile n, which are counted row by row. */
export function tileValue({ width, height }: Sheet, n: number, x: number, y: number): number {
  return Math.hypot(x - width / 2, y - height / 2 + 2) < 6 + n * 0.3 ? 200 : n;
}

export function pngSheet(layout: Sheet): Uint8Array {
  const { rows, columns, width, height } = layout;
  return grayPng(columns * width, rows * height, (x, y) => {
    const n = Math.floor(y / height) * columns + Math.floor(x / width);
    return tileValue(layout, n, x % width, y % height);
  });
}

export function grayPng(
  width: number,
  height: number,
  valueAt: (x: number, y: number) => number,
): Uint8Array {
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = valueAt(x, y);
  const png = Object.assign(new PNG({ width, height, bitDepth: 8 }), { data });
  return PNG.sync.write(png, {
    colorType: 0,
    inputColorType: 0,
    bitDepth: 8,
    inputHasAlpha: false,
  });
}
