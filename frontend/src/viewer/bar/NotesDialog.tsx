import { type Warning } from "../../api/types";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import styles from "./NotesDialog.module.css";

/** All notes about a scan, in full. */
export function NotesDialog({
  warnings,
  onClose,
}: {
  warnings: readonly Warning[];
  onClose: () => void;
}) {
  return (
    <Dialog
      title={warnings.length === 1 ? "A note about this scan" : "Notes about this scan"}
      onClose={onClose}
    >
      <ul className={styles.notes}>
        {warnings.map(({ code, message }) => (
          <li key={code}>
            <Icon name="warning" />
            <p>{message}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
