import { length, step } from "./geometry";
import { decimal, type Element, encodeDicom, type NamedFile, newUid, sequence } from "./dicom";
import { type Image } from "./phantom";

export type Segment = {
  number: number;
  label: string;
  /** CIELab as DICOM stores it, 16 bits each. */
  cielab?: [number, number, number];
  /** By the image's value. */
  holds: (value: number) => boolean;
};

const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
const short = (tag: number, value: number | number[]): Element => ({ tag, vr: "US", value });

/**
 * A DICOM segmentation (PS3.3 A.51) of a series that dicomSeries() made of `image` with `seriesUid`: one bit a voxel,
 * packed across frames, one frame for each segment in each slice that has some of it, the last slice first.
 */
export function dicomSegmentation(image: Image, seriesUid: string, segments: Segment[]): NamedFile {
  const { columns, rows, slices, ijkToLps } = image;
  const frames: { segment: number; k: number; mask: boolean[] }[] = [];
  for (const { number, holds } of segments)
    for (let k = slices - 1; k >= 0; k--) {
      const plane = image.voxels.subarray(k * rows * columns, (k + 1) * rows * columns);
      const mask = Array.from(plane, holds);
      if (mask.includes(true)) frames.push({ segment: number, k, mask });
    }
  const elements: Element[] = [
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.66.4"),
    text(0x00080018, "UI", newUid()),
    text(0x00080060, "CS", "SEG"),
    text(0x0008103e, "LO", "Blocks"),
    sequence(0x00081115, [[text(0x0020000e, "UI", seriesUid)]]),
    text(0x0020000d, "UI", `${seriesUid}.1`),
    text(0x0020000e, "UI", newUid()),
    text(0x00200052, "UI", `${seriesUid}.2`),
    short(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    text(0x00280008, "IS", String(frames.length)),
    short(0x00280010, rows),
    short(0x00280011, columns),
    short(0x00280100, 1),
    short(0x00280101, 1),
    short(0x00280102, 0),
    short(0x00280103, 0),
    text(0x00620001, "CS", "BINARY"),
    sequence(0x00620002, segments.map(describeSegment)),
    sequence(0x52009229, [sharedGroups(image)]),
    sequence(
      0x52009230,
      frames.map(({ segment, k }) => [
        sequence(0x00209113, [[text(0x00200032, "DS", positionOf(image, k))]]),
        sequence(0x0062000a, [[short(0x0062000b, segment)]]),
      ]),
    ),
    { tag: 0x7fe00010, vr: "OB", value: packBits(frames.flatMap(({ mask }) => mask)) },
  ];
  return { path: "segmentation.dcm", bytes: encodeDicom(elements) };

  function sharedGroups({ ijkToLps: matrix }: Image): Element[] {
    const steps = [0, 1, 2].map((axis) => step(matrix, axis));
    const axes = steps.map((v) => v.map((x) => x / length(v)));
    return [
      sequence(0x00289110, [
        [
          text(0x00180050, "DS", decimal(length(steps[2]))),
          text(0x00280030, "DS", [1, 0].map((axis) => decimal(length(steps[axis]))).join("\\")),
        ],
      ]),
      sequence(0x00209116, [
        [text(0x00200037, "DS", [...axes[0], ...axes[1]].map(decimal).join("\\"))],
      ]),
    ];
  }

  function positionOf(of: Image, k: number): string {
    const along = step(of.ijkToLps, 2);
    return [0, 1, 2].map((row) => decimal(ijkToLps[4 * row + 3] + k * along[row])).join("\\");
  }
}

function describeSegment({ number, label, cielab }: Segment): Element[] {
  return [
    short(0x00620004, number),
    text(0x00620005, "LO", label),
    text(0x00620008, "CS", "MANUAL"),
    ...(cielab ? [short(0x0062000d, cielab)] : []),
  ];
}

/** The lowest bit first, frame after frame without gaps (PS3.5, 8.1.1). */
function packBits(bits: boolean[]): Uint8Array {
  const bytes = new Uint8Array(2 * Math.ceil(bits.length / 16));
  bits.forEach((bit, n) => {
    if (bit) bytes[n >> 3] |= 1 << (n & 7);
  });
  return bytes;
}
