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
import { factsIn } from "../reconstruct/reconstruction";
import { captionOf, shownAs, sourceSliceText } from "../reconstruct/reconstructionWords";
import { topWords } from "../uncertainty/UncertaintyScale";
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
/** Said of the pane below its caption, in a picture of a reconstruction. */
function paneLine({ scan, volume }: ShownScan, interpolation: Interpolation): string {
  if (factsIn(volume)?.mode === "deblur") return "All slices made anew";
  if (interpolation === "none") return `This slice ${sourceSliceText(scan, volume).toLowerCase()}`;
  return interpolation === "whole"
    ? "This slice made between slices"
    : "Partly made between slices";
}

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
  const overlay = isPlane(wish.pane)
    ? planeOverlay(viewer, wish.pane, scale)
    : volumeOverlay(viewer, scale);
  drawOverlay(context, wish.overlays ? overlay : neverLeftOut(overlay));
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** What stands in every picture: that what it shows was made, and what its colours mean. */
function neverLeftOut(overlay: Overlay): Overlay {
  return {
    ...overlay,
    letters: null,
    scaleBar: null,
    topLeft: [],
    bottomLeft: [],
    crosshair: null,
  };
}

/** What a picture of a pane is called: "axial-112", "reconstructed-axial-445", "3d". */
export function pictureSubject(viewer: Viewer, pane: PaneName): string {
  const { volume } = viewer.shown;
  const made = volume.reconstructedFrom === undefined ? "" : "reconstructed-";
  return made + paneSubject(viewer, pane);
}

function paneSubject(viewer: Viewer, pane: PaneName): string {
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
    topLeft: [
      scan.name,
      ...namedLines(viewer.shown),
      ...timeLines(viewer.shown),
      words.filter(Boolean).join(" · "),
    ],
    made: madeLines(viewer.shown, interpolationOf(viewer.shown, plane, index)),
    colours:
      viewer.uncertainty && viewer.canShowUncertainty && state.uncertainty.shown
        ? `Uncertainty 0 to ${topWords(viewer.uncertaintyTop, viewer.uncertainty.volume.valueUnit)} +`
        : null,
    bottomLeft: [
      ...(volume.reconstructedFrom === undefined
        ? kMadeLines[interpolationOf(viewer.shown, plane, index)]
        : []),
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
    topLeft: [
      scan.name,
      ...namedLines(viewer.shown),
      ...timeLines(viewer.shown),
      `3D · ${state.look.name}`,
    ],
    made: madeLines(viewer.shown, null),
    colours: null,
    bottomLeft: [
      cameraDescription(state.camera),
      ...(fidelity.kind === "exact" ? [] : [fidelity.label]),
    ],
    crosshair: null,
  };
}

/** Of what was made, and what of it; nothing of what was acquired. @param pane  Null in 3D. */
function madeLines(shown: ShownScan, pane: Interpolation | null): string[] {
  const { volume } = shown;
  if (volume.reconstructedFrom === undefined) return [];
  return [captionOf(volume), pane === null ? "Estimated between slices" : paneLine(shown, pane)];
}

/** What is not made, where it could be mistaken for what is. */
function namedLines({ scan, volume }: ShownScan): string[] {
  const tag = shownAs(scan, volume);
  return tag && !tag.made ? [tag.text] : [];
}

/** Which of several time points a picture shows. */
function timeLines({ volume, time }: ShownScan): string[] {
  return volume.timePoints > 1 ? [timeText(volume, time)] : [];
}

function barFor(mmPerPixel: number, width: number, calibrated: boolean): Overlay["scaleBar"] {
  if (!calibrated) return uncalibrated;
  return scaleBar(mmPerPixel, Math.max(width * kScaleBarPart, kScaleBarLeast));
}
