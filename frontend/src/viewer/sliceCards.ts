import { type DisplayWindow } from "../api/types";
import { grayRamp, type ValueScale } from "./display/displayWindow";
import { applyAffine, type Vec3 } from "./geometry/affine";
import { type PlaneGeometry, type VolumeGeometry } from "./geometry/volumeGeometry";
import { type LevelSlice } from "./planes/LevelSlice";
import { paintPicture } from "./planes/paintPicture";
import type { SliceCard } from "./vtk/SlicePlanes";

/** One plane's slice as a card for 3D: its own voxels, windowed, where they lie in the patient. */
export function sliceCard(
  { channels, width, height }: LevelSlice,
  geometry: VolumeGeometry,
  plane: PlaneGeometry,
  values: ValueScale,
  index: number,
  window: DisplayWindow,
): SliceCard {
  const pixels = new Uint8ClampedArray(width * height * 4);
  paintPicture({ channels }, grayRamp(window, values), pixels);
  const corner = (rightEnd: boolean, downEnd: boolean): Vec3 => {
    const ijk: [number, number, number] = [0, 0, 0];
    const edge = (axis: 0 | 1 | 2, end: boolean) => (end ? geometry.dimensions[axis] - 0.5 : -0.5);
    ijk[plane.through.axis] = index;
    ijk[plane.right.axis] = edge(plane.right.axis, rightEnd);
    ijk[plane.down.axis] = edge(plane.down.axis, downEnd);
    return applyAffine(geometry.ijkToLps, ijk);
  };
  return {
    plane: plane.name,
    corners: [corner(false, false), corner(true, false), corner(false, true), corner(true, true)],
    pixels: new Uint8Array(pixels.buffer),
    width,
    height,
  };
}
