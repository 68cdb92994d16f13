import { stageNow } from "../scans/stageWords";
import { countOf, formatBytesOf, formatPercent, formatTimeLeft } from "../ui/amounts";
import { isOver, type UploadJob } from "./uploadJob";

/** The panel's title: what all of it together is doing. */
export function panelTitle(jobs: readonly UploadJob[]): string {
  const active = jobs.filter((job) => !isOver(job));
  if (active.length > 0) {
    const over = jobs.length - active.length;
    return jobs.length === 1 ? "Adding a scan" : `Adding ${over + 1} of ${jobs.length} uploads`;
  }
  const added = jobs.reduce((sum, { upload }) => sum + (upload?.scans.length ?? 0), 0);
  if (added > 0) return `${countOf(added, "scan")} added`;
  return jobs.length > 0 ? "Nothing was added" : "Uploads";
}

/** 0 … 1: of the sending while it is sent, of the work on it after. */
export function jobFraction({ phase, sent, total, upload }: UploadJob): number {
  if (phase === "done") return 1;
  if (phase === "processing") return upload?.progress.fraction ?? 0;
  return total.bytes === 0 ? 0 : sent.bytes / total.bytes;
}

/** What one job is doing, in a line under its bar. */
export function jobLine(job: UploadJob): string {
  const { phase, sent, total, secondsLeft, upload } = job;
  const bytes = formatBytesOf(sent.bytes, total.bytes);
  switch (phase) {
    case "queued":
      return "Waiting for the one before it";
    case "sending":
      return secondsLeft === null ? bytes : `${bytes} · ${formatTimeLeft(secondsLeft)}`;
    case "paused":
      return `Paused · ${bytes}`;
    case "waiting":
      return "Waiting for the server; goes on by itself";
    case "processing":
      return upload?.state === "queued"
        ? "Sent. Waiting for its turn"
        : stageNow(upload?.progress.stage ?? "");
    case "done":
      return upload && upload.scans.length > 0
        ? `${countOf(upload.scans.length, "scan")} added`
        : "Nothing in it could be read as a scan";
    case "failed":
      return upload?.error?.detail ?? "";
  }
}

/** "64 %", or "176 of 275 files" while files go up. */
export function jobCount(job: UploadJob): string {
  const { phase, sent, total } = job;
  if (phase === "done" || phase === "failed" || phase === "processing" || total.files === 1)
    return "";
  return `${sent.files} of ${countOf(total.files, "file")}`;
}

export function jobPercent(job: UploadJob): string {
  return isOver(job) || job.phase === "queued" ? "" : formatPercent(jobFraction(job));
}
