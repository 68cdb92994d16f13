import { Icon } from "../ui/Icon";
import styles from "./DropFrame.module.css";

/** While files are dragged over the page: says that letting go adds them. */
export function DropFrame() {
  return (
    <div className={styles.frame} aria-hidden="true">
      <p>
        <Icon name="upload" />
        Let go to add these files
      </p>
    </div>
  );
}
