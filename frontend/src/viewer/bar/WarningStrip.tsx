import { type Warning } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import styles from "./WarningStrip.module.css";

type Props = { warnings: readonly Warning[]; onDetails: () => void; onHide: () => void };

/** What one must know while looking at this scan. Several fold to their number; hiding leaves an icon in the bar. */
export function WarningStrip({ warnings, onDetails, onHide }: Props) {
  const [first] = warnings;
  if (!first) return null;
  return (
    <div className={styles.strip} role="status">
      <Icon name="warning" size="small" />
      <span className={styles.text} title={first.message}>
        {warnings.length > 1 && <b>{warnings.length} notes. </b>}
        {first.message}
      </span>
      <Button size="small" className={styles.details} onClick={onDetails}>
        Details
      </Button>
      <IconButton icon="close" label="Hide this note" size="small" onClick={onHide} />
    </div>
  );
}
