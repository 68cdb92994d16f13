import { type VoxelBox } from "../../pyramid/box";
import { type Dimensions } from "../../pyramid/voxels";
import { applyAffine, axisStep, difference, dot, lengthOf, unit, type Vec3 } from "./affine";
import { ijkUnder, type PaneSize, planeMapping, type PlaneView } from "./planeView";
import { planeNames, type PlaneName, type VolumeGeometry, type VoxelAxis } from "./volumeGeometry";

/** Of lengths in mm: less is rounding. */
const kSameMm = 1e-3;
const kSameDirection = 1 - 1e-9;
const axes: readonly VoxelAxis[] = [0, 1, 2];

/** Whether voxels of the same index lie at the same place, and there are as many. */
export function isSameGeometry(one: VolumeGeometry, other: VolumeGeometry): boolean {
  return (
    one.calibrated === other.calibrated &&
    one.dimensions.every((count, axis) => count === other.dimensions[axis]) &&
    one.ijkToLps.every((value, n) => value === other.ijkToLps[n])
  );
}

/** Whether the voxel axes of both run the same ways in the patient: the planes of both then cut alike. */
export function isAligned(one: VolumeGeometry, other: VolumeGeometry): boolean {
  return (
    axes.every((axis) => dot(directionOf(one, axis), directionOf(other, axis)) > kSameDirection) &&
    planeNames.every((plane) => one.planes[plane].through.axis === other.planes[plane].through.axis)
  );
}

/** Whether the slices of both have the same rows and columns, and begin at one place: one then has more between. */
export function hasSameRows(one: VolumeGeometry, other: VolumeGeometry): boolean {
  const isNear = (a: Vec3, b: Vec3) => lengthOf(difference(a, b)) < kSameMm;
  return (
    isAligned(one, other) &&
    [0, 1].every((axis) => one.dimensions[axis] === other.dimensions[axis]) &&
    // 0 and 1 the steps, 3 the origin.
    [0, 1, 3].every((n) => isNear(axisStep(one.ijkToLps, n), axisStep(other.ijkToLps, n)))
  );
}

/** The index in `to` (continuous) of the place that has the index `ijk` in `from`. */
export function ijkIn(from: VolumeGeometry, to: VolumeGeometry, ijk: Vec3): Vec3 {
  return applyAffine(to.lpsToIjk, applyAffine(from.ijkToLps, ijk));
}

/** The slice of `to` in which slice `index` of a plane of `from` lies; may be outside. Both must be aligned. */
export function sliceIn(
  from: VolumeGeometry,
  to: VolumeGeometry,
  plane: PlaneName,
  index: number,
): number {
  const at: [number, number, number] = [0, 0, 0];
  at[from.planes[plane].through.axis] = index;
  return Math.round(ijkIn(from, to, at)[to.planes[plane].through.axis]);
}

/**
 * The view of `to` that shows what `view` shows of `from`: as large, and the same place in the middle of the pane.
 * Both must be aligned.
 * @param size  Of the pane; while it is 0 × 0 the zoom stays as it is.
 */
export function viewIn(
  from: VolumeGeometry,
  to: VolumeGeometry,
  plane: PlaneName,
  view: PlaneView,
  size: PaneSize,
): PlaneView {
  const own = to.planes[plane];
  const before = planeMapping(from, from.planes[plane], view, size);
  const middle = { x: size.width / 2, y: size.height / 2 };
  const place = ijkIn(from, to, ijkUnder(from.planes[plane], before, 0, middle));
  const unmoved = { zoom: view.zoom, moved: { right: 0, down: 0 } };
  const fitting = planeMapping(to, own, unmoved, size);
  const isThere = size.width >= 1 && size.height >= 1;
  const zoom = isThere ? (view.zoom * fitting.mmPerPixel) / before.mmPerPixel : view.zoom;
  const { mmPerPixel, toPane } = planeMapping(to, own, { ...unmoved, zoom }, size);
  const at = toPane(place[own.right.axis], place[own.down.axis]);
  return {
    zoom,
    moved: { right: (middle.x - at.x) * mmPerPixel, down: (middle.y - at.y) * mmPerPixel },
  };
}

/** The voxels of `to` that lie where those of `from` do; null where none does. Both must be aligned. */
export function boxIn(from: VolumeGeometry, to: VolumeGeometry, box: VoxelBox): VoxelBox | null {
  const edge = (ijk: Dimensions) =>
    ijkIn(from, to, [ijk[0] - 0.5, ijk[1] - 0.5, ijk[2] - 0.5]).map((at) => Math.round(at + 0.5));
  const along = (values: number[], axis: VoxelAxis) =>
    Math.min(Math.max(values[axis] ?? 0, 0), to.dimensions[axis]);
  const [low, high] = [edge(box.first), edge(box.end)];
  const at = (values: number[]): Dimensions => [
    along(values, 0),
    along(values, 1),
    along(values, 2),
  ];
  const [first, end] = [at(low), at(high)];
  return axes.every((axis) => end[axis] > first[axis]) ? { first, end } : null;
}

function directionOf({ ijkToLps }: VolumeGeometry, axis: VoxelAxis): Vec3 {
  return unit(axisStep(ijkToLps, axis));
}
