import { useSyncExternalStore } from "react";
import { type Viewer } from "./Viewer";
import { type ViewerState } from "./viewerState";

/** The viewer's state as of now; the component draws again when it changes. */
export function useViewerState(viewer: Viewer): ViewerState {
  return useSyncExternalStore(viewer.store.subscribe, viewer.store.get);
}
