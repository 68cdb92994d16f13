import { useState } from "react";
import { type Upload } from "../api/types";
import { countOf } from "../ui/amounts";
import { IconButton } from "../ui/IconButton";
import { JobRow, type JobActions } from "./JobRow";
import { panelTitle } from "./panelWords";
import { UnfinishedRow } from "./UnfinishedRow";
import { allLeftOut, isOver, type UploadJob } from "./uploadJob";
import styles from "./UploadPanel.module.css";

type Props = {
  jobs: readonly UploadJob[];
  actions: JobActions;
  /** Of earlier visits. */
  unfinished: Upload[];
  onDiscard: (upload: Upload) => void;
  /** Offered only when nothing is under way. */
  onClose: () => void;
};

/** What is being added, over the lower right corner. Folds to its title. */
export function UploadPanel({ jobs, actions, unfinished, onDiscard, onClose }: Props) {
  const [folded, setFolded] = useState(false);
  if (jobs.length + unfinished.length === 0) return null;
  const leftOut = jobs.reduce((sum, job) => sum + allLeftOut(job).length, 0);
  const title =
    jobs.length > 0 ? panelTitle(jobs) : countOf(unfinished.length, "unfinished upload");
  return (
    <section className={styles.panel} aria-label="Uploads" data-folded={folded || undefined}>
      <header className={styles.head}>
        <h2>
          {title}
          {folded && leftOut > 0 && <small> · {leftOut} left out</small>}
        </h2>
        <IconButton
          icon="down"
          size="small"
          label={folded ? "Unfold" : "Fold away"}
          aria-expanded={!folded}
          className={styles.fold}
          onClick={() => setFolded(!folded)}
        />
        {jobs.every(isOver) && (
          <IconButton icon="close" size="small" label="Close" onClick={onClose} />
        )}
      </header>
      {!folded && (
        <ul className={styles.jobs}>
          {jobs.map((job) => (
            <JobRow key={job.key} job={job} actions={actions} />
          ))}
          {unfinished.map((upload) => (
            <UnfinishedRow key={upload.id} upload={upload} onDiscard={() => onDiscard(upload)} />
          ))}
        </ul>
      )}
    </section>
  );
}
