import { useEffect, useEffectEvent } from "react";
import { notify } from "../ui/notices";
import { windowPresets } from "./display/windowPresets";
import { cameraZoomedAt, diagonalMm, turnedBy } from "./geometry/camera";
import { zoomedAt } from "./geometry/planeView";
import { type PlaneName } from "./geometry/volumeGeometry";
import { toolsFor } from "./tools";
import { type Viewer } from "./Viewer";
import { isPlane, shownPanes } from "./viewerState";

/** Where keys belong to what has the focus. */
const kOwnKeys = 'input, textarea, select, dialog, [role="menu"], [contenteditable]';
const kTurnPixels = 24;

/** What keys ask of the page around the viewer. */
export type PageKeys = {
  onHelp: () => void;
  /** Shows the other of two volumes in the same place; null where there is none. */
  onSwitch: (() => void) | null;
};

/** The keys of the viewer, wherever the focus is. */
export function useViewerKeys(viewer: Viewer, page: PageKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(kOwnKeys)) return;
    if (!act(viewer, event, page)) return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

/** Does what the key says. False where it says nothing. */
function act(viewer: Viewer, event: KeyboardEvent, { onHelp, onSwitch }: PageKeys): boolean {
  const { active } = viewer.state;
  const tool = toolsFor(viewer.shown.geometry).find(({ key }) => key === event.key.toUpperCase());
  if (tool) {
    viewer.setTool(tool.name);
    return true;
  }
  const preset = /^[1-9]$/.test(event.key)
    ? windowPresets(viewer.shown.scan.modality, viewer.shown.volume)[Number(event.key) - 1]
    : undefined;
  if (preset) {
    viewer.setWindow(preset.window);
    return true;
  }
  switch (event.key) {
    case "?":
      onHelp();
      return true;
    case "r":
    case "R":
      viewer.reset();
      return true;
    case "v":
    case "V":
      onSwitch?.();
      return onSwitch !== null;
    case "u":
    case "U":
      viewer.toggleUncertainty();
      if (viewer.uncertainty && !viewer.canShowUncertainty)
        notify(
          "The uncertainty is not shown here, as the server draws the planes for this browser.",
        );
      return viewer.uncertainty !== null;
    case "h":
    case "H":
      viewer.toggleCrosshair();
      return true;
    case "f":
    case "F":
      viewer.toggleSingle(active);
      return true;
    case "F6":
      return focusNextPane(viewer, event.shiftKey ? -1 : 1);
    case "+":
    case "=":
      return zoom(viewer, 1.25);
    case "-":
      return zoom(viewer, 0.8);
  }
  return isPlane(active) ? stepBy(viewer, active, event.key) : turnBy(viewer, event.key);
}

function stepBy(viewer: Viewer, plane: PlaneName, key: string): boolean {
  const steps = {
    ArrowUp: -1,
    ArrowLeft: -1,
    ArrowDown: 1,
    ArrowRight: 1,
    PageUp: -10,
    PageDown: 10,
  }[key];
  if (steps !== undefined) viewer.stepSlice(plane, steps);
  else if (key === "Home") viewer.setSlice(plane, 0);
  else if (key === "End") viewer.setSlice(plane, viewer.shown.geometry.planes[plane].count - 1);
  else return false;
  return true;
}

function turnBy(viewer: Viewer, key: string): boolean {
  const by = {
    ArrowUp: { x: 0, y: -kTurnPixels },
    ArrowDown: { x: 0, y: kTurnPixels },
    ArrowLeft: { x: -kTurnPixels, y: 0 },
    ArrowRight: { x: kTurnPixels, y: 0 },
  }[key];
  if (!by) return false;
  if (viewer.state.scene === "absent") {
    if (by.x !== 0) viewer.stepTurntable(-Math.sign(by.x));
    return by.x !== 0;
  }
  viewer.setCamera(turnedBy(viewer.state.camera, by, viewer.state.sizes.volume), true);
  return true;
}

function zoom(viewer: Viewer, factor: number): boolean {
  const { active, sizes, views, camera } = viewer.state;
  const size = sizes[active];
  const middle = { x: size.width / 2, y: size.height / 2 };
  if (isPlane(active)) {
    const { mmPerPixel } = viewer.mapping(active);
    viewer.setView(active, zoomedAt(views[active], factor, middle, size, mmPerPixel));
  } else if (viewer.state.scene === "absent") {
    return false;
  } else {
    const extent = diagonalMm(viewer.shown.geometry);
    viewer.setCamera(cameraZoomedAt(camera, factor, middle, size, extent), true);
  }
  return true;
}

function focusNextPane(viewer: Viewer, by: 1 | -1): boolean {
  const panes = shownPanes(viewer.state);
  const at = panes.indexOf(viewer.state.active);
  const next = panes[(at + by + panes.length) % panes.length];
  if (!next) return false;
  viewer.activate(next);
  document.querySelector<HTMLElement>(`[data-pane="${next}"]`)?.focus();
  return true;
}
