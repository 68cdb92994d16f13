import { useEffect, useRef, useState } from "react";
import { JobFailed } from "../api/errors";
import { cancelJob, getJob, listJobs, startReread } from "../api/jobs";
import { useNews } from "../api/news";
import { getScan } from "../api/scans";
import { type Job, type RereadParameters, type Scan } from "../api/types";

/** How a scan is read again: one job at a time. */
export type Reread = {
  /** Under way; null when none is. */
  job: Job | null;
  /** True from the wish to the job's end. */
  busy: boolean;
  /** Why the last one did not come to its end; null when it did, was cancelled, or none was. */
  error: unknown;
  /** Resolves with the scan as it is then; null where it failed or was cancelled, and nothing has changed. */
  start: (parameters: RereadParameters) => Promise<Scan | null>;
  cancel: () => void;
  /** Forgets the last error. */
  clear: () => void;
};

/** Events are asked for beside it; this is for when their line is down. */
const kPollMs = 1000;

/**
 * Follows what makes a scan anew, whoever has started it: here, in another tab, or before the page was loaded.
 * @param onScan  Called with each new revision, before `start` resolves.
 */
export function useReread(scan: Scan, onScan: (scan: Scan) => void): Reread {
  const [job, setJob] = useState<Job | null>(null);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ends = useRef(new Map<string, (ended: Job) => void>());
  const { id: scanId } = scan;

  const settle = (news: Job) => {
    if (news.scanId !== scanId || news.kind !== "reread") return;
    if (isUnderWay(news)) {
      setJob((before) => (before?.id === news.id && isOlder(news, before) ? before : news));
      return;
    }
    setJob((before) => (before?.id === news.id ? null : before));
    ends.current.get(news.id)?.(news);
    ends.current.delete(news.id);
  };

  const refresh = async () => {
    const now = await getScan(scanId);
    if (now.revision !== scan.revision) onScan(now);
    return now;
  };

  useNews((news) => {
    if (news.kind === "job") settle(news.job);
    const isOurs = news.kind === "scan" && news.scan.id === scanId && !("deleted" in news.scan);
    // What cannot be asked for now comes with the next news; the page shows what it has.
    if (isOurs || news.kind === "resumed") void refresh().catch(() => undefined);
  });

  // A job that was under way before this page was here.
  useEffect(() => {
    if (scan.lightBox === null && !scan.spacing.editable) return;
    const asked = new AbortController();
    listJobs(scanId, asked.signal).then(
      (jobs) => setJob((before) => before ?? jobs.find(isUnderWay) ?? null),
      // Then events tell, with its next step.
      () => undefined,
    );
    return () => asked.abort();
    // Once a scan: afterwards events tell.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [scanId]);

  useEffect(() => {
    if (!job) return;
    const asked = new AbortController();
    const timer = setInterval(() => {
      // No answer is no news: the next question may have one.
      getJob(job.id, asked.signal).then(settle, () => undefined);
    }, kPollMs);
    return () => {
      clearInterval(timer);
      asked.abort();
    };
  });

  const start = async (parameters: RereadParameters): Promise<Scan | null> => {
    setError(null);
    setAsking(true);
    try {
      const begun = await startReread(scanId, parameters);
      const ended = isUnderWay(begun)
        ? await new Promise<Job>((resolve) => {
            ends.current.set(begun.id, resolve);
            setJob(begun);
          })
        : begun;
      if (ended.state === "failed")
        throw new JobFailed(ended.error?.code ?? "internal", ended.error?.detail ?? "");
      return ended.state === "done" ? await refresh() : null;
    } catch (reason) {
      setError(reason);
      return null;
    } finally {
      setAsking(false);
    }
  };

  return {
    job,
    busy: asking || job !== null,
    error,
    start,
    cancel: () => {
      if (job) cancelJob(job.id).catch(setError);
    },
    clear: () => setError(null),
  };
}

function isUnderWay({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

/** News may overtake one another; progress never goes back. */
function isOlder(one: Job, other: Job): boolean {
  return one.progress.fraction < other.progress.fraction;
}
