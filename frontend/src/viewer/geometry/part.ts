import { boxSize, type VoxelBox } from "../../pyramid/box";
import { type Dimensions } from "../../pyramid/voxels";
import { applyAffine } from "./affine";
import { type PaneSize, planeMapping, type PlaneView } from "./planeView";
import { type PlaneName, planeNames, type VolumeGeometry, type VoxelAxis } from "./volumeGeometry";

/** Voxels along a side that a part has at least. */
const kLeast = 8;

/**
 * The part of a volume that the planes show together: along each axis what lies within all panes that show it.
 * Null where that is everything.
 * @param sizes  0 × 0 for a pane that is not on the page, which then does not count.
 */
export function partInPlanes(
  geometry: VolumeGeometry,
  views: Record<PlaneName, PlaneView>,
  sizes: Record<PlaneName, PaneSize>,
): VoxelBox | null {
  const first = [0, 0, 0];
  const end = [...geometry.dimensions];
  for (const name of planeNames) {
    const size = sizes[name];
    if (size.width < 1 || size.height < 1) continue;
    const { right, down } = geometry.planes[name];
    const { toIndex } = planeMapping(geometry, geometry.planes[name], views[name], size);
    const from = toIndex({ x: 0, y: 0 });
    const to = toIndex({ x: size.width, y: size.height });
    const narrow = (axis: VoxelAxis, a: number, b: number) => {
      first[axis] = Math.max(first[axis] ?? 0, Math.ceil(Math.min(a, b)));
      end[axis] = Math.min(end[axis] ?? 0, Math.floor(Math.max(a, b)) + 1);
    };
    narrow(right.axis, from.right, to.right);
    narrow(down.axis, from.down, to.down);
  }
  const along = (axis: VoxelAxis) =>
    atLeast(first[axis] ?? 0, end[axis] ?? 0, geometry.dimensions[axis]);
  const box = [along(0), along(1), along(2)] as const;
  const part: VoxelBox = {
    first: [box[0].first, box[1].first, box[2].first],
    end: [box[0].end, box[1].end, box[2].end],
  };
  return boxSize(part).every((count, axis) => count === geometry.dimensions[axis]) ? null : part;
}

/** The geometry of a part by itself: its voxels counted from 0, at their places in the patient. */
export function geometryOfPart(geometry: VolumeGeometry, part: VoxelBox): VolumeGeometry {
  const origin = applyAffine(geometry.ijkToLps, part.first);
  const ijkToLps = geometry.ijkToLps.map((value, n) =>
    n % 4 === 3 && n < 12 ? (origin[(n - 3) / 4] ?? 0) : value,
  );
  const dimensions: Dimensions = boxSize(part);
  return { ...geometry, dimensions, ijkToLps };
}

function atLeast(first: number, end: number, count: number): { first: number; end: number } {
  const least = Math.min(kLeast, count);
  if (end - first >= least) return { first, end };
  const start = Math.min(Math.max(Math.round((first + end - least) / 2), 0), count - least);
  return { first: start, end: start + least };
}
