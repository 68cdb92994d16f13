import { deleteScan } from "../api/scans";
import { isApiError } from "../api/errors";
import { type Scan } from "../api/types";
import { countOf, formatBytes } from "../ui/amounts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { useSubmission } from "../ui/useSubmission";
import styles from "./dialogs.module.css";

type Props = { scan: Scan; onDeleted: (scan: Scan) => void; onClose: () => void };

/** Asks once more, and says what is lost. */
export function DeleteDialog({ scan, onDeleted, onClose }: Props) {
  const { busy, error, submit } = useSubmission(async () => {
    try {
      await deleteScan(scan.id);
    } catch (caught) {
      // Somebody was faster: it is gone, which is what was wanted.
      if (!isApiError(caught, "not_found")) throw caught;
    }
    onDeleted(scan);
  });
  const files = countOf(scan.source.fileCount, "file");

  return (
    <Dialog
      title="Delete this scan?"
      onClose={onClose}
      actions={
        <>
          <Button data-focus-first onClick={onClose}>
            Keep it
          </Button>
          <Button
            look="danger"
            icon="trash"
            className="line"
            busyLabel={busy ? "Deleting…" : undefined}
            onClick={() => void submit()}
          >
            Delete
          </Button>
        </>
      }
    >
      <div className={styles.text}>
        {error !== null && <ErrorNote error={error} />}
        <p>
          <b>{scan.name}</b> will be removed from this server for good: the volume and the uploaded{" "}
          {files} ({formatBytes(scan.source.sizeBytes)}).
        </p>
        <p>Files on your own disk are not touched.</p>
      </div>
    </Dialog>
  );
}
