import { type Voxels } from "../../pyramid/voxels";
import { geometryOf } from "../geometry/testVolumes";
import { type Look } from "./look";

const kCount = 20;

/** Where `leftMarked` lies: its index axes are those of LPS, 1 mm apart. */
export const markedGeometry = geometryOf(
  [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  [kCount, kCount, kCount],
);

/** One bright block of 4 × 4 × 4 voxels at the patient's left, dim matter elsewhere. */
export function leftMarked(): Voxels {
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

/** Shows the block, white, and nothing of what is about it. */
export function lookOf(gathering: Look["gathering"]): Look {
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
