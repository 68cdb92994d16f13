import { useEffect, useRef, useState } from "react";
import { JobFailed } from "../api/errors";
import { cancelJob, getJob, listJobs } from "../api/jobs";
import { useNews } from "../api/news";
import { type Job, type Scan } from "../api/types";

/** Work of one kind on a scan: one job at a time. */
export type ScanJob<Parameters> = {
  /** Under way; null when none is. */
  job: Job | null;
  /** True from the wish to the job's end. */
  busy: boolean;
  /** Why the last one did not come to its end; null when it did, was cancelled, or none was. */
  error: unknown;
  /** Whether one has come to its end since the page is here, or since `clear`. */
  done: boolean;
  /** Why the newest was already over, and had failed, when the page came. */
  failedBefore: JobFailed | null;
  /** Resolves with the scan as it is then; null where it failed or was cancelled, and nothing has changed. */
  start: (parameters: Parameters) => Promise<Scan | null>;
  cancel: () => void;
  /** Forgets the last end. */
  clear: () => void;
};

type Work<Parameters> = {
  kind: string;
  begin: (scanId: string, parameters: Parameters) => Promise<Job>;
  /** Whether it can be under way when the page comes: then it is looked for. */
  possible: boolean;
};

/** Events are asked for beside it; this is for when their line is down. */
const kPollMs = 1000;

/**
 * Follows work on a scan, whoever has started it: here, in another tab, or before the page was loaded.
 * @param refresh  Brings the scan as it is now; called at each end that changes it, before `start` resolves.
 */
export function useScanJob<Parameters>(
  scan: Pick<Scan, "id">,
  work: Work<Parameters>,
  refresh: () => Promise<Scan>,
): ScanJob<Parameters> {
  const [job, setJob] = useState<Job | null>(null);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const [failedBefore, setFailedBefore] = useState<JobFailed | null>(null);
  const ends = useRef(new Map<string, (ended: Job) => void>());
  /** Ids of those whose end is known: news of them are late. */
  const over = useRef(new Set<string>());
  const { id: scanId } = scan;
  const { kind, possible } = work;

  const settle = (news: Job) => {
    if (news.scanId !== scanId || news.kind !== kind || over.current.has(news.id)) return;
    if (isUnderWay(news)) {
      setJob((before) => (before?.id === news.id && isOlder(news, before) ? before : news));
      return;
    }
    over.current.add(news.id);
    const own = ends.current.get(news.id);
    ends.current.delete(news.id);
    if (own) own(news);
    else if (job?.id === news.id) void finish(news).catch(setError);
  };

  /** Takes note of an end: the scan anew, or why not. */
  const finish = async (ended: Job): Promise<Scan | null> => {
    const now = ended.state === "done" ? await refresh() : null;
    setJob((before) => (before?.id === ended.id ? null : before));
    if (ended.state === "failed") setError(failureOf(ended));
    setDone(ended.state === "done");
    return now;
  };

  useNews((news) => {
    if (news.kind === "job") settle(news.job);
  });

  // A job that was under way before this page was here.
  useEffect(() => {
    if (!possible) return;
    const asked = new AbortController();
    listJobs(scanId, asked.signal).then(
      (jobs) => {
        const own = jobs.filter((one) => one.kind === kind);
        setJob((before) => before ?? own.find(isUnderWay) ?? null);
        const [newest] = own;
        if (newest?.state === "failed") setFailedBefore(failureOf(newest));
      },
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

  const start = async (parameters: Parameters): Promise<Scan | null> => {
    setError(null);
    setDone(false);
    setFailedBefore(null);
    setAsking(true);
    try {
      const begun = await work.begin(scanId, parameters);
      const ended = isUnderWay(begun)
        ? await new Promise<Job>((resolve) => {
            ends.current.set(begun.id, resolve);
            setJob(begun);
          })
        : begun;
      return await finish(ended);
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
    done,
    failedBefore,
    start,
    cancel: () => {
      if (job) cancelJob(job.id).catch(setError);
    },
    clear: () => {
      setError(null);
      setDone(false);
    },
  };
}

function failureOf({ error }: Job): JobFailed {
  return new JobFailed(error?.code ?? "internal", error?.detail ?? "");
}

function isUnderWay({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

/** News may overtake one another; progress never goes back. */
function isOlder(one: Job, other: Job): boolean {
  return one.progress.fraction < other.progress.fraction;
}
