import { ErrorNote } from "../ui/ErrorNote";
import { IconButton } from "../ui/IconButton";
import styles from "./RereadStrip.module.css";
import { RereadProgress } from "./sheet/SheetEditor";
import { type Reread } from "./useReread";

/** The scan being read again, or why it was not. Nothing where neither is. */
export function RereadStrip({ reread }: { reread: Reread }) {
  if (!reread.busy && reread.error === null) return null;
  return (
    <div className={styles.strip} role="status">
      {reread.busy ? (
        <RereadProgress reread={reread} />
      ) : (
        <>
          <ErrorNote error={reread.error} />
          <IconButton icon="close" label="Hide this note" size="small" onClick={reread.clear} />
        </>
      )}
    </div>
  );
}
