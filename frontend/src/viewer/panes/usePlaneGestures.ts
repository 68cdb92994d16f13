import { type RefObject, useRef } from "react";
import { type DisplayWindow } from "../../api/types";
import { draggedWindow } from "../display/displayWindow";
import { movedBy, type PanePoint, zoomedAt } from "../geometry/planeView";
import { type PlaneName } from "../geometry/volumeGeometry";
import { type Viewer } from "../Viewer";
import { type Drag, usePaneGestures } from "./usePaneGestures";

/** Way of a drag, in pixels, that turns one slice. */
const kScrollPixels = 6;

/** What pointers do in a plane, by the chosen tool. */
export function usePlaneGestures(
  viewer: Viewer,
  plane: PlaneName,
  stageRef: RefObject<HTMLElement | null>,
): void {
  const windowAtStart = useRef<DisplayWindow | null>(null);
  const scrollRest = useRef(0);

  const zoom = (factor: number, at: PanePoint) => {
    const { views, sizes } = viewer.state;
    const { mmPerPixel } = viewer.mapping(plane);
    viewer.setView(plane, zoomedAt(views[plane], factor, at, sizes[plane], mmPerPixel));
  };
  const move = (by: PanePoint) =>
    viewer.setView(plane, movedBy(viewer.state.views[plane], by, viewer.mapping(plane).mmPerPixel));
  const drawWindow = ({ start, at }: Drag) => {
    windowAtStart.current ??= viewer.state.window;
    const way = { x: at.x - start.x, y: at.y - start.y };
    const { valueRange } = viewer.shown.volume;
    viewer.setWindow(draggedWindow(windowAtStart.current, way, valueRange));
  };
  const scroll = (pixels: number) => {
    scrollRest.current += pixels;
    const steps = Math.trunc(scrollRest.current / kScrollPixels);
    scrollRest.current -= steps * kScrollPixels;
    if (steps !== 0) viewer.stepSlice(plane, steps);
  };

  usePaneGestures(stageRef, {
    onPress: (point) => {
      viewer.activate(plane);
      if (viewer.state.tool === "crosshair") viewer.pointAt(plane, point);
    },
    onDrag: (drag) => {
      if (drag.kind === "move") return move(drag.by);
      if (drag.kind === "window") return drawWindow(drag);
      switch (viewer.state.tool) {
        case "crosshair":
          viewer.read(plane, drag.at, false);
          return viewer.pointAt(plane, drag.at);
        case "scroll":
          return scroll(drag.by.y);
        case "window":
          return drawWindow(drag);
        case "move":
          return move(drag.by);
        case "zoom":
          return zoom(Math.exp(-drag.by.y * 0.008), drag.start);
      }
    },
    onRelease: () => {
      windowAtStart.current = null;
      scrollRest.current = 0;
      if (viewer.state.reading?.held) viewer.stopReading();
    },
    onPinch: (factor, at, by) => {
      zoom(factor, at);
      move(by);
    },
    onWheel: (steps) => {
      viewer.activate(plane);
      viewer.stepSlice(plane, steps);
    },
    onHover: (point) => (point ? viewer.read(plane, point, false) : viewer.stopReading()),
    onHold: (point) => viewer.read(plane, point, true),
    onDouble: () => viewer.toggleSingle(plane),
  });
}
