import { gzipSync } from "node:zlib";
import { invert, type Matrix, transform, type Vec3 } from "./geometry";
import { type Image, sample } from "./phantom";

const flipXY = (m: Matrix): Matrix => m.map((x, n) => (n < 8 ? -x : x));

/** A NIfTI-1 file (348-byte header, sform) of 16-bit voxels. NIfTI's frame is RAS. */
export function nifti1(image: Image): Buffer {
  const { columns, rows, slices, ijkToLps, voxels } = image;
  return Buffer.concat([
    header([columns, rows, slices], flipXY(ijkToLps), { datatype: 4, bits: 16 }),
    Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength),
  ]);
}

/** The same as 32-bit floats of `value × factor + offset`. */
export function niftiFloat(image: Image, factor: number, offset: number): Buffer {
  const { columns, rows, slices, ijkToLps } = image;
  const floats = Float32Array.from(image.voxels, (value) => value * factor + offset);
  return Buffer.concat([
    header([columns, rows, slices], flipXY(ijkToLps), { datatype: 16, bits: 32 }),
    Buffer.from(floats.buffer),
  ]);
}

/** The same in 8 bits. Values must be 0 … 255. */
export function niftiBytes({ columns, rows, slices, ijkToLps, voxels }: Image): Buffer {
  const type = { datatype: 2, bits: 8 };
  const bytes = Uint8Array.from(voxels);
  return Buffer.concat([header([columns, rows, slices], flipXY(ijkToLps), type), bytes]);
}

export const gzipped = (bytes: Uint8Array): Buffer => gzipSync(bytes, { level: 1 });

function header(size: Vec3, ras: Matrix, type: { datatype: number; bits: number }): Buffer {
  const bytes = Buffer.alloc(352);
  bytes.writeInt32LE(348, 0);
  [3, ...size, 1, 1, 1, 1].forEach((n, index) => bytes.writeInt16LE(n, 40 + 2 * index));
  bytes.writeInt16LE(type.datatype, 70);
  bytes.writeInt16LE(type.bits, 72);
  const steps = [0, 1, 2].map((axis) => Math.hypot(ras[axis], ras[4 + axis], ras[8 + axis]));
  [1, ...steps].forEach((mm, index) => bytes.writeFloatLE(mm, 76 + 4 * index));
  bytes.writeFloatLE(352, 108);
  bytes.writeFloatLE(1, 112);
  bytes[123] = 2; // mm
  bytes.writeInt16LE(0, 252);
  bytes.writeInt16LE(1, 254); // sform: scanner's frame
  for (let n = 0; n < 12; n++) bytes.writeFloatLE(ras[n], 280 + 4 * n);
  bytes.write("n+1\0", 344, "latin1");
  return bytes;
}

/** The phantom on a grid whose axes are any of the body's: e.g. ["R", "A", "S"], each the way its index grows. */
export function sampleAlong(
  axes: readonly string[],
  size: Vec3,
  spacing: Vec3,
  center: Vec3,
): Image {
  const ways: Record<string, Vec3> = {
    ...{ L: [1, 0, 0], P: [0, 1, 0], S: [0, 0, 1] },
    ...{ R: [-1, 0, 0], A: [0, -1, 0], I: [0, 0, -1] },
  };
  const steps = axes.map((axis, n) => ways[axis].map((x) => x * spacing[n]));
  const rows = [0, 1, 2].map((row) => {
    const half = steps.reduce((sum, step, axis) => sum + (step[row] * (size[axis] - 1)) / 2, 0);
    return [...steps.map((step) => step[row]), center[row] - half];
  });
  return sample([...rows.flat(), 0, 0, 0, 1], size);
}

/** A NIfTI-1 file read back, as far as the tests need it: plain types, sform else qform. */
export function readNifti1(bytes: Buffer): {
  shape: Vec3;
  ijkToLps: Matrix;
  valueAt: (i: number, j: number, k: number) => number;
} {
  if (bytes.readInt32LE(0) !== 348) throw new Error("not a little-endian NIfTI-1 file");
  const shape = [0, 1, 2].map((axis) => bytes.readInt16LE(42 + 2 * axis)) as unknown as Vec3;
  const datatype = bytes.readInt16LE(70);
  const first = bytes.readFloatLE(108);
  const slope = bytes.readFloatLE(112) || 1;
  const intercept = bytes.readFloatLE(116);
  const readers: Record<number, [size: number, read: (at: number) => number]> = {
    2: [1, (at) => bytes.readUInt8(at)],
    4: [2, (at) => bytes.readInt16LE(at)],
    8: [4, (at) => bytes.readInt32LE(at)],
    16: [4, (at) => bytes.readFloatLE(at)],
    64: [8, (at) => bytes.readDoubleLE(at)],
    512: [2, (at) => bytes.readUInt16LE(at)],
  };
  const [size, read] = readers[datatype] ?? fail(`datatype ${datatype}`);
  if (bytes.readInt16LE(254) <= 0) fail("no sform");
  const ras = Array.from({ length: 12 }, (_, n) => bytes.readFloatLE(280 + 4 * n));
  return {
    shape,
    ijkToLps: flipXY([...ras, 0, 0, 0, 1]),
    valueAt: (i, j, k) =>
      read(first + size * (i + shape[0] * (j + shape[1] * k))) * slope + intercept,
  };
}

function fail(what: string): never {
  throw new Error(`this NIfTI file is not one of ours: ${what}`);
}

/** Where a place of the patient lies in an image: whole numbers at voxels' centres. */
export function indexOf(image: { ijkToLps: Matrix }, place: Vec3): Vec3 {
  return transform(invert(image.ijkToLps), place);
}
