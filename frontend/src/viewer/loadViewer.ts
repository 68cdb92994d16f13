import { probeDevice } from "../pyramid/probeDevice";

/** The viewer's page: a chunk of its own, so that nobody pays for it who never opens a scan. */
export const loadViewerPage = () => import("./ViewerPage");

/** vtk.js, a chunk of its own, so that planes are there before it. */
export const loadScene = () => import("./vtk/VolumeScene");

/**
 * Brings both chunks here and wakes the graphics when the page has nothing else to do, so that a click on a scan need not
 * wait for them. Not where the browser cannot tell that it is idle, or the reader saves data.
 * @returns ends the waiting.
 */
export function prefetchViewer(): () => void {
  if (typeof requestIdleCallback !== "function" || savesData()) return () => undefined;
  const prefetch = () => {
    probeDevice();
    // Whoever opens a scan asks again, and is told why it failed.
    Promise.all([loadViewerPage(), loadScene()]).catch(() => undefined);
  };
  const waiting = requestIdleCallback(prefetch);
  return () => cancelIdleCallback(waiting);
}

/** Save-Data (Network Information API), which not every browser has. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
