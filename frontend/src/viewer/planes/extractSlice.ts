import { toLevelIndex, type Voxels } from "../../pyramid/voxels";
import { type PlaneGeometry } from "../geometry/volumeGeometry";

/** One slice of a level, right index fastest, as stored: neither windowed nor turned. */
export type Slice = {
  /** One array a channel; value (r, d) at d · width + r. */
  channels: Float32Array[];
  width: number;
  height: number;
  /** Full-resolution voxels that one value stands for, along width and height. */
  factor: { right: number; down: number };
};

/** @param index  Of the slice, counted in full-resolution voxels. Must exist. */
export function extractSlice(voxels: Voxels, plane: PlaneGeometry, index: number): Slice {
  const [ni, nj, nk] = voxels.dimensions;
  const strides = [1, ni, ni * nj] as const;
  const width = voxels.dimensions[plane.right.axis];
  const height = voxels.dimensions[plane.down.axis];
  const through = plane.through.axis;
  const own = Math.round(toLevelIndex(index, voxels.factor[through]));
  const start = strides[through] * Math.min(Math.max(own, 0), voxels.dimensions[through] - 1);
  const rightStride = strides[plane.right.axis];
  const downStride = strides[plane.down.axis];
  const channels = Array.from({ length: voxels.channels }, (_, channel) => {
    const values = new Float32Array(width * height);
    const first = start + channel * ni * nj * nk;
    let at = 0;
    for (let d = 0; d < height; d += 1) {
      let from = first + d * downStride;
      for (let r = 0; r < width; r += 1) {
        values[at] = voxels.data[from] ?? 0;
        at += 1;
        from += rightStride;
      }
    }
    return values;
  });
  const factor = { right: voxels.factor[plane.right.axis], down: voxels.factor[plane.down.axis] };
  return { channels, width, height, factor };
}
