import { type RefObject, useEffect } from "react";
import { type Viewer } from "../Viewer";
import { type PaneName } from "../viewerState";

/** Tells the viewer how large a pane is, once a frame at most. A hidden pane is 0 × 0 and costs nothing. */
export function usePaneSize(
  viewer: Viewer,
  pane: PaneName,
  stageRef: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const stage = stageRef.current;
    if (!stage) return;
    let frame = 0;
    const report = () => {
      frame = 0;
      viewer.setSize(pane, { width: stage.clientWidth, height: stage.clientHeight });
    };
    const observer = new ResizeObserver(() => {
      frame ||= requestAnimationFrame(report);
    });
    observer.observe(stage);
    report();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [viewer, pane, stageRef]);
}
