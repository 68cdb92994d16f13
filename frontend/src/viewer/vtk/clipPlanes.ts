import vtkPlane from "@kitware/vtk.js/Common/DataModel/Plane";
import { type VoxelBox } from "../../pyramid/box";
import { applyAffine, cross, axisStep, dot, scaled, unit, type Vec3 } from "../geometry/affine";
import { type VolumeGeometry } from "../geometry/volumeGeometry";

/** The six outer faces of a box of full-resolution voxels, each looking inwards: all that vtk.js's shader takes. */
export function clipPlanes({ first, end }: VoxelBox, { ijkToLps }: VolumeGeometry): vtkPlane[] {
  const low = applyAffine(ijkToLps, [first[0] - 0.5, first[1] - 0.5, first[2] - 0.5]);
  const high = applyAffine(ijkToLps, [end[0] - 0.5, end[1] - 0.5, end[2] - 0.5]);
  return [0, 1, 2].flatMap((axis) => {
    const normal = inwardNormal(ijkToLps, axis);
    return [
      vtkPlane.newInstance({ origin: [...low], normal: [...normal] }),
      vtkPlane.newInstance({ origin: [...high], normal: [...scaled(normal, -1)] }),
    ];
  });
}

/** Square to the other two axes, the way in which `axis` grows: the axes of a leaning stack are not square. */
function inwardNormal(ijkToLps: VolumeGeometry["ijkToLps"], axis: number): Vec3 {
  const normal = unit(
    cross(axisStep(ijkToLps, (axis + 1) % 3), axisStep(ijkToLps, (axis + 2) % 3)),
  );
  return dot(normal, axisStep(ijkToLps, axis)) < 0 ? scaled(normal, -1) : normal;
}
