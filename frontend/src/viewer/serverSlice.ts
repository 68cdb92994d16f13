import { type DisplayWindow } from "../api/types";
import { authorizedFetch } from "../api/client";
import { type PlaneName } from "./geometry/volumeGeometry";

/**
 * One slice as the server draws it: full resolution, right way up, square pixels. For browsers without WebGL 2, and
 * for volumes that do not fit into the page's memory.
 */
export async function fetchServerSlice(
  scanId: string,
  volumeId: string,
  wanted: { plane: PlaneName; index: number; window: DisplayWindow; time: number },
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const query = new URLSearchParams({
    plane: wanted.plane,
    index: String(wanted.index),
    center: String(wanted.window.center),
    width: String(wanted.window.width),
    time: String(wanted.time),
  });
  const path = `/api/v1/scans/${encodeURIComponent(scanId)}/volumes/${encodeURIComponent(volumeId)}/slice.png`;
  const response = await authorizedFetch(`${path}?${query}`, { signal });
  return createImageBitmap(await response.blob());
}
