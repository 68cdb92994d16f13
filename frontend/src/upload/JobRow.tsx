import { useState } from "react";
import { countOf } from "../ui/amounts";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Icon } from "../ui/Icon";
import { ProgressBar } from "../ui/ProgressBar";
import { AddedScans } from "./AddedScans";
import { FileGoneNote } from "./FileGoneNote";
import { LeftOutDialog } from "./LeftOutDialog";
import { groupByReason, LeftOutList } from "./LeftOutList";
import { jobCount, jobFraction, jobLine, jobPercent } from "./panelWords";
import { FileGoneError } from "./sendFile";
import { allLeftOut, type UploadJob } from "./uploadJob";
import styles from "./UploadPanel.module.css";

export type JobActions = {
  onPause: (job: UploadJob) => void;
  onResume: (job: UploadJob) => void;
  onCancel: (job: UploadJob) => void;
};

/** One upload in the panel: how far it is, what can be done, what came of it, and what was left out. */
export function JobRow({ job, actions }: { job: UploadJob; actions: JobActions }) {
  const { phase, name, upload, error } = job;
  const line = jobLine(job);
  return (
    <li className={styles.job} data-phase={phase}>
      <div className={styles.progress}>
        <p>
          <b>{name}</b>
          <span>{jobCount(job)}</span>
        </p>
        {phase !== "done" && phase !== "failed" && (
          <ProgressBar label={name} fraction={jobFraction(job)} />
        )}
        {line && (
          <p>
            <span className={styles.line}>
              {phase === "done" && upload && upload.scans.length > 0 && (
                <Icon name="check" size="small" />
              )}
              {(phase === "waiting" || phase === "failed") && <Icon name="warning" size="small" />}
              {line}
            </span>
            <span>{jobPercent(job)}</span>
          </p>
        )}
      </div>
      {phase === "done" && upload && <AddedScans ids={upload.scans} />}
      {error instanceof FileGoneError && <FileGoneNote path={error.path} />}
      {error !== null && !(error instanceof FileGoneError) && <ErrorNote error={error} />}
      <JobButtons job={job} actions={actions} />
      <LeftOut job={job} />
    </li>
  );
}

function JobButtons({
  job,
  actions: { onPause, onResume, onCancel },
}: {
  job: UploadJob;
  actions: JobActions;
}) {
  const { phase, error } = job;
  if (phase === "done" || (phase === "failed" && error === null)) return null;
  const isSending = phase === "sending" || phase === "waiting" || phase === "queued";
  return (
    <p className={styles.buttons}>
      <span>{isSending && "Close this page and go on later."}</span>
      {isSending && (
        <Button size="small" icon="pause" onClick={() => onPause(job)}>
          Pause
        </Button>
      )}
      {phase === "paused" && (
        <Button size="small" icon="next" onClick={() => onResume(job)}>
          Go on
        </Button>
      )}
      {phase === "failed" && (
        <Button size="small" icon="retry" onClick={() => onResume(job)}>
          Try again
        </Button>
      )}
      <Button size="small" look="danger" onClick={() => onCancel(job)}>
        Cancel
      </Button>
    </p>
  );
}

/** Rows shown in the panel itself; the whole list is a press away. */
const shownRows = 3;

function LeftOut({ job }: { job: UploadJob }) {
  const [open, setOpen] = useState(false);
  const leftOut = allLeftOut(job);
  if (leftOut.length === 0) return null;
  const shown = groupByReason(leftOut)
    .flatMap(({ reason, paths }) => paths.map((path) => ({ path, reason })))
    .slice(0, groupByReason(leftOut).length > shownRows ? shownRows : undefined);
  return (
    <div className={styles.leftOut}>
      <h3>
        <Icon name="warning" size="small" />
        {countOf(leftOut.length, "file")} left out
        <button type="button" onClick={() => setOpen(true)}>
          Show all
        </button>
      </h3>
      <div className={styles.rows}>
        <LeftOutList leftOut={shown} />
      </div>
      {open && <LeftOutDialog name={job.name} leftOut={leftOut} onClose={() => setOpen(false)} />}
    </div>
  );
}
