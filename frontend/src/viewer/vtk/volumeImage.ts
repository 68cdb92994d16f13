import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray";
import vtkImageData from "@kitware/vtk.js/Common/DataModel/ImageData";
import { boxSize } from "../../pyramid/box";
import { applyAffine, axisStep, unit, type Vec3 } from "../geometry/affine";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type VolumeTexture } from "./volumeTexture";

/** A texture where it lies in the patient (LPS mm), for vtk.js. The caller deletes it. */
export function volumeImage(texture: VolumeTexture, geometry: VolumeGeometry): vtkImageData {
  const { factor, box, values, scale } = texture;
  const image = vtkImageData.newInstance();
  image.setDimensions([...boxSize(box)]);
  image.setSpacing([
    geometry.spacingMm[0] * factor[0],
    geometry.spacingMm[1] * factor[1],
    geometry.spacingMm[2] * factor[2],
  ]);
  image.setOrigin([...applyAffine(geometry.ijkToLps, firstCenter(texture))]);
  // One column of the matrix an axis, and vtk.js keeps columns one after another.
  const [i, j, k] = [0, 1, 2].map((axis) => unit(axisStep(geometry.ijkToLps, axis))) as [
    Vec3,
    Vec3,
    Vec3,
  ];
  image.setDirection(...i, ...j, ...k);
  const array = vtkDataArray.newInstance({
    name: "Scalars",
    values,
    numberOfComponents: scale.components,
  });
  // Stated here, or vtk.js looks at every voxel on the main thread.
  const [min, max] = scale.range;
  for (let component = 0; component < scale.components; component += 1)
    array.setRange({ min, max }, component);
  image.getPointData().setScalars(array);
  return image;
}

/** Where the first value lies, in full-resolution voxels: the middle of those that it stands for. */
function firstCenter({ factor, box: { first } }: VolumeTexture): Vec3 {
  const along = (axis: 0 | 1 | 2) => (first[axis] + 0.5) * factor[axis] - 0.5;
  return [along(0), along(1), along(2)];
}
