import { type RefObject } from "react";
import { cameraMovedBy, cameraZoomedAt, diagonalMm, turnedBy } from "../geometry/camera";
import { type PanePoint } from "../geometry/planeView";
import { type Viewer } from "../Viewer";
import { usePaneGestures } from "./usePaneGestures";

/** What pointers do in 3D: turn, and by tool or button move and zoom. What the server draws is turned alone. */
export function useVolumeGestures(
  viewer: Viewer,
  stageRef: RefObject<HTMLElement | null>,
  onActivate: () => void,
): void {
  const isTurntable = () => viewer.state.scene === "absent";
  const zoom = (factor: number, at: PanePoint) => {
    const { camera, sizes } = viewer.state;
    if (isTurntable()) return;
    const extent = diagonalMm(viewer.shown.geometry);
    viewer.setCamera(cameraZoomedAt(camera, factor, at, sizes.volume, extent), true);
  };
  const move = (by: PanePoint) => {
    if (isTurntable()) return;
    viewer.setCamera(cameraMovedBy(viewer.state.camera, by, viewer.state.sizes.volume), true);
  };

  usePaneGestures(stageRef, {
    onPress: onActivate,
    onDrag: ({ kind, by, start }) => {
      const { tool, camera, sizes } = viewer.state;
      if (isTurntable()) viewer.dragTurntable(by.x);
      else if (kind === "move" || (kind === "main" && tool === "move")) move(by);
      else if (kind === "window" || tool === "zoom") zoom(Math.exp(-by.y * 0.008), start);
      else viewer.setCamera(turnedBy(camera, by, sizes.volume), true);
    },
    onRelease: () => undefined,
    onPinch: (factor, at, by) => {
      zoom(factor, at);
      move(by);
    },
    onWheel: (steps, at) => zoom(Math.exp(-steps * 0.12), at),
    onHover: () => undefined,
    onHold: () => undefined,
    onDouble: () => viewer.toggleSingle("volume"),
  });
}
