import { Icon } from "../ui/Icon";
import styles from "../ui/ErrorNote.module.css";

/** A file on the reader's disk went away under the upload. */
export function FileGoneNote({ path }: { path: string }) {
  return (
    <div className={styles.note} role="alert">
      <Icon name="error" />
      <p>
        {path} can no longer be read from this device. It may have been moved or changed; choose the
        files again.
      </p>
    </div>
  );
}
