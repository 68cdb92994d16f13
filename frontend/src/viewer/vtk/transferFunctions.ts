import type vtkPiecewiseFunction from "@kitware/vtk.js/Common/DataModel/PiecewiseFunction";
import type vtkColorTransferFunction from "@kitware/vtk.js/Rendering/Core/ColorTransferFunction";
import { type Look } from "../looks/look";
import { type DisplayScale, toDisplay } from "./displayScale";

export type TransferFunctions = {
  color: vtkColorTransferFunction;
  opacity: vtkPiecewiseFunction;
};

/** An X-ray's brightness by how much of the light is left: a film, white where little came through. */
const kFilmSteps = 8;

/**
 * Fills vtk.js's functions with a look.
 * @param xrayTotal  Sum of opacity × mm along a ray that is drawn white.
 */
export function setTransferFunctions(
  { color, opacity }: TransferFunctions,
  look: Look,
  scale: DisplayScale,
  xrayTotal: number,
): void {
  color.removeAllPoints();
  opacity.removeAllPoints();
  // Both functions must run over the whole range of the texture: vtk.js scales them to their own ends.
  const [least, greatest] = scale.range;
  const at = (real: number) => toDisplay(scale, real);
  const first = look.points[0];
  const last = look.points.at(-1);
  if (!first || !last) return;
  const corners = [
    ...(at(first.value) > least ? [{ ...first, at: least }] : []),
    ...look.points.map((point) => ({ ...point, at: at(point.value) })),
    ...(at(last.value) < greatest ? [{ ...last, at: greatest }] : []),
  ];
  if (look.gathering === "xray") {
    // Here vtk.js takes opacity as the loss per mm, and color as that of what is left of 1.
    for (const { at, opacity: loss } of corners) opacity.addPoint(at, loss / xrayTotal);
    const [red, green, blue] = first.color;
    for (let n = 0; n <= kFilmSteps; n += 1) {
      const left = n / kFilmSteps;
      const white = 1 - left;
      color.addRGBPoint(left, red * white, green * white, blue * white);
    }
    return;
  }
  for (const { at, opacity: solid, color: rgb } of corners) {
    opacity.addPoint(at, solid);
    color.addRGBPoint(at, rgb[0], rgb[1], rgb[2]);
  }
}
