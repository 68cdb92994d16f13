import { useEffect } from "react";
import { announce } from "../ui/notices";
import { slicePositionText } from "./geometry/patientPosition";
import { slicePositionMm } from "./geometry/volumeGeometry";
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
    const place = geometry.calibrated
      ? `, ${slicePositionText(plane, slicePositionMm(geometry, plane, index))}`
      : "";
    const text = `${plane} slice ${index + 1} of ${geometry.planes[plane].count}${place}`;
    const timer = setTimeout(() => announce(text), kRestMs);
    return () => clearTimeout(timer);
  }, [plane, index, geometry]);
}
