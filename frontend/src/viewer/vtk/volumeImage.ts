import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray";
import vtkImageData from "@kitware/vtk.js/Common/DataModel/ImageData";
import { type Voxels } from "../../pyramid/voxels";
import { applyAffine, axisStep, unit, type Vec3 } from "../geometry/affine";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type DisplayScalars } from "./displayScalars";

/** A level where it lies in the patient (LPS mm), for vtk.js. The caller deletes it. */
export function volumeImage(
  voxels: Voxels,
  geometry: VolumeGeometry,
  scalars: DisplayScalars,
): vtkImageData {
  const image = vtkImageData.newInstance();
  image.setDimensions([...voxels.dimensions]);
  image.setSpacing([
    geometry.spacingMm[0] * voxels.factor[0],
    geometry.spacingMm[1] * voxels.factor[1],
    geometry.spacingMm[2] * voxels.factor[2],
  ]);
  // The centre of a coarse voxel lies in the middle of the full voxels that it stands for.
  const [fi, fj, fk] = voxels.factor;
  image.setOrigin([...applyAffine(geometry.ijkToLps, [(fi - 1) / 2, (fj - 1) / 2, (fk - 1) / 2])]);
  // One column of the matrix an axis, and vtk.js keeps columns one after another.
  const [i, j, k] = [0, 1, 2].map((axis) => unit(axisStep(geometry.ijkToLps, axis))) as [
    Vec3,
    Vec3,
    Vec3,
  ];
  image.setDirection(...i, ...j, ...k);
  const array = vtkDataArray.newInstance({
    name: "Scalars",
    values: scalars.values,
    numberOfComponents: scalars.components,
  });
  // Stated here, or vtk.js looks at every voxel on the main thread.
  const [min, max] = scalars.range;
  for (let component = 0; component < scalars.components; component += 1)
    array.setRange({ min, max }, component);
  image.getPointData().setScalars(array);
  return image;
}
