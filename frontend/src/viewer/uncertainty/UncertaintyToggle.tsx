import { Icon } from "../../ui/Icon";
import { Tooltip } from "../../ui/Tooltip";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import styles from "./UncertaintyToggle.module.css";

/** Lays the uncertainty over the planes, or takes it off. Nothing where there is none to show. */
export function UncertaintyToggle({ viewer }: { viewer: Viewer }) {
  const { uncertainty } = useViewerState(viewer);
  if (!viewer.canShowUncertainty) return null;
  return (
    <Tooltip text="How far what was made may be off" shortcut="U">
      <button
        type="button"
        className={`btn ${styles.toggle}`}
        aria-pressed={uncertainty.shown}
        aria-keyshortcuts="U"
        onClick={() => viewer.toggleUncertainty()}
      >
        <Icon name="probe" size="small" />
        <span className={styles.word}>Uncertainty</span>
      </button>
    </Tooltip>
  );
}
