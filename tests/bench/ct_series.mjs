// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const usualRows = 512;

/**
 * Writes a CT series of `count` files of 512 × 512 (or `rows`²), explicit little endian, a body with bones, lungs and noise, so
 * that it compresses as a real one does.
 * @param options `distinct`: after so many slices the pixels repeat, where only their number matters;
 *   `timePoints`: the same places again and again, `count` files in all.
 * @returns the files' paths, in slice order.
 */
export function writeCtSeries(
  folder,
  count,
  { distinct = count, timePoints = 1, rows = usualRows } = {},
) {
  mkdirSync(folder, { recursive: true });
  const slices = count / timePoints;
  const made = new Map();
  const files = [];
  for (let number = 0; number < count; number += 1) {
    const looksAs = number % distinct;
    if (!made.has(looksAs)) made.set(looksAs, ctPixels(looksAs, rows));
    const file = path.join(folder, `IM${String(number).padStart(4, "0")}.dcm`);
    writeFileSync(
      file,
      ctFile(number, { pixels: made.get(looksAs), slices, isTimed: timePoints > 1, rows }),
    );
    if (distinct === count) made.clear();
    files.push(file);
  }
  return files;
}

const noise = gaussianTable(1 << 16, 14);

/** Normally distributed numbers of a fixed seed (Box and Muller). */
function gaussianTable(size, deviation) {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 4294967297;
  };
  return Float32Array.from(
    { length: size },
    () => deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Stored values of one slice, 16 bits little endian. */
export function ctPixels(slice, rows = usualRows) {
  const scale = usualRows / rows;
  const values = new Uint16Array(rows * rows);
  let random = (slice * 7919 + 1) >>> 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < rows; column += 1) {
      const [x, y] = [column * scale, row * scale];
      let hu = -1000;
      if (((x - 256) / 220) ** 2 + ((y - 256) / 160) ** 2 < 1) hu = 40 + 20 * Math.sin(slice / 9);
      if ((x - 200 - slice / 6) ** 2 + (y - 250) ** 2 < 900) hu = 700;
      if ((x - 330) ** 2 + (y - 230) ** 2 < 3600) hu = -800;
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      values[row * rows + column] = Math.max(
        0,
        Math.min(4095, Math.round(hu + noise[random >>> 16] + 1024)),
      );
    }
  }
  return Buffer.from(values.buffer);
}

function element(group, number, vr, value) {
  const long = ["OB", "OW", "SQ", "UN"].includes(vr);
  let body = Buffer.isBuffer(value) ? value : Buffer.from(value, "latin1");
  if (body.length % 2) body = Buffer.concat([body, Buffer.from(vr === "UI" ? "\0" : " ")]);
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  if (long) head.writeUInt32LE(body.length, 8);
  else head.writeUInt16LE(body.length, 6);
  return Buffer.concat([head, body]);
}

function short(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** One compressed frame as pixel data: an empty offset table, one fragment (PS3.5 A.4). */
export function encapsulated(frame) {
  const item = (element, length) => {
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0xfffe, 0);
    head.writeUInt16LE(element, 2);
    head.writeUInt32LE(length, 4);
    return head;
  };
  const padded = frame.length % 2 ? Buffer.concat([frame, Buffer.from([0])]) : frame;
  const head = Buffer.alloc(12);
  head.writeUInt16LE(0x7fe0, 0);
  head.writeUInt16LE(0x10, 2);
  head.write("OB", 4, "latin1");
  head.writeUInt32LE(0xffffffff, 8);
  return Buffer.concat([
    head,
    item(0xe000, 0),
    item(0xe000, padded.length),
    padded,
    item(0xe0dd, 0),
  ]);
}

/**
 * The `number`-th file of a series.
 * @param options `pixels`: stored values, or `frame`: the same, compressed as `syntax` says. `slices`: places, after
 *   which the next time point begins.
 */
export function ctFile(
  number,
  { pixels, frame, syntax = "1.2.840.10008.1.2.1", slices, isTimed, rows = usualRows },
) {
  const slice = slices ? number % slices : number;
  const time = slices ? Math.floor(number / slices) : 0;
  const uid = `1.2.826.0.1.3680043.10.999.1.${number + 1}`;
  const classUid = "1.2.840.10008.5.1.4.1.1.2";
  const meta = Buffer.concat([
    element(2, 1, "OB", Buffer.from([0, 1])),
    element(2, 2, "UI", classUid),
    element(2, 3, "UI", uid),
    element(2, 0x10, "UI", syntax),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from("DICM"),
    element(2, 0, "UL", length),
    meta,
    element(8, 0x16, "UI", classUid),
    element(8, 0x18, "UI", uid),
    element(8, 0x20, "DA", "20260312"),
    element(8, 0x60, "CS", "CT"),
    element(8, 0x103e, "LO", "Bench CT"),
    element(0x10, 0x10, "PN", "Bench"),
    element(0x10, 0x20, "LO", "1"),
    element(0x18, 0x50, "DS", "1"),
    element(0x20, 0xd, "UI", "1.2.826.0.1.3680043.10.999.2"),
    element(0x20, 0xe, "UI", "1.2.826.0.1.3680043.10.999.3"),
    element(0x20, 0x11, "IS", "1"),
    element(0x20, 0x13, "IS", String(number + 1)),
    element(0x20, 0x32, "DS", `-180\\-180\\${slice}`),
    element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"),
    element(0x20, 0x52, "UI", "1.2.826.0.1.3680043.10.999.4"),
    ...(isTimed ? [element(0x20, 0x100, "IS", String(time + 1))] : []),
    element(0x28, 2, "US", short(1)),
    element(0x28, 4, "CS", "MONOCHROME2"),
    element(0x28, 0x10, "US", short(rows)),
    element(0x28, 0x11, "US", short(rows)),
    element(0x28, 0x30, "DS", "0.7\\0.7"),
    element(0x28, 0x100, "US", short(16)),
    element(0x28, 0x101, "US", short(12)),
    element(0x28, 0x102, "US", short(11)),
    element(0x28, 0x103, "US", short(0)),
    element(0x28, 0x1050, "DS", "40"),
    element(0x28, 0x1051, "DS", "400"),
    element(0x28, 0x1052, "DS", "-1024"),
    element(0x28, 0x1053, "DS", "1"),
    frame ? encapsulated(frame) : element(0x7fe0, 0x10, "OW", pixels),
  ]);
}
