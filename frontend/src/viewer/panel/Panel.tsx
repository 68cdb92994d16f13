import { Icon } from "../../ui/Icon";
import { type IconName } from "../../ui/icons";
import { type Viewer } from "../Viewer";
import { LookSection } from "./LookSection";
import styles from "./Panel.module.css";
import { ReconstructionSection } from "./ReconstructionSection";
import { ScanSection } from "./ScanSection";
import { SegmentsSection } from "./SegmentsSection";
import { WindowSection } from "./WindowSection";

type Props = {
  viewer: Viewer;
  /** On narrow pages it folds; on wide ones it is always there. */
  open: boolean;
  onOpen: (open: boolean) => void;
};

const tabs: { label: string; icon: IconName; section: string }[] = [
  { label: "Window", icon: "wl", section: "panel-window" },
  { label: "3D", icon: "cube", section: "panel-look" },
  { label: "About", icon: "info", section: "panel-scan" },
];

/** Everything that adjusts the picture. Beside the panes, as a rail that opens, or as a sheet from below. */
export function Panel({ viewer, open, onOpen }: Props) {
  const has3D = !viewer.shown.geometry.flat;
  const goTo = (section: string) => {
    onOpen(true);
    // After the sections are there.
    requestAnimationFrame(() => document.getElementById(section)?.scrollIntoView());
  };
  return (
    <aside className={styles.panel} data-open={open} aria-label="Adjust">
      <button
        type="button"
        className={styles.grip}
        aria-label="Close"
        onClick={() => onOpen(false)}
      />
      <div className={styles.tabs}>
        {tabs
          .filter(({ section }) => has3D || section !== "panel-look")
          .map(({ label, icon, section }) => (
            <button key={label} type="button" className="btn" onClick={() => goTo(section)}>
              <Icon name={icon} />
              {label}
            </button>
          ))}
        {open && (
          <button type="button" className="btn" onClick={() => onOpen(false)}>
            <Icon name="next" />
            Fold
          </button>
        )}
      </div>
      <WindowSection viewer={viewer} />
      {has3D && <LookSection viewer={viewer} />}
      <ReconstructionSection viewer={viewer} />
      <SegmentsSection viewer={viewer} />
      <ScanSection shown={viewer.shown} />
    </aside>
  );
}
