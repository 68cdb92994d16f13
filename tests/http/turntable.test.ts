import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { decodePng, type Picture } from "../harness/pictures";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { fieldImage } from "../phantom/field";
import {
  cross,
  dot,
  length,
  type Matrix,
  step,
  transform,
  turn,
  type Vec3,
} from "../phantom/geometry";
import { nifti1 } from "../phantom/nifti";
import { type Image } from "../phantom/phantom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const path = ({ id }: Scan, query = "", volume = "original") =>
  `/api/v1/scans/${id}/volumes/${volume}/turntable.png${query}`;

async function picture(scan: Scan, angle: number): Promise<Picture> {
  const answer = await someone.request(path(scan, `?angle=${angle}`));
  expect(answer.status, String(answer.bytes.subarray(0, 300))).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("image/png");
  return decodePng(answer.bytes);
}

/** Empty but for a ball of 5 mm at `mark`. */
function marked(ijkToLps: Matrix, size: Vec3, mark: Vec3): Image {
  const image = fieldImage(size, ijkToLps, () => 0);
  let n = 0;
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, n++) {
        const place = transform(ijkToLps, [i, j, k]);
        if (Math.hypot(...place.map((mm, axis) => mm - mark[axis])) < 5) image.voxels[n] = 1000;
      }
  return image;
}

/** Middle of the light, right and down from the picture's middle, in pixels. */
function middleOfLight({ width, height, gray }: Picture): [number, number] {
  let [sum, right, down] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      sum += gray(x, y);
      right += gray(x, y) * (x + 0.5 - width / 2);
      down += gray(x, y) * (y + 0.5 - height / 2);
    }
  expect(sum).toBeGreaterThan(1000);
  return [right / sum, down / sum];
}

const size: Vec3 = [44, 52, 36];
const spacing: Vec3 = [1.5, 1.2, 2];
const ways: Record<string, Vec3> = {
  ...{ L: [1, 0, 0], P: [0, 1, 0], S: [0, 0, 1] },
  ...{ R: [-1, 0, 0], A: [0, -1, 0], I: [0, 0, -1] },
};
const tilted = (v: Vec3) => turn(turn(v, [1, 0, 0], 20), [0, 0, 1], 15);

/** The grids in which one body may be stored; the middle of each lies at (5, −7, 100). */
const middle: Vec3 = [5, -7, 100];
function gridOf(axes: readonly Vec3[]): Matrix {
  const steps = axes.map((axis, n) => axis.map((x) => x * spacing[n]));
  const rows = [0, 1, 2].map((row) => [
    ...steps.map((mm) => mm[row]),
    middle[row] - steps.reduce((sum, mm, axis) => sum + (mm[row] * (size[axis] - 1)) / 2, 0),
  ]);
  return [...rows.flat(), 0, 0, 0, 1];
}
const grids: [string, Matrix][] = [
  ...["LPS", "RAS", "PSR", "AIL"].map((axes): [string, Matrix] => [
    axes,
    gridOf([...axes].map((axis) => ways[axis])),
  ]),
  ["oblique", gridOf([tilted([1, 0, 0]), tilted([0, 1, 0]), tilted([0, 0, 1])])],
];

/** Of one picture, so that the volume fits from everywhere: half its diagonal across the body's axis, or its height. */
function mmPerPixel(grid: Matrix, pixels: number): number {
  const edges = [0, 1, 2].map((axis) => step(grid, axis).map((mm) => mm * size[axis]));
  const across = [1, -1].flatMap((a) =>
    [1, -1].map((b) => {
      const corner = [0, 1].map((n) => edges[0][n] + a * edges[1][n] + b * edges[2][n]);
      return Math.hypot(...corner);
    }),
  );
  const upright = edges.reduce((sum, edge) => sum + Math.abs(edge[2]), 0);
  return Math.max(...across, upright) / pixels;
}

describe.each(grids)("a body stored %s", (_, grid) => {
  /** 12 mm to the patient's left, 8 to the back, 9 up: nothing mirrored or turned puts it there. */
  const way: Vec3 = [12, 8, 9];
  let scan: Scan;
  beforeAll(async () => {
    const mark = middle.map((mm, axis) => mm + way[axis]) as unknown as Vec3;
    scan = await uploadScan(someone, [
      { path: "mark.nii", bytes: nifti1(marked(grid, size, mark)) },
    ]);
  });

  test.each([0, 90, 180, 270, 40])("seen from %i°, the mark is where it must be", async (angle) => {
    const seen = await picture(scan, angle);
    // The eye goes from the front round by the patient's left; what it sees on its right follows from that.
    const eye = turn([0, -1, 0], [0, 0, 1], angle);
    const toward = eye.map((x) => -x) as unknown as Vec3;
    const right = cross(toward, [0, 0, 1]);
    expect(length(right)).toBeCloseTo(1);
    const mm = mmPerPixel(grid, seen.width);
    const [x, y] = middleOfLight(seen);
    expect(Math.abs(x * mm - dot(way, right))).toBeLessThan(1);
    expect(Math.abs(y * mm + way[2])).toBeLessThan(1);
  });
});

describe("of one scan", () => {
  let scan: Scan;
  beforeAll(async () => {
    const bytes = nifti1(marked(grids[0][1], size, middle));
    scan = await uploadScan(someone, [{ path: "mark.nii", bytes }]);
  });

  test("it says of which level it is drawn, and is not sent twice", async () => {
    const answer = await someone.request(path(scan, "?angle=30"));
    expect(Number(answer.headers.get("Scanetrix-Level"))).toBeLessThan(
      scan.volumes[0].levels.length,
    );
    expect(answer.bytes.length).toBeLessThan(200_000);
    const headers = { "If-None-Match": answer.headers.get("ETag")! };
    const again = await someone.request(path(scan, "?angle=30"), { headers });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    const other = await someone.request(path(scan, "?angle=40"), { headers });
    expect(other.status).toBe(200);
  });

  test.each(["angle=15", "angle=360", "angle=-10", "angle=0.5"])(
    "?%s is refused: there are 36 pictures, and no more",
    async (query) => {
      const answer = await someone.request(path(scan, `?${query}`));
      expect([answer.status, answer.code]).toEqual([422, "out_of_range"]);
      expect(answer.json<{ detail: string }>().detail).toMatch(/multiple of 10 from 0 to 350/);
    },
  );

  test.each(["angle=front", "angle=nan", "time=x"])("?%s is refused", async (query) => {
    const answer = await someone.request(path(scan, `?${query}`));
    expect([answer.status, answer.code]).toEqual([422, "validation_failed"]);
  });

  test("a time point or a volume that is not there is refused", async () => {
    const time = await someone.request(path(scan, "?time=1"));
    expect([time.status, time.code]).toEqual([422, "out_of_range"]);
    expect((await someone.request(path(scan, "", "reconstructed"))).status).toBe(404);
  });

  test("many at once are drawn, or told to ask again; what else is asked is answered meanwhile", async () => {
    const angles = Array.from({ length: 24 }, (_, n) => n * 10);
    const asked = angles.map((angle) => someone.request(path(scan, `?angle=${angle}`)));
    expect((await someone.request(`/api/v1/scans/${scan.id}`)).status).toBe(200);
    const answers = await Promise.all(asked);
    const drawn = answers.filter(({ status }) => status === 200);
    expect(drawn.length).toBeGreaterThan(0);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect([answer.status, answer.code]).toEqual([503, "busy"]);
      expect(answer.headers.get("Retry-After")).toBe("1");
    }
  });
});
