import { authorizedFetch } from "../../api/client";

/** The volume in 3D from one side, as the server draws it. */
export type Side = {
  picture: ImageBitmap;
  /** Of the volume's levels, the one that it was drawn of. */
  level: number;
};

/** @param angle  See turnOf(); a multiple of turnStep. @throws as authorizedFetch. */
export async function fetchSide(
  scanId: string,
  volumeId: string,
  wanted: { angle: number; time: number },
  signal: AbortSignal,
): Promise<Side> {
  const query = new URLSearchParams({ angle: String(wanted.angle), time: String(wanted.time) });
  const path = `/api/v1/scans/${encodeURIComponent(scanId)}/volumes/${encodeURIComponent(volumeId)}/turntable.png`;
  const response = await authorizedFetch(`${path}?${query}`, { signal });
  const level = Number(response.headers.get("Scanetrix-Level") ?? NaN);
  if (!Number.isInteger(level)) throw new Error("the server does not say which level it drew");
  return { picture: await createImageBitmap(await response.blob()), level };
}
