import { stageNow } from "../scans/stageWords";
import { formatPercent } from "../ui/amounts";
import { Button } from "../ui/Button";
import { ProgressBar } from "../ui/ProgressBar";
import styles from "./JobProgress.module.css";
import { type ScanJob } from "./useScanJob";

type Props = {
  work: Pick<ScanJob<never>, "job" | "cancel">;
  /** What is under way, for screen readers. */
  label: string;
  /** What a stage is called; as an upload's unless said otherwise. */
  stageText?: (stage: string) => string;
};

/** How far work on a scan has come, and a way to stop it. */
export function JobProgress({ work: { job, cancel }, label, stageText = stageNow }: Props) {
  const fraction = job?.progress.fraction ?? 0;
  const words = job?.state === "running" ? stageText(job.progress.stage) : "Waiting for the server";
  return (
    <div className={styles.progress}>
      <p className="num">
        {words}, {formatPercent(fraction)}
      </p>
      <ProgressBar label={label} fraction={fraction} />
      <Button disabled={!job} onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}
