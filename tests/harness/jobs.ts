import { type Client } from "./client";
import { type Job } from "./types";

const finishMs = 60_000;
const pollMs = 25;

/** Asks for a scan to be read again. @throws unless that is taken. */
export function reread(client: Client, scanId: string, parameters: object = {}): Promise<Job> {
  const json = { kind: "reread", parameters };
  return client.json<Job>(`/api/v1/scans/${scanId}/jobs`, { json });
}

export const job = (client: Client, id: string) => client.json<Job>(`/api/v1/jobs/${id}`);

/** The job once it has ended, however. @throws when that takes too long. */
export async function ended(client: Client, id: string): Promise<Job> {
  const deadline = Date.now() + finishMs;
  for (;;) {
    const now = await job(client, id);
    if (now.state !== "queued" && now.state !== "running") return now;
    if (Date.now() > deadline) throw new Error(`job not ended: ${JSON.stringify(now)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Asks for slices between a scan's slices. @throws unless that is taken. */
export function reconstruct(client: Client, scanId: string, parameters: object = {}): Promise<Job> {
  const json = { kind: "reconstruct", parameters };
  return client.json<Job>(`/api/v1/scans/${scanId}/jobs`, { json });
}

/** Does so and waits. @throws unless it is done. */
export async function reconstructDone(
  client: Client,
  scanId: string,
  parameters: object = {},
): Promise<Job> {
  const end = await ended(client, (await reconstruct(client, scanId, parameters)).id);
  if (end.state !== "done") throw new Error(`expected done: ${JSON.stringify(end)}`);
  return end;
}

/** Reads a scan again and waits. @throws unless it is done. */
export async function rereadDone(
  client: Client,
  scanId: string,
  parameters: object = {},
): Promise<Job> {
  const end = await ended(client, (await reread(client, scanId, parameters)).id);
  if (end.state !== "done") throw new Error(`expected done: ${JSON.stringify(end)}`);
  return end;
}

/** Runs a model on a scan and waits. @throws unless it is done. */
export async function segmentDone(
  client: Client,
  scanId: string,
  parameters: { model: string; volume?: string },
): Promise<Job> {
  const json = { kind: "segment", parameters };
  const { id } = await client.json<Job>(`/api/v1/scans/${scanId}/jobs`, { json });
  const end = await ended(client, id);
  if (end.state !== "done") throw new Error(`expected done: ${JSON.stringify(end)}`);
  return end;
}
