import { expect, test } from "vitest";
import { firstCamera, lookedFrom } from "../geometry/camera";
import { LookThumbnails, thumbnailCamera } from "./lookThumbnail";
import { markedGeometry as geometry, leftMarked, lookOf } from "./testLooks";
import { xrayTotalMm } from "./xray";

const kSize = 24;

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
