import { PNG } from "pngjs";
import { type NamedFile } from "./dicom";

/** One picture with a grid of slices, as a film on a light box. */
export type Sheet = {
  rows: number;
  columns: number;
  /** Height and width of each tile, in pixels. */
  tile: [number, number];
  gutter?: number;
  gutterGray?: number;
  margin?: number;
  /** Tiles without a slice at the end. */
  blank?: number;
  order?: "row_major" | "column_major";
};

export function sliceCount({ rows, columns, blank = 0 }: Sheet): number {
  return rows * columns - blank;
}

/** The gray of a slice's pixel: a head with soft edges, two hollows and a bright spot that wanders with the slice. */
export function sheetValue(sheet: Sheet, slice: number, row: number, column: number): number {
  const [height, width] = sheet.tile;
  const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
  const t = slice / Math.max(sliceCount(sheet) - 1, 1);
  const blob = (cx: number, cy: number, rx: number, ry: number) =>
    1 / (1 + Math.exp(8 * (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1)));
  const grain = ((slice * 7919 + row * 104729 + column * 1299709) >>> 3) % 7;
  const value =
    20 +
    130 * blob(0.5, 0.5, 0.3 + 0.1 * t, 0.36 + 0.06 * t) -
    80 * blob(0.4, 0.45 + 0.1 * t, 0.07, 0.16) -
    80 * blob(0.6, 0.45 + 0.1 * t, 0.07, 0.12 + 0.05 * t) +
    90 * blob(0.3 + 0.4 * t, 0.7, 0.05, 0.05);
  return Math.floor(value) + grain;
}

/** Height and width of the whole picture. */
export function sheetSize({
  rows,
  columns,
  tile,
  gutter = 0,
  margin = 0,
}: Sheet): [number, number] {
  const side = (count: number, size: number) => count * (size + gutter) - gutter + 2 * margin;
  return [side(rows, tile[0]), side(columns, tile[1])];
}

/** The sheet as a gray PNG. */
export function sheetPng(sheet: Sheet, name = "sheet.png"): NamedFile {
  const { rows, columns, tile, gutter = 0, gutterGray = 0, margin = 0, order } = sheet;
  const [height, width] = sheetSize(sheet);
  const data = Buffer.alloc(width * height, gutterGray);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const slice = order === "column_major" ? c * rows + r : r * columns + c;
      const [top, left] = [margin + r * (tile[0] + gutter), margin + c * (tile[1] + gutter)];
      for (let y = 0; y < tile[0]; y++)
        for (let x = 0; x < tile[1]; x++)
          data[(top + y) * width + left + x] =
            slice < sliceCount(sheet) ? sheetValue(sheet, slice, y, x) : gutterGray;
    }
  return { path: name, bytes: grayPng(width, height, data) };
}

function grayPng(width: number, height: number, data: Buffer): Uint8Array {
  const png = new PNG({ width, height, bitDepth: 8 });
  return PNG.sync.write(Object.assign(png, { data }), {
    colorType: 0,
    inputColorType: 0,
    bitDepth: 8,
    inputHasAlpha: false,
  });
}
