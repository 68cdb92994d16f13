import { type Upload } from "../api/types";
import { countOf } from "../ui/amounts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { ProgressBar } from "../ui/ProgressBar";
import styles from "./UploadPanel.module.css";

type Props = { upload: Upload; onDiscard: () => void };

/** An upload of an earlier visit that is not complete: what is there, and how to go on. */
export function UnfinishedRow({ upload, onDiscard }: Props) {
  const { received, expected, receivedBytes, expectedBytes } = upload.files;
  return (
    <li className={styles.job}>
      <div className={styles.progress}>
        <p>
          <b>{upload.name}</b>
          <span>
            {received} of {countOf(expected, "file")}
          </span>
        </p>
        <ProgressBar
          label={upload.name}
          fraction={expectedBytes === 0 ? 0 : receivedBytes / expectedBytes}
        />
        <p>
          <span className={styles.line}>
            <Icon name="info" size="small" />
            Not finished. Drop the same {expected === 1 ? "file" : "files"} again to go on.
          </span>
        </p>
      </div>
      <p className={styles.buttons}>
        <span />
        <Button size="small" look="danger" onClick={onDiscard}>
          Discard
        </Button>
      </p>
    </li>
  );
}
