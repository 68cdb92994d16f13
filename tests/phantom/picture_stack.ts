import { PNG } from "pngjs";
import { type NamedFile } from "./dicom";
import { type Image } from "./phantom";

/** One PNG a slice, named 1.png, 2.png, … 10.png: only their natural order is the right one. */
export function pngStack(image: Image, depth: 8 | 16, folder = "stack"): NamedFile[] {
  return Array.from({ length: image.slices }, (_, k) => ({
    path: `${folder}/${k + 1}.png`,
    bytes: pngSlice(image, k, depth),
  }));
}

/** What a voxel's value is in the pictures. 8 bits hold a tenth of it. */
export function stored(value: number, depth: 8 | 16): number {
  return depth === 16 ? value + 1024 : Math.round((value + 1024) / 10);
}

function pngSlice({ columns, rows, voxels }: Image, k: number, depth: 8 | 16): Uint8Array {
  const plane = voxels.subarray(k * rows * columns, (k + 1) * rows * columns);
  const values = Array.from(plane, (value) => stored(value, depth));
  const data = depth === 16 ? Buffer.from(Uint16Array.from(values).buffer) : Buffer.from(values);
  const png = new PNG({ width: columns, height: rows, bitDepth: depth });
  return PNG.sync.write(Object.assign(png, { data }), {
    colorType: 0,
    inputColorType: 0,
    bitDepth: depth,
    inputHasAlpha: false,
  });
}

/** Colour pictures: red is the column, green the row, blue the slice (times `blueStep`). */
export function colorStack(columns: number, rows: number, slices: number): NamedFile[] {
  return Array.from({ length: slices }, (_, k) => {
    const png = new PNG({ width: columns, height: rows });
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) png.data.set(colorAt(i, j, k), 4 * (j * columns + i));
    const bytes = PNG.sync.write(png, { colorType: 2, inputHasAlpha: true });
    return { path: `colour/${k + 1}.png`, bytes };
  });
}

/** Red, green, blue, opaque. */
export function colorAt(i: number, j: number, k: number): [number, number, number, number] {
  return [40 + 3 * i, 50 + 5 * j, 20 + 7 * k, 255];
}
