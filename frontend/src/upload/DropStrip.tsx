import { Icon } from "../ui/Icon";
import styles from "./DropStrip.module.css";
import { readableFormats } from "./formats";
import { type Picker } from "./usePicker";

type Props = { picker: Picker; dragging: boolean };

/** Says that one may drop scans, and offers the two dialogs. The whole page takes the drop. */
export function DropStrip({ picker: { pickFiles, pickFolder }, dragging }: Props) {
  return (
    <div className={styles.strip} data-dragging={dragging || undefined}>
      <Icon name="folder" />
      <span>
        <b>Drop a scan anywhere on this page</b>, or choose{" "}
        <button type="button" onClick={pickFiles}>
          files
        </button>
        {pickFolder && (
          <>
            {" "}
            or a{" "}
            <button type="button" onClick={pickFolder}>
              folder
            </button>
          </>
        )}
      </span>
      <span className={styles.formats}>{readableFormats}</span>
    </div>
  );
}
