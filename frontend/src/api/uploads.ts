import { authorizedFetch, jsonInit, requestJson } from "./client";
import { parseUpload, parseUploadPage } from "./parse";
import { type Upload, type UploadPage, type UploadState } from "./types";

export type ManifestEntry = { path: string; size: number };

const uploadPath = (id: string) => `/api/v1/uploads/${encodeURIComponent(id)}`;

/** Where the bytes of one file of an upload go: each part of the path is encoded, its slashes stay. */
export function uploadFilePath(id: string, path: string): string {
  return `${uploadPath(id)}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Promises files; the answer's `missing` says which of them the server still wants. */
export function createUpload(name: string, files: ManifestEntry[], signal: AbortSignal) {
  return requestJson("/api/v1/uploads", one, jsonInit("POST", { name, files }, signal));
}

export function getUpload(id: string, signal?: AbortSignal): Promise<Upload> {
  return requestJson(uploadPath(id), one, signal ? { signal } : {});
}

/** Newest first. */
export function listUploads(
  states: UploadState[],
  limit: number,
  signal?: AbortSignal,
): Promise<UploadPage> {
  const parameters = new URLSearchParams({ state: states.join(","), limit: String(limit) });
  return requestJson(`/api/v1/uploads?${parameters}`, parseUploadPage, signal ? { signal } : {});
}

/** All files are there: processing may start. @throws ApiError files_missing. */
export function completeUpload(id: string, signal: AbortSignal): Promise<Upload> {
  return requestJson(`${uploadPath(id)}/complete`, one, { method: "POST", signal });
}

/** Cancels an upload that is not done, or forgets one that is. Scans that came of it stay. */
export async function deleteUpload(id: string): Promise<void> {
  await authorizedFetch(uploadPath(id), { method: "DELETE" });
}

const one = (body: unknown) => parseUpload(body);
