import { deflateRawSync } from "node:zlib";
import { cross, dot, length, step, type Vec3 } from "./geometry";
import { type Image } from "./phantom";

/** A small writer of DICOM files, after PS3.5 and PS3.10. One picture a file. */
export type Syntax = "explicit" | "implicit" | "big" | "deflated" | "rle";

const syntaxUids: Record<Syntax, string> = {
  explicit: "1.2.840.10008.1.2.1",
  implicit: "1.2.840.10008.1.2",
  big: "1.2.840.10008.1.2.2",
  deflated: "1.2.840.10008.1.2.1.99",
  rle: "1.2.840.10008.1.2.5",
};

export type SeriesOptions = {
  syntax?: Syntax;
  modality?: string;
  /** Stored = (real − intercept) / slope. */
  slope?: number;
  intercept?: number;
  /** 1: stored as signed 16 bits. */
  signed?: boolean;
  description?: string;
  patientName?: string;
  patientId?: string;
  /** Counts slices against their place. */
  numbersDescend?: boolean;
  seriesUid?: string;
  photometric?: "MONOCHROME1" | "MONOCHROME2";
  /** The image's slices are shifted against one another: a gantry tilt. */
  leaning?: boolean;
  /** Counts files from here on, for series of several volumes. */
  firstNumber?: number;
  /** Extra elements of every file, e.g. a window. */
  extra?: Element[];
};

type Value = string | number | number[] | Uint8Array | Uint16Array | Int16Array;
export type Element = { tag: number; vr: string; value: Value };

export type NamedFile = { path: string; bytes: Uint8Array };

const uidRoot = "1.2.826.0.1.3680043.10.9999";
let lastUid = 0;

/** A UID that this process has not used. */
export function newUid(): string {
  return `${uidRoot}.${process.pid}.${Date.now()}.${++lastUid}`;
}

/** One file a slice, named so that names tell nothing about the order. */
export function dicomSeries(image: Image, options: SeriesOptions = {}): NamedFile[] {
  const seriesUid = options.seriesUid ?? newUid();
  // One series is of one study and in one frame of reference, however often it is asked for.
  const studyUid = `${seriesUid}.1`;
  const frameUid = `${seriesUid}.2`;
  const files = Array.from({ length: image.slices }, (_, k) => ({
    // 7 has no common factor with the counts used here, so this is a shuffle that is the same each time.
    path: `IM${String((k * 7 + 3) % image.slices).padStart(4, "0")}`,
    bytes: dicomSlice(image, k, options, { seriesUid, studyUid, frameUid }),
  }));
  return files.sort((a, b) => a.path.localeCompare(b.path));
}

function dicomSlice(
  image: Image,
  k: number,
  options: SeriesOptions,
  uids: { seriesUid: string; studyUid: string; frameUid: string },
): Uint8Array {
  const { columns, rows, slices, ijkToLps } = image;
  const { syntax = "explicit", slope = 1, intercept = 0, signed = true } = options;
  const steps = [0, 1, 2].map((axis) => step(ijkToLps, axis));
  const spacing = steps.map(length);
  const axes = steps.map((v, axis) => v.map((x) => x / spacing[axis]) as unknown as Vec3);
  if (!options.leaning && dot(cross(axes[0], axes[1]), axes[2]) < 0.999)
    throw new Error("slices must follow row × column");
  const position = [0, 1, 2].map((row) => ijkToLps[4 * row + 3] + k * steps[2][row]);

  const plane = image.voxels.subarray(k * rows * columns, (k + 1) * rows * columns);
  const stored = Int16Array.from(plane, (value) => (value - intercept) / slope);
  const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
  const short = (tag: number, value: number): Element => ({ tag, vr: "US", value });
  const numbers = (tag: number, values: readonly number[]): Element =>
    text(tag, "DS", values.map(decimal).join("\\"));

  const elements: Element[] = [
    text(0x00080005, "CS", "ISO_IR 100"),
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    text(0x00080018, "UI", newUid()),
    text(0x00080020, "DA", "20240229"),
    text(0x00080060, "CS", options.modality ?? "CT"),
    text(0x0008103e, "LO", options.description ?? "Phantom"),
    text(0x00100010, "PN", options.patientName ?? "Phantom^Six Sides"),
    text(0x00100020, "LO", options.patientId ?? "PHANTOM-1"),
    numbers(0x00180050, [spacing[2]]),
    text(0x0020000d, "UI", uids.studyUid),
    text(0x0020000e, "UI", uids.seriesUid),
    text(0x00200011, "IS", "1"),
    text(
      0x00200013,
      "IS",
      String((options.firstNumber ?? 1) + (options.numbersDescend ? slices - 1 - k : k)),
    ),
    numbers(0x00200032, position),
    numbers(0x00200037, [...axes[0], ...axes[1]]),
    text(0x00200052, "UI", uids.frameUid),
    short(0x00280002, 1),
    text(0x00280004, "CS", options.photometric ?? "MONOCHROME2"),
    short(0x00280010, rows),
    short(0x00280011, columns),
    // Row spacing first: the distance between rows, then between columns (PS3.3, 10.7.1.3).
    numbers(0x00280030, [spacing[1], spacing[0]]),
    short(0x00280100, 16),
    short(0x00280101, 16),
    short(0x00280102, 15),
    short(0x00280103, signed ? 1 : 0),
    numbers(0x00281052, [intercept]),
    numbers(0x00281053, [slope]),
    ...(options.extra ?? []),
    { tag: 0x7fe00010, vr: "OW", value: stored },
  ];
  return encodeFile(elements, syntax);
}

/** A report on a series that dicomSeries() made with this UID: a file of its study without a picture. */
export function dicomReport(seriesUid: string): NamedFile {
  const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
  const elements = [
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"),
    text(0x00080018, "UI", newUid()),
    text(0x00080060, "CS", "SR"),
    text(0x0020000d, "UI", `${seriesUid}.1`),
    text(0x0020000e, "UI", newUid()),
  ];
  return { path: "report.dcm", bytes: encodeFile(elements, "explicit") };
}

export type Cine = {
  frames: number;
  rows: number;
  columns: number;
  /** Of a frame's pixel, 0 … 255. */
  gray: (frame: number, row: number, column: number) => number;
  /** Milliseconds from one frame to the next; left out, the file does not say. */
  frameMs?: number;
  /** Of rows and columns alike; left out, the file does not say. */
  pixelMm?: number;
};

/** Ultrasound over time: one file of several frames (PS3.3 A.7), none of which says where it lies. */
export function dicomCine(cine: Cine): NamedFile {
  const { frames, rows, columns, gray, frameMs, pixelMm } = cine;
  const pixels = Uint8Array.from({ length: frames * rows * columns }, (_, n) =>
    gray(Math.floor(n / (rows * columns)), Math.floor(n / columns) % rows, n % columns),
  );
  const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
  const short = (tag: number, value: number): Element => ({ tag, vr: "US", value });
  const seriesUid = newUid();
  const elements: Element[] = [
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.3.1"),
    text(0x00080018, "UI", newUid()),
    text(0x00080060, "CS", "US"),
    text(0x0008103e, "LO", "Heart, four chambers"),
    ...(frameMs ? [text(0x00181063, "DS", decimal(frameMs))] : []),
    text(0x0020000d, "UI", `${seriesUid}.1`),
    text(0x0020000e, "UI", seriesUid),
    short(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    text(0x00280008, "IS", String(frames)),
    short(0x00280010, rows),
    short(0x00280011, columns),
    ...(pixelMm ? [text(0x00280030, "DS", `${decimal(pixelMm)}\\${decimal(pixelMm)}`)] : []),
    short(0x00280100, 8),
    short(0x00280101, 8),
    short(0x00280102, 7),
    short(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OW", value: pixels },
  ];
  return { path: "cine.dcm", bytes: encodeFile(elements, "explicit") };
}

/** A whole file in explicit little endian. */
export function encodeDicom(elements: Element[]): Uint8Array {
  return encodeFile(elements, "explicit");
}

/** A sequence with the elements of each item, lengths given (PS3.5, 7.5). Explicit little endian. */
export function sequence(tag: number, items: Element[][]): Element {
  const encoded = items.map((elements) => {
    const body = encodeElements(elements, "explicit");
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0xfffe, 0);
    head.writeUInt16LE(0xe000, 2);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  return { tag, vr: "SQ", value: Buffer.concat(encoded) };
}

function encodeFile(elements: Element[], syntax: Syntax): Uint8Array {
  const meta = encodeMeta(syntaxUids[syntax]);
  const body = encodeElements(elements, syntax);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from("DICM"),
    meta,
    syntax === "deflated" ? deflateRawSync(body) : body,
  ]);
}

function encodeMeta(syntaxUid: string): Buffer {
  const rest = encodeElements(
    [
      { tag: 0x00020001, vr: "OB", value: Uint8Array.of(0, 1) },
      { tag: 0x00020002, vr: "UI", value: "1.2.840.10008.5.1.4.1.1.2" },
      { tag: 0x00020003, vr: "UI", value: newUid() },
      { tag: 0x00020010, vr: "UI", value: syntaxUid },
      { tag: 0x00020012, vr: "UI", value: uidRoot },
    ],
    "explicit",
  );
  const groupLength = Buffer.alloc(4);
  groupLength.writeUInt32LE(rest.length);
  return Buffer.concat([
    encodeElement({ tag: 0x00020000, vr: "UL", value: groupLength }, "explicit"),
    rest,
  ]);
}

function encodeElements(elements: Element[], syntax: Syntax): Buffer {
  const sorted = [...elements].sort((a, b) => a.tag - b.tag);
  return Buffer.concat(sorted.map((element) => encodeElement(element, syntax)));
}

function encodeElement({ tag, vr, value }: Element, syntax: Syntax): Buffer {
  if (tag === 0x7fe00010 && syntax === "rle") return encodeRle(value as Int16Array);
  const big = syntax === "big";
  const data = encodeValue(vr, value, big);
  const number = (size: 2 | 4, n: number) => {
    const bytes = Buffer.alloc(size);
    if (big) bytes.writeUIntBE(n, 0, size);
    else bytes.writeUIntLE(n, 0, size);
    return bytes;
  };
  const tagBytes = [number(2, tag >>> 16), number(2, tag & 0xffff)];
  if (syntax === "implicit") return Buffer.concat([...tagBytes, number(4, data.length), data]);
  const isLong = ["OB", "OW", "OF", "SQ", "UN", "UT"].includes(vr);
  const lengthBytes = isLong ? [number(2, 0), number(4, data.length)] : [number(2, data.length)];
  return Buffer.concat([...tagBytes, Buffer.from(vr), ...lengthBytes, data]);
}

function encodeValue(vr: string, value: Value, big: boolean): Buffer {
  if (typeof value === "string") {
    const bytes = Buffer.from(value, "latin1");
    // UIDs are filled up with a zero, everything else with a space (PS3.5, 6.2).
    return bytes.length % 2 ? Buffer.concat([bytes, Buffer.from(vr === "UI" ? "\0" : " ")]) : bytes;
  }
  if (value instanceof Uint8Array) return Buffer.from(value);
  const list = typeof value === "number" ? Uint16Array.of(value) : Uint16Array.from(value);
  const bytes = Buffer.from(list.buffer);
  return big ? bytes.swap16() : bytes;
}

/** At most 16 characters, as DS demands (PS3.5, 6.2). */
export function decimal(x: number): string {
  for (let digits = 15; ; digits--) {
    const text = String(Number(x.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
}

/** Encapsulated pixel data in RLE: high bytes, then low bytes (PS3.5, annexes A.4 and G). */
function encodeRle(pixels: Int16Array): Buffer {
  const bytes = Buffer.from(Uint16Array.from(pixels).buffer);
  const half = (first: number) => packBits(bytes.filter((_, n) => n % 2 === first));
  const segments = [half(1), half(0)];
  const header = Buffer.alloc(64);
  header.writeUInt32LE(segments.length, 0);
  header.writeUInt32LE(64, 4);
  header.writeUInt32LE(64 + segments[0].length, 8);
  const item = (tag: number, data: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0xfffe, 0);
    head.writeUInt16LE(tag, 2);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  const start = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const frame = Buffer.concat([header, ...segments]);
  return Buffer.concat([
    start,
    item(0xe000, new Uint8Array(0)),
    item(0xe000, frame),
    item(0xe0dd, new Uint8Array(0)),
  ]);
}

/** Runs where bytes repeat, else literal pieces; of even length in the end. */
function packBits(bytes: Uint8Array): Buffer {
  const packed: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run > 1) {
      packed.push(257 - run, bytes[at]);
      at += run;
      continue;
    }
    let end = at + 1;
    while (end < bytes.length && end - at < 128 && bytes[end] !== bytes[end + 1]) end++;
    packed.push(end - at - 1, ...bytes.subarray(at, end));
    at = end;
  }
  if (packed.length % 2) packed.push(0);
  return Buffer.from(packed);
}
