import { digitsFor, formatValue } from "../display/displayWindow";
import { cameraDescription, cameraMmPerPixel } from "../geometry/camera";
import { edgeLetters } from "../geometry/letters";
import { paneOfIjk } from "../geometry/planeView";
import { scaleBar, uncalibrated } from "../geometry/scaleBar";
import { type PlaneName, planeNames } from "../geometry/volumeGeometry";
import { isOfUnknownSides, paneTitle, slicePlaceText, sliceText } from "../paneWords";
import { kScaleBarLeast, kScaleBarPart } from "../panes/ScaleBarMark";
import { volumeFidelity } from "../fidelity";
import { type Viewer } from "../Viewer";
import { timeText } from "../volumeWords";
import {
  type Interpolation,
  interpolationOf,
  isPlane,
  type PaneName,
  type ShownScan,
  sliceIndex,
} from "../viewerState";
import { drawOverlay, type Overlay } from "./drawOverlay";

export type PictureWish = {
  pane: PaneName;
  /** Letters, scale, slice and window; without them the bare picture. */
  overlays: boolean;
  /** Canvas pixels per CSS pixel of the pane. */
  scale: number;
};

const kMadeLines: Record<Interpolation, string[]> = {
  none: [],
  part: ["Partly interpolated"],
  whole: ["Interpolated slice"],
};

/** The longest side that browsers draw without trouble. */
const kLongestSide = 4096;

/** Draws a pane again at the wished size, with its overlays. Null where the pane has nothing to show. */
export async function composePicture(viewer: Viewer, wish: PictureWish): Promise<Blob | null> {
  const size = viewer.state.sizes[wish.pane];
  if (size.width < 1 || size.height < 1) return null;
  const scale = Math.min(wish.scale, kLongestSide / Math.max(size.width, size.height));
  const canvas = isPlane(wish.pane)
    ? planeCanvas(viewer, wish.pane, scale)
    : viewer.volume.capture({
        width: Math.round(size.width * scale),
        height: Math.round(size.height * scale),
      });
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return null;
  if (wish.overlays)
    drawOverlay(
      context,
      isPlane(wish.pane) ? planeOverlay(viewer, wish.pane, scale) : volumeOverlay(viewer, scale),
    );
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** What a picture of a pane is called: "axial-112", "3d". */
export function pictureSubject(viewer: Viewer, pane: PaneName): string {
  if (!isPlane(pane)) return "3d";
  const { flat } = viewer.shown.geometry;
  if (flat?.kind === "picture") return "picture";
  if (flat) return `frame-${sliceIndex(viewer.state, viewer.shown.geometry, pane) + 1}`;
  return `${pane}-${sliceIndex(viewer.state, viewer.shown.geometry, pane) + 1}`;
}

function planeCanvas(viewer: Viewer, plane: PlaneName, scale: number): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  return viewer.planes.paintInto(canvas, plane, scale) ? canvas : null;
}

function planeOverlay(viewer: Viewer, plane: PlaneName, scale: number): Overlay {
  const { state } = viewer;
  const { geometry, volume, scan } = viewer.shown;
  const own = geometry.planes[plane];
  const index = sliceIndex(state, geometry, plane);
  const mapping = viewer.mapping(plane);
  const size = state.sizes[plane];
  const digits = digitsFor(volume.valueRange);
  const words = [paneTitle, sliceText, slicePlaceText].map((say) =>
    say(viewer.shown, plane, index),
  );
  const colorOf = (axis: number) => {
    const name = planeNames.find((other) => geometry.planes[other].through.axis === axis) ?? plane;
    return getComputedStyle(document.documentElement).getPropertyValue(`--plane-${name}`).trim();
  };
  return {
    size,
    scale,
    letters: isOfUnknownSides(viewer.shown) ? null : edgeLetters(geometry, own),
    scaleBar: barFor(mapping.mmPerPixel, size.width, geometry.calibrated),
    topLeft: [scan.name, ...timeLines(viewer.shown), words.filter(Boolean).join(" · ")],
    bottomLeft: [
      ...kMadeLines[interpolationOf(viewer.shown, plane, index)],
      `W ${formatValue(state.window.width, digits)} L ${formatValue(state.window.center, digits)}`,
    ],
    crosshair:
      state.crosshairShown && !geometry.flat
        ? {
            at: paneOfIjk(own, mapping, state.crosshair),
            upright: colorOf(own.right.axis),
            level: colorOf(own.down.axis),
          }
        : null,
  };
}

function volumeOverlay(viewer: Viewer, scale: number): Overlay {
  const { state } = viewer;
  const { geometry, scan } = viewer.shown;
  const size = state.sizes.volume;
  const fidelity = volumeFidelity(state, viewer.shown);
  return {
    size,
    scale,
    letters: null,
    scaleBar: barFor(cameraMmPerPixel(state.camera, size), size.width, geometry.calibrated),
    topLeft: [scan.name, ...timeLines(viewer.shown), `3D · ${state.look.name}`],
    bottomLeft: [
      cameraDescription(state.camera),
      ...(fidelity.kind === "exact" ? [] : [fidelity.label]),
    ],
    crosshair: null,
  };
}

/** Which of several time points a picture shows. */
function timeLines({ volume, time }: ShownScan): string[] {
  return volume.timePoints > 1 ? [timeText(volume, time)] : [];
}

function barFor(mmPerPixel: number, width: number, calibrated: boolean): Overlay["scaleBar"] {
  if (!calibrated) return uncalibrated;
  return scaleBar(mmPerPixel, Math.max(width * kScaleBarPart, kScaleBarLeast));
}
