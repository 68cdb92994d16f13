import { ErrorNote } from "../ui/ErrorNote";
import { IconButton } from "../ui/IconButton";
import { JobProgress } from "./JobProgress";
import styles from "./JobStrip.module.css";
import { type Reread } from "./useReread";

/** The scan being read again, or why it was not. Nothing where neither is. */
export function RereadStrip({ reread }: { reread: Reread }) {
  if (!reread.busy && reread.error === null) return null;
  return (
    <div className={styles.strip} role="status">
      {reread.busy ? (
        <JobProgress work={reread} label="Reading the scan again" />
      ) : (
        <>
          <ErrorNote error={reread.error} />
          <IconButton icon="close" label="Hide this note" size="small" onClick={reread.clear} />
        </>
      )}
    </div>
  );
}
