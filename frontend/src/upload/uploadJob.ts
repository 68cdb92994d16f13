import { type Upload } from "../api/types";
import { type LeftOut } from "./pickedFiles";

/**
 * queued: another one is being sent · sending · paused: by hand · waiting: for the net or the server
 * processing: the server has all of it · done: everything was looked at · failed
 */
export type JobPhase =
  "queued" | "sending" | "paused" | "waiting" | "processing" | "done" | "failed";

/** One picked set on its way, as the panel shows it. */
export type UploadJob = {
  key: string;
  name: string;
  phase: JobPhase;
  total: { files: number; bytes: number };
  sent: { files: number; bytes: number };
  /** Until all bytes are sent; null while that cannot be told. */
  secondsLeft: number | null;
  /** Null until the server knows of it. */
  upload: Upload | null;
  /** Left out before sending; the server's own are in `upload.refused`. */
  leftOut: LeftOut[];
  /** Only when `failed`. */
  error: unknown;
};

/** Whether leaving the page would stop something. */
export function isSending({ phase }: UploadJob): boolean {
  return phase === "queued" || phase === "sending" || phase === "waiting";
}

export function isOver({ phase }: UploadJob): boolean {
  return phase === "done" || phase === "failed";
}

/** All that did not go in, with the reasons. */
export function allLeftOut({ leftOut, upload }: UploadJob): LeftOut[] {
  return [...(upload?.refused ?? []), ...leftOut];
}

/** A job with what the server now says of its upload. Only once all is sent does that decide the phase. */
export function withUpload(job: UploadJob, upload: Upload): UploadJob {
  if (upload.state === "open") return { ...job, upload };
  const sent = job.total;
  if (upload.state === "done") return { ...job, upload, sent, phase: "done" };
  if (upload.state === "failed") return { ...job, upload, sent, phase: "failed" };
  return { ...job, upload, sent, phase: "processing" };
}
