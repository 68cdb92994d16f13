import { useEffect } from "react";
import { announce } from "../ui/notices";
import { paneTitle, slicePlaceText, sliceText } from "./paneWords";
import { useViewerState } from "./useViewer";
import { type Viewer } from "./Viewer";
import { isPlane, sliceIndex } from "./viewerState";

const kRestMs = 700;

/** Reads out the slice once it rests: a hundred wheel steps are one sentence. */
export function useAnnounceSlice(viewer: Viewer): void {
  const state = useViewerState(viewer);
  const { geometry } = viewer.shown;
  const plane = isPlane(state.active) ? state.active : null;
  const index = plane ? sliceIndex(state, geometry, plane) : null;

  useEffect(() => {
    if (!plane || index === null) return;
    const slice = sliceText(viewer.shown, plane, index);
    if (slice === "") return;
    const words = [`${paneTitle(viewer.shown, plane)}, ${slice.toLowerCase()}`];
    const text = words.concat(slicePlaceText(viewer.shown, plane, index) || []).join(", ");
    const timer = setTimeout(() => announce(text), kRestMs);
    return () => clearTimeout(timer);
  }, [plane, index, viewer]);
}
