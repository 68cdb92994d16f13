import { expect, test } from "vitest";
import { type Voxels } from "../../pyramid/voxels";
import { firstCamera, lookedFrom } from "../geometry/camera";
import { geometryOf } from "../geometry/testVolumes";
import { type Look } from "./look";
import { LookThumbnails, thumbnailCamera } from "./lookThumbnail";
import { xrayTotalMm } from "./xray";

const kCount = 20;
const kSize = 24;

/** One bright voxel block at the patient's left, dim matter elsewhere; index axes are those of LPS. */
function leftMarked(): Voxels {
  const data = new Uint8Array(kCount ** 3).fill(10);
  for (let k = 8; k < 12; k += 1)
    for (let j = 8; j < 12; j += 1)
      for (let i = 15; i < 19; i += 1) data[(k * kCount + j) * kCount + i] = 200;
  return {
    data,
    dimensions: [kCount, kCount, kCount],
    channels: 1,
    inverted: false,
    slope: 1,
    intercept: 0,
    level: 0,
    factor: [1, 1, 1],
  };
}

const geometry = geometryOf(
  [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  [kCount, kCount, kCount],
);

function lookOf(gathering: Look["gathering"]): Look {
  return {
    id: "x",
    name: "X",
    gathering,
    shaded: false,
    points: [
      { value: 20, opacity: 0, color: [1, 1, 1] },
      { value: 200, opacity: 1, color: [1, 1, 1] },
    ],
  };
}

test.each(["solid", "brightest", "xray"] as const)(
  "%s: what is at the patient's left is drawn at the right of the view from the front",
  (gathering) => {
    const voxels = leftMarked();
    const front = lookedFrom(
      thumbnailCamera(firstCamera(geometry, { width: 1, height: 1 }), geometry),
      "A",
    );
    const look = lookOf(gathering);
    const total = xrayTotalMm(look.points, voxels, geometry);
    const pixels = new LookThumbnails(voxels, geometry, front, kSize).draw(look, 1, total);
    const sumOf = (first: number, end: number) => {
      let sum = 0;
      for (let y = 0; y < kSize; y += 1)
        for (let x = first; x < end; x += 1) sum += pixels[(y * kSize + x) * 4] ?? 0;
      return sum;
    };
    expect(sumOf(kSize / 2, kSize)).toBeGreaterThan(500);
    expect(sumOf(0, kSize / 2)).toBe(0);
  },
);

test("an X-ray is exposed for the densest rays of this scan", () => {
  const total = xrayTotalMm(lookOf("xray").points, leftMarked(), geometry);
  // Four voxels of 1 mm, all solid.
  expect(total).toBeGreaterThan(3.5);
  expect(total).toBeLessThanOrEqual(4.01);
});
