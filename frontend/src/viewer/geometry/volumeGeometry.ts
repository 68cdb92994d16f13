import { type Matrix4, type Volume } from "../../api/types";
import { type Dimensions, dimensionsOf } from "../../pyramid/voxels";
import { applyAffine, axisStep, invertAffine, lengthOf, unit, type Vec3 } from "./affine";

export const planeNames = ["axial", "coronal", "sagittal"] as const;
export type PlaneName = (typeof planeNames)[number];

/** 0 i, 1 j, 2 k. */
export type VoxelAxis = 0 | 1 | 2;

/** One direction on the screen: the voxel axis that runs along it, and whether its index grows against it. */
export type ScreenAxis = { axis: VoxelAxis; flipped: boolean };

/**
 * How the slices of a volume lie on the screen, right way up for a radiologist:
 * axial seen from the feet, coronal from the front, sagittal from the patient's left.
 */
export type PlaneGeometry = {
  name: PlaneName;
  /** The voxel axis across the slices, downwards along the slider: head to feet, front to back, right to left. */
  through: ScreenAxis;
  right: ScreenAxis;
  down: ScreenAxis;
  /** Number of slices. */
  count: number;
};

/** One picture alone, or pictures of one place over time: shown in one pane, as there is nothing across it. */
export type Flat = { kind: "picture" | "cine"; plane: PlaneName };

export type VolumeGeometry = {
  dimensions: Dimensions;
  /** Distance between neighbouring voxel centres along i, j, k. In mm, or in voxels where not calibrated. */
  spacingMm: Vec3;
  ijkToLps: Matrix4;
  lpsToIjk: Matrix4;
  /** Of a cine: along its pixels. */
  calibrated: boolean;
  planes: Record<PlaneName, PlaneGeometry>;
  flat: Flat | null;
};

/** Patient axes as the columns of LPS: 0 towards the left, 1 towards the back, 2 towards the head. */
const kLeft = 0;
const kPosterior = 1;
const kSuperior = 2;

export function volumeGeometry(
  volume: Pick<Volume, "shape" | "ijkToLps" | "calibrated" | "cine">,
): VolumeGeometry {
  const dimensions = dimensionsOf(volume);
  const steps = [0, 1, 2].map((axis) => axisStep(volume.ijkToLps, axis)) as [Vec3, Vec3, Vec3];
  const axisOf = nearestAxes(steps);
  const along = (patientAxis: number, sign: 1 | -1): ScreenAxis => {
    const axis = axisOf[patientAxis as VoxelAxis];
    return { axis, flipped: steps[axis][patientAxis as VoxelAxis] < 0 !== sign < 0 };
  };
  // The slider's top end is the head, the front and the right.
  const through = {
    axial: along(kSuperior, -1),
    coronal: along(kPosterior, 1),
    sagittal: along(kLeft, 1),
  };
  const plane = (name: PlaneName, right: ScreenAxis, down: ScreenAxis): PlaneGeometry => ({
    name,
    through: through[name],
    right,
    down,
    count: dimensions[through[name].axis],
  });
  const planes = {
    axial: plane("axial", along(kLeft, 1), along(kPosterior, 1)),
    coronal: plane("coronal", along(kLeft, 1), along(kSuperior, -1)),
    sagittal: plane("sagittal", along(kPosterior, 1), along(kSuperior, -1)),
  };
  return {
    dimensions,
    spacingMm: [lengthOf(steps[0]), lengthOf(steps[1]), lengthOf(steps[2])],
    ijkToLps: volume.ijkToLps,
    lpsToIjk: invertAffine(volume.ijkToLps),
    calibrated: volume.calibrated || volume.cine?.pixelsCalibrated === true,
    planes,
    flat: flatOf(volume, dimensions, planes),
  };
}

function flatOf(
  { cine }: Pick<Volume, "cine">,
  dimensions: Dimensions,
  planes: Record<PlaneName, PlaneGeometry>,
): Flat | null {
  const thin = ([2, 1, 0] as const).find((axis) => dimensions[axis] === 1);
  const axis = cine ? 2 : thin;
  const plane = planeNames.find((name) => planes[name].through.axis === axis);
  return plane ? { kind: cine ? "cine" : "picture", plane } : null;
}

/**
 * The voxel axis nearest to each patient axis, each used once. All six ways are tried: where a volume lies askew,
 * taking the nearest of each in turn could give one axis to two planes.
 */
export function nearestAxes(steps: readonly [Vec3, Vec3, Vec3]): [VoxelAxis, VoxelAxis, VoxelAxis] {
  const ways: [VoxelAxis, VoxelAxis, VoxelAxis][] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const directions = steps.map(unit) as [Vec3, Vec3, Vec3];
  const closeness = (way: [VoxelAxis, VoxelAxis, VoxelAxis]) =>
    way.reduce<number>(
      (total, axis, patientAxis) => total + Math.abs(directions[axis][patientAxis as VoxelAxis]),
      0,
    );
  return ways.reduce((best, way) => (closeness(way) > closeness(best) + 1e-9 ? way : best));
}

/** The unit vector in LPS that a screen direction of the plane stands for. */
export function screenDirection(geometry: VolumeGeometry, { axis, flipped }: ScreenAxis): Vec3 {
  const [x, y, z] = unit(axisStep(geometry.ijkToLps, axis));
  return flipped ? [-x, -y, -z] : [x, y, z];
}

/** The middle voxel: index floor(n / 2) along each axis; of a cine in its first picture. */
export function middleVoxel({ dimensions, flat }: VolumeGeometry): Vec3 {
  const [ni, nj, nk] = dimensions;
  const k = flat?.kind === "cine" ? 0 : Math.floor(nk / 2);
  return [Math.floor(ni / 2), Math.floor(nj / 2), k];
}

/** The nearest point whose voxel exists. */
export function clampToVolume({ dimensions }: VolumeGeometry, ijk: Vec3): Vec3 {
  const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
  return [clamp(ijk[0], dimensions[0]), clamp(ijk[1], dimensions[1]), clamp(ijk[2], dimensions[2])];
}

export function isInside({ dimensions }: VolumeGeometry, ijk: Vec3): boolean {
  return ijk.every((value, axis) => value >= -0.5 && value < (dimensions[axis] ?? 0) - 0.5);
}

/** Where the middle of slice `index` lies along the patient axis that its plane cuts. In mm, LPS. */
export function slicePositionMm(geometry: VolumeGeometry, plane: PlaneName, index: number): number {
  const middle: [number, number, number] = geometry.dimensions.map((count) => (count - 1) / 2) as [
    number,
    number,
    number,
  ];
  middle[geometry.planes[plane].through.axis] = index;
  return applyAffine(geometry.ijkToLps, middle)[patientAxisOf(plane)];
}

/** The patient axis that a plane's slices follow one another along. */
export function patientAxisOf(plane: PlaneName): VoxelAxis {
  return ({ axial: kSuperior, coronal: kPosterior, sagittal: kLeft } as const)[plane];
}
