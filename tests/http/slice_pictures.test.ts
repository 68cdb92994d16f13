import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { contrast, decodePng, type Picture } from "../harness/pictures";
import { type Scan, type Volume } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries, type NamedFile } from "../phantom/dicom";
import { invert, length, step, transform, type Vec3 } from "../phantom/geometry";
import { nifti1, sampleAlong } from "../phantom/nifti";
import { acquire, acquisitions, blocks, center, grain } from "../phantom/phantom";
import { colorAt, colorStack } from "../phantom/picture_stack";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

/** Which way of the patient is right and down in a picture, and which runs through the slices; LPS. */
const planes: Record<string, { right: Vec3; down: Vec3; through: Vec3 }> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0], through: [0, 0, 1] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1], through: [0, 1, 0] },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1], through: [1, 0, 0] },
};

const window = { center: 500, width: 2000 };
const gray = (value: number) => ((value - window.center) / window.width + 0.5) * 255;

/** The volume's axis (0 = i …) nearest to a way of the patient, and whether it runs along or against it. */
function nearestAxis(volume: Volume, way: Vec3): { axis: number; sign: number } {
  const along = [0, 1, 2].map((axis) => {
    const v = step(volume.ijkToLps, axis);
    return (v[0] * way[0] + v[1] * way[1] + v[2] * way[2]) / length(v);
  });
  const axis = along.reduce((best, x, n) => (Math.abs(x) > Math.abs(along[best]) ? n : best), 0);
  return { axis, sign: Math.sign(along[axis]) };
}

const sizeOf = (volume: Volume) => [...volume.shape].reverse() as [number, number, number];
const slicePath = (scan: Scan, query: Record<string, string | number>) =>
  `/api/v1/scans/${scan.id}/volumes/original/slice.png?` +
  new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  ).toString();

async function slice(scan: Scan, query: Record<string, string | number>): Promise<Picture> {
  const answer = await someone.request(slicePath(scan, query));
  expect(answer.status, String(answer.bytes.subarray(0, 300))).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("image/png");
  return decodePng(answer.bytes);
}

/** Where a voxel of the slice is drawn: right and down in the picture, pixels. */
function pixelOf(volume: Volume, index: Vec3, plane: string, picture: Picture): [number, number] {
  const place = (way: Vec3, pixels: number) => {
    const { axis, sign } = nearestAxis(volume, way);
    const count = sizeOf(volume)[axis];
    const voxel = sign > 0 ? index[axis] : count - 1 - index[axis];
    return ((voxel + 0.5) / count) * pixels - 0.5;
  };
  const { right, down } = planes[plane];
  return [place(right, picture.width), place(down, picture.height)];
}

const sources: [string, () => NamedFile[]][] = [
  ...Object.entries(acquisitions).map(([name, acquisition]): [string, () => NamedFile[]] => [
    `DICOM ${name}`,
    () => dicomSeries(acquire(acquisition)),
  ]),
  ...["RAS", "LPS", "PSR", "IRA", "AIL"].map((axes): [string, () => NamedFile[]] => [
    `NIfTI ${axes}`,
    () => {
      const image = sampleAlong([...axes], [36, 42, 30], [2, 2.5, 3], center);
      return [{ path: `${axes}.nii`, bytes: nifti1(image) }];
    },
  ]),
];

describe.each(sources)("%s", (_, files) => {
  let scan: Scan;
  let volume: Volume;
  beforeAll(async () => {
    scan = await uploadScan(someone, files());
    volume = scan.volumes[0]!;
  });

  describe.each(Object.keys(planes))("%s", (plane) => {
    test("each of the six blocks is where it belongs, never mirrored", async () => {
      const through = nearestAxis(volume, planes[plane].through).axis;
      for (const [side, { at, value }] of Object.entries(blocks)) {
        const index = transform(invert(volume.ijkToLps), at).map(Math.round) as unknown as Vec3;
        const picture = await slice(scan, { plane, index: index[through], ...window });
        const [x, y] = pixelOf(volume, index, plane, picture);
        const got = picture.gray(x, y);
        const expected = gray(value + grain / 2);
        expect(Math.abs(got - expected), `${side}: expected ${expected}, got ${got}`).toBeLessThan(
          3,
        );
      }
    });

    test("pixels are square", async () => {
      const picture = await slice(scan, { plane });
      const extent = (way: Vec3) => {
        const { axis } = nearestAxis(volume, way);
        return sizeOf(volume)[axis] * length(step(volume.ijkToLps, axis));
      };
      const { right, down } = planes[plane];
      const expected = extent(right) / extent(down);
      // Whole pixels: either side may be off by half of one.
      const tolerance = expected * (0.6 / picture.width + 0.6 / picture.height);
      expect(Math.abs(picture.width / picture.height - expected)).toBeLessThan(tolerance);
    });

    test("an index outside is refused, and the range is named", async () => {
      const count = sizeOf(volume)[nearestAxis(volume, planes[plane].through).axis];
      const answer = await someone.request(slicePath(scan, { plane, index: count }));

      expect([answer.status, answer.code]).toEqual([422, "out_of_range"]);
      const { detail } = answer.json<{ detail: string }>();
      expect(detail).toMatch(/\b0\b/);
      expect(detail).toMatch(new RegExp(`\\b${count - 1}\\b`));
      await slice(scan, { plane, index: count - 1 });
    });
  });
});

describe("of one scan", () => {
  let scan: Scan;
  beforeAll(async () => {
    scan = await uploadScan(someone, dicomSeries(acquire(acquisitions.axial)));
  });

  test("without an index the middle slice is drawn", async () => {
    const middle = await someone.request(slicePath(scan, { plane: "axial", index: 12, ...window }));
    const left = await someone.request(slicePath(scan, { plane: "axial", ...window }));
    const other = await someone.request(slicePath(scan, { plane: "axial", index: 11, ...window }));
    expect([middle.bytes.toString("hex"), other.bytes.toString("hex")]).toContain(
      left.bytes.toString("hex"),
    );
  });

  test("a narrow window makes black and white", async () => {
    const narrow = { center: 500, width: 1 };
    const picture = await slice(scan, { plane: "axial", index: 12, ...narrow });
    const index = (side: "L" | "A") =>
      transform(invert(scan.volumes[0].ijkToLps), blocks[side].at).map(
        Math.round,
      ) as unknown as Vec3;
    expect(picture.gray(...pixelOf(scan.volumes[0], index("L"), "axial", picture))).toBe(0);
    expect(picture.gray(...pixelOf(scan.volumes[0], index("A"), "axial", picture))).toBe(255);
  });

  test.each([
    "plane=diagonal",
    "plane=axial&index=two",
    "plane=axial&width=0",
    "plane=axial&center=40&width=-5",
    "plane=axial&center=NaN&width=1",
    "plane=axial&width=inf&center=0",
  ])("slice.png?%s is refused", async (query) => {
    const answer = await someone.request(
      `/api/v1/scans/${scan.id}/volumes/original/slice.png?${query}`,
    );
    expect([answer.status, answer.code]).toEqual([422, "validation_failed"]);
  });

  test.each([-1, 1.5])("index %s is out of range", async (index) => {
    const answer = await someone.request(slicePath(scan, { plane: "axial", index }));
    expect([answer.status, answer.code]).toEqual([422, "out_of_range"]);
  });

  test("another volume does not exist", async () => {
    const path = `/api/v1/scans/${scan.id}/volumes/reconstructed/slice.png?plane=axial`;
    expect((await someone.request(path)).status).toBe(404);
  });

  test.each(["thumbnail.png", "preview.png"])(
    "%s shows something, can be cached, and is not sent twice",
    async (name) => {
      const path = `/api/v1/scans/${scan.id}/${name}`;
      const answer = await someone.request(path);
      const picture = decodePng(answer.bytes);

      expect(contrast(picture)).toBeGreaterThan(5);
      expect(Math.min(picture.width, picture.height)).toBeGreaterThan(31);
      const etag = answer.headers.get("ETag")!;
      const again = await someone.request(path, { headers: { "If-None-Match": etag } });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
    },
  );

  test("the thumbnail is small", async () => {
    const { bytes } = await someone.request(`/api/v1/scans/${scan.id}/thumbnail.png`);
    const { width, height } = decodePng(bytes);
    expect(Math.max(width, height)).toBeLessThanOrEqual(640);
    expect(bytes.length).toBeLessThan(200_000);
  });
});

test("colour is drawn in colour", async () => {
  const scan = await uploadScan(someone, colorStack(20, 14, 12));
  const picture = await slice(scan, { plane: "axial", index: 4 });
  const [x, y] = pixelOf(scan.volumes[0], [15, 3, 4], "axial", picture);
  const expected = colorAt(15, 3, 4);
  picture.color(Math.round(x), Math.round(y)).forEach((got, channel) => {
    expect(Math.abs(got - expected[channel])).toBeLessThanOrEqual(2);
  });
});
