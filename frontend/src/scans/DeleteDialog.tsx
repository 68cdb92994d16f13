import { deleteScan } from "../api/scans";
import { type Scan } from "../api/types";
import { countOf, formatBytes } from "../ui/amounts";
import { RemovalDialog } from "../ui/RemovalDialog";

type Props = { scan: Scan; onDeleted: (scan: Scan) => void; onClose: () => void };

/** Asks once more, and says what is lost. */
export function DeleteDialog({ scan, onDeleted, onClose }: Props) {
  const files = countOf(scan.source.fileCount, "file");
  return (
    <RemovalDialog
      title="Delete this scan?"
      verb="Delete"
      busyVerb="Deleting…"
      remove={() => deleteScan(scan.id)}
      onRemoved={() => onDeleted(scan)}
      onClose={onClose}
    >
      <p>
        <b>{scan.name}</b> will be removed from this server for good: the volume and the uploaded{" "}
        {files} ({formatBytes(scan.source.sizeBytes)}).
      </p>
      <p>Files on your own disk are not touched.</p>
    </RemovalDialog>
  );
}
