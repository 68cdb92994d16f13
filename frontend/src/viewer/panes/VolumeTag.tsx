import { Icon } from "../../ui/Icon";
import { shownAs } from "../reconstruct/reconstructionWords";
import { type ShownScan } from "../viewerState";
import styles from "./VolumeTag.module.css";

/** Which of two volumes that could be mistaken for one another a pane shows. Nothing where there is one. */
export function VolumeTag({ shown }: { shown: Pick<ShownScan, "scan" | "volume"> }) {
  const tag = shownAs(shown.scan, shown.volume);
  if (!tag) return null;
  return (
    <p className={styles.tag} data-made={tag.made || undefined} data-testid="volume-tag">
      {tag.made && <Icon name="estimate" size="small" />}
      {tag.text}
    </p>
  );
}
