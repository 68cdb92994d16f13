import { applyAffine, type Vec3 } from "./affine";
import { type PlaneGeometry, type ScreenAxis, type VolumeGeometry } from "./volumeGeometry";

/** A point of a pane, in CSS pixels from its top left corner. */
export type PanePoint = { x: number; y: number };

export type PaneSize = { width: number; height: number };

/** What part of a plane is shown. Kept apart from the pane's size, so that a resized pane shows the same part. */
export type PlaneView = {
  /** 1 shows the whole slice with a little room; 2 twice as large. */
  zoom: number;
  /** How far the picture is moved, in mm along the screen's right and down. */
  moved: { right: number; down: number };
};

export const wholeSlice: PlaneView = { zoom: 1, moved: { right: 0, down: 0 } };

const kRoomAround = 0.96;
export const kLeastZoom = 0.25;
export const kGreatestZoom = 40;

/** How a plane's pixels and voxel indices belong together. Pixels are square: mm count, not voxels. */
export type PlaneMapping = {
  mmPerPixel: number;
  /** Index along `plane.right` and `plane.down` (voxel centres at whole numbers) → CSS pixels. */
  toPane: (rightIndex: number, downIndex: number) => PanePoint;
  toIndex: (point: PanePoint) => { right: number; down: number };
};

export function planeMapping(
  geometry: VolumeGeometry,
  plane: PlaneGeometry,
  view: PlaneView,
  size: PaneSize,
): PlaneMapping {
  const right = axisExtent(geometry, plane.right);
  const down = axisExtent(geometry, plane.down);
  const fitted = Math.max(
    right.extentMm / Math.max(size.width, 1),
    down.extentMm / Math.max(size.height, 1),
  );
  const mmPerPixel = fitted / kRoomAround / view.zoom;
  const along = (axis: AxisExtent, index: number, movedMm: number, pixels: number) => {
    const fromMiddle = (index - (axis.count - 1) / 2) * axis.spacingMm * axis.sign;
    return pixels / 2 + (fromMiddle + movedMm) / mmPerPixel;
  };
  const back = (axis: AxisExtent, at: number, movedMm: number, pixels: number) => {
    const fromMiddle = (at - pixels / 2) * mmPerPixel - movedMm;
    return (fromMiddle * axis.sign) / axis.spacingMm + (axis.count - 1) / 2;
  };
  return {
    mmPerPixel,
    toPane: (rightIndex, downIndex) => ({
      x: along(right, rightIndex, view.moved.right, size.width),
      y: along(down, downIndex, view.moved.down, size.height),
    }),
    toIndex: ({ x, y }) => ({
      right: back(right, x, view.moved.right, size.width),
      down: back(down, y, view.moved.down, size.height),
    }),
  };
}

/** The voxel index (continuous) under a point of the pane, on slice `index`. */
export function ijkUnder(
  plane: PlaneGeometry,
  mapping: PlaneMapping,
  index: number,
  point: PanePoint,
): Vec3 {
  const { right, down } = mapping.toIndex(point);
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[plane.through.axis] = index;
  ijk[plane.right.axis] = right;
  ijk[plane.down.axis] = down;
  return ijk;
}

/** Where a voxel index lies in the pane, whatever slice it is on. */
export function paneOfIjk(plane: PlaneGeometry, mapping: PlaneMapping, ijk: Vec3): PanePoint {
  return mapping.toPane(ijk[plane.right.axis], ijk[plane.down.axis]);
}

export function paneOfLps(
  geometry: VolumeGeometry,
  plane: PlaneGeometry,
  mapping: PlaneMapping,
  lps: Vec3,
): PanePoint {
  return paneOfIjk(plane, mapping, applyAffine(geometry.lpsToIjk, lps));
}

/** `view` with `factor` times its zoom, what lies at `fixed` staying where it is. */
export function zoomedAt(
  view: PlaneView,
  factor: number,
  fixed: PanePoint,
  size: PaneSize,
  mmPerPixel: number,
): PlaneView {
  const zoom = Math.min(Math.max(view.zoom * factor, kLeastZoom), kGreatestZoom);
  const applied = zoom / view.zoom;
  // From the pane's middle to the fixed point, in mm of before; the same pixels are fewer mm afterwards.
  const shift = (at: number, pixels: number) => (at - pixels / 2) * mmPerPixel * (1 / applied - 1);
  return {
    zoom,
    moved: {
      right: view.moved.right + shift(fixed.x, size.width),
      down: view.moved.down + shift(fixed.y, size.height),
    },
  };
}

export function movedBy(view: PlaneView, pixels: PanePoint, mmPerPixel: number): PlaneView {
  return {
    ...view,
    moved: {
      right: view.moved.right + pixels.x * mmPerPixel,
      down: view.moved.down + pixels.y * mmPerPixel,
    },
  };
}

type AxisExtent = { count: number; spacingMm: number; extentMm: number; sign: 1 | -1 };

function axisExtent(geometry: VolumeGeometry, { axis, flipped }: ScreenAxis): AxisExtent {
  const count = geometry.dimensions[axis];
  const spacingMm = geometry.spacingMm[axis];
  return { count, spacingMm, extentMm: count * spacingMm, sign: flipped ? -1 : 1 };
}
