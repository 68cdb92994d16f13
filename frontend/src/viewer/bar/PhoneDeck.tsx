import { Icon } from "../../ui/Icon";
import { type ToolName, toolsFor } from "../tools";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { type PaneName } from "../viewerState";
import styles from "./PhoneDeck.module.css";

type Props = { viewer: Viewer; panelOpen: boolean; onPanel: (open: boolean) => void };

const tabs: { pane: PaneName; label: string }[] = [
  { pane: "axial", label: "Axial" },
  { pane: "coronal", label: "Coronal" },
  { pane: "sagittal", label: "Sagittal" },
  { pane: "volume", label: "3D" },
];

/** What has no gesture of its own: two fingers move and zoom whatever is chosen. */
const kOffered: readonly ToolName[] = ["scroll", "crosshair", "window"];
/** Of a picture alone, where three of them would leave one. */
const kOfferedFlat: readonly ToolName[] = ["scroll", "move", "window"];

/** Which pane, and what one finger does, where the thumb is. */
export function PhoneDeck({ viewer, panelOpen, onPanel }: Props) {
  const { active, tool } = useViewerState(viewer);
  const { geometry } = viewer.shown;
  const wanted = geometry.flat ? kOfferedFlat : kOffered;
  const offered = wanted.flatMap((name) => toolsFor(geometry).filter((one) => one.name === name));
  return (
    <nav className={styles.deck} aria-label="View and tools">
      {!geometry.flat && (
        <div className={styles.panes} role="tablist" aria-label="View">
          {tabs.map(({ pane, label }) => (
            <button
              key={pane}
              type="button"
              className="btn"
              role="tab"
              aria-selected={active === pane}
              data-pane={pane}
              onClick={() => viewer.activate(pane)}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      <div className={styles.tools}>
        {offered.map(({ name, phone, icon }) => (
          <button
            key={name}
            type="button"
            className="btn"
            aria-pressed={tool === name}
            onClick={() => viewer.setTool(name)}
          >
            <Icon name={icon} />
            {phone}
          </button>
        ))}
        <button type="button" className="btn" onClick={() => viewer.reset()}>
          <Icon name="reset" />
          Reset
        </button>
        <button
          type="button"
          className="btn"
          aria-expanded={panelOpen}
          onClick={() => onPanel(!panelOpen)}
        >
          <Icon name="sliders" />
          Adjust
        </button>
      </div>
    </nav>
  );
}
