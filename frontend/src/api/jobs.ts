import { authorizedFetch, jsonInit, requestJson } from "./client";
import { parseJob, parseJobPage } from "./parse";
import { type Job, type ReconstructParameters, type RereadParameters } from "./types";

const jobsPath = (scanId: string) => `/api/v1/scans/${encodeURIComponent(scanId)}/jobs`;
const jobPath = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}`;

/** Reads a scan again from its files, with what a person has decided about them. */
export function startReread(scanId: string, parameters: RereadParameters): Promise<Job> {
  const init = jsonInit("POST", { kind: "reread", parameters });
  return requestJson(jobsPath(scanId), (body) => parseJob(body), init);
}

/** Makes slices between those that were acquired, as a second volume of the scan. */
export function startReconstruct(scanId: string, parameters: ReconstructParameters): Promise<Job> {
  const init = jsonInit("POST", { kind: "reconstruct", parameters });
  return requestJson(jobsPath(scanId), (body) => parseJob(body), init);
}

export function getJob(id: string, signal?: AbortSignal): Promise<Job> {
  return requestJson(jobPath(id), (body) => parseJob(body), signal ? { signal } : {});
}

/** The newest first. */
export async function listJobs(scanId: string, signal: AbortSignal): Promise<Job[]> {
  return (await requestJson(jobsPath(scanId), parseJobPage, { signal })).items;
}

export async function cancelJob(id: string): Promise<void> {
  await authorizedFetch(jobPath(id), { method: "DELETE" });
}
