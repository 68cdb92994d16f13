import { type Voxels } from "../../pyramid/voxels";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { lookAt, type LookPoint } from "./look";

/** Part of the rays that are drawn less than white. */
const kPart = 0.985;
const kTableSize = 256;

/**
 * Sum of opacity × mm along a ray that an X-ray draws white: nearly the greatest that this scan has from the front,
 * so that a wrist is as well exposed as a chest.
 * @param voxels  A coarse level; every voxel of it is looked at.
 */
export function xrayTotalMm(
  points: readonly LookPoint[],
  voxels: Voxels,
  geometry: VolumeGeometry,
): number {
  const { data, dimensions, slope, intercept } = voxels;
  const [ni, nj] = dimensions;
  const strides = [1, ni, ni * nj] as const;
  const { axis: through } = geometry.planes.coronal.through;
  const { axis: right } = geometry.planes.coronal.right;
  const { axis: down } = geometry.planes.coronal.down;
  const stepMm = geometry.spacingMm[through] * voxels.factor[through];
  const opacityOf = opacityTable(points);
  const sums: number[] = [];
  for (let d = 0; d < dimensions[down]; d += 1)
    for (let r = 0; r < dimensions[right]; r += 1) {
      let at = d * strides[down] + r * strides[right];
      let sum = 0;
      for (let n = 0; n < dimensions[through]; n += 1, at += strides[through])
        sum += opacityOf((data[at] as number) * slope + intercept);
      sums.push(sum * stepMm);
    }
  sums.sort((a, b) => a - b);
  return Math.max(sums[Math.floor((sums.length - 1) * kPart)] ?? 1, 1e-3);
}

function opacityTable(points: readonly LookPoint[]): (value: number) => number {
  const least = points[0]?.value ?? 0;
  const greatest = points.at(-1)?.value ?? 1;
  const perValue = (kTableSize - 1) / Math.max(greatest - least, Number.EPSILON);
  const table = Float32Array.from(
    { length: kTableSize },
    (_, n) => lookAt(points, least + n / perValue).opacity,
  );
  return (value) => {
    const place = Math.round((value - least) * perValue);
    return table[Math.min(Math.max(place, 0), kTableSize - 1)] as number;
  };
}
