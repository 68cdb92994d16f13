import { authorizedFetch, jsonInit, requestJson } from "./client";
import { parseLightBoxCut, parseScan, parseScanPage } from "./parse";
import { type LightBoxCut, type Scan, type ScanPage } from "./types";

/** What the list is asked for. Empty texts mean "any". */
export type ScanQuery = {
  query: string;
  /** A DICOM modality, or "other" for all but CT, MR and PT. */
  modality: string;
  state: string;
  /** A field's name, with "-" before it for the greatest first. */
  sort: string;
};

const scanPath = (id: string) => `/api/v1/scans/${encodeURIComponent(id)}`;

export function listScans(
  { query, modality, state, sort }: ScanQuery,
  page: { limit: number; cursor?: string | undefined },
  signal: AbortSignal,
): Promise<ScanPage> {
  const parameters = new URLSearchParams({ limit: String(page.limit) });
  const given = { query, modality, state, sort, cursor: page.cursor ?? "" };
  for (const [key, value] of Object.entries(given)) if (value !== "") parameters.set(key, value);
  return requestJson(`/api/v1/scans?${parameters}`, parseScanPage, { signal });
}

export function getScan(id: string, signal?: AbortSignal): Promise<Scan> {
  return requestJson(scanPath(id), (body) => parseScan(body), signal ? { signal } : {});
}

export function renameScan(id: string, name: string): Promise<Scan> {
  return requestJson(scanPath(id), (body) => parseScan(body), jsonInit("PATCH", { name }));
}

export async function deleteScan(id: string): Promise<void> {
  await authorizedFetch(scanPath(id), { method: "DELETE" });
}

/** Takes a reconstruction, and its uncertainty, away again. */
export async function removeVolume(id: string, volumeId: string): Promise<void> {
  const path = `${scanPath(id)}/volumes/${encodeURIComponent(volumeId)}`;
  await authorizedFetch(path, { method: "DELETE" });
}

/** Where the picture would be cut, were it a sheet of so many rows and columns of slices. */
export function measureLightBox(
  id: string,
  { rows, columns }: { rows: number; columns: number },
  signal: AbortSignal,
): Promise<LightBoxCut> {
  const query = new URLSearchParams({ rows: String(rows), columns: String(columns) });
  return requestJson(`${scanPath(id)}/light-box?${query}`, parseLightBoxCut, { signal });
}

/** The middle slice as a picture. */
export async function getThumbnail(id: string, signal: AbortSignal): Promise<Blob> {
  return (await authorizedFetch(`${scanPath(id)}/thumbnail.png`, { signal })).blob();
}

export type Download = "original" | "nifti" | "nrrd" | "dicom" | "ome-zarr";

/**
 * The uploaded bytes again, or a volume in one of the formats, with the file name that the server proposes.
 * @param volumeId  Which of several volumes; not for the uploaded bytes.
 */
export async function downloadScan(
  id: string,
  what: Download,
  volumeId = "original",
): Promise<{ blob: Blob; fileName: string }> {
  const query = new URLSearchParams({ format: what, volume: volumeId });
  const path = what === "original" ? "original" : `export?${query}`;
  const response = await authorizedFetch(`${scanPath(id)}/${path}`);
  const fileName = fileNameOf(response.headers.get("Content-Disposition")) ?? `scan-${id}`;
  return { blob: await response.blob(), fileName };
}

/** The name in a Content-Disposition header (RFC 6266), the encoded form before the plain one. */
export function fileNameOf(header: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header ?? "")?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(header ?? "")?.[1] ?? null;
}
