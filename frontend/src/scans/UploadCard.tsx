import { type Upload } from "../api/types";
import { countOf, formatBytes, formatPercent } from "../ui/amounts";
import { Button } from "../ui/Button";
import { formatMoment } from "../ui/dates";
import { Icon } from "../ui/Icon";
import { ProgressBar } from "../ui/ProgressBar";
import styles from "./card.module.css";
import { stageNow, stagesDone } from "./stageWords";

/** The last of those behind it; more would cover the picture on a narrow card. */
const shownSteps = 3;

/** An upload whose scans are being made: done steps on the picture, the current one below. */
export function ProcessingCard({ upload }: { upload: Upload }) {
  const { stage, fraction } = upload.progress;
  const words = upload.state === "queued" ? "Waiting for its turn" : stageNow(stage);
  return (
    <li className={styles.card} data-state="processing">
      <div className={styles.thumb}>
        <Icon name="cube" className={styles.coming} />
        <ol className={styles.steps}>
          {stagesDone(stage)
            .slice(-shownSteps)
            .map((step) => (
              <li key={step}>
                <Icon name="check" />
                {step}
              </li>
            ))}
        </ol>
      </div>
      <div className={styles.body}>
        <h2>{upload.name}</h2>
        <p className={styles.meta}>{metaLine(upload)}</p>
        <div className={styles.stage}>
          <p>
            <span>{words}</span>
            <span>{formatPercent(fraction)}</span>
          </p>
          <ProgressBar label={`${upload.name}: ${words}`} fraction={fraction} />
        </div>
      </div>
    </li>
  );
}

type FailedProps = {
  upload: Upload;
  /** Shows which files were left out, and why. */
  onShowReasons: () => void;
  onDiscard: () => void;
};

/** An upload of which nothing came: the reason in the picture's place, what to do below. */
export function FailedCard({ upload, onShowReasons, onDiscard }: FailedProps) {
  const { what, next } = outcome(upload);
  return (
    <li className={styles.card} data-state="failed">
      <div className={styles.thumb}>
        <Icon name="error" />
      </div>
      <div className={styles.body}>
        <h2>{upload.name}</h2>
        <p className={styles.meta}>{metaLine(upload)}</p>
        <p className={styles.why}>
          <span>
            <b>{what}</b> {next}
          </span>
        </p>
        <p className={styles.notes}>
          {upload.refused.length > 0 && (
            <Button look="line" size="small" onClick={onShowReasons}>
              See why
            </Button>
          )}
          <Button look="line" size="small" icon="trash" onClick={onDiscard}>
            Remove
          </Button>
        </p>
      </div>
    </li>
  );
}

function outcome({ refused, error }: Upload): { what: string; next: string } {
  const [first] = refused;
  if (error) return { what: error.detail, next: "Nothing was added." };
  if (first && refused.length === 1) return { what: first.reason, next: "Nothing was added." };
  return {
    what: "No file in it could be read as a scan.",
    next: "See why, or take it off the list.",
  };
}

function metaLine({ createdAt, files }: Upload): string {
  const size = formatBytes(files.expectedBytes);
  return `${formatMoment(createdAt)} · ${countOf(files.expected, "file")} · ${size}`;
}
