import { useMemo } from "react";
import { IconButton } from "../../ui/IconButton";
import { digitsFor, formatValue, isSameWindow, leastWidth } from "../display/displayWindow";
import { windowPresets } from "../display/windowPresets";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { Dial } from "./Dial";
import styles from "./Panel.module.css";

/** Which values lie between black and white: by presets, on rails, and typed. */
export function WindowSection({ viewer }: { viewer: Viewer }) {
  const { window } = useViewerState(viewer);
  const { scan, volume } = viewer.shown;
  const presets = useMemo(() => windowPresets(scan.modality, volume), [scan, volume]);
  const [least, greatest] = volume.valueRange;
  const full = Math.max(greatest - least, Number.EPSILON);
  const digits = digitsFor(volume.valueRange);
  const step = digits === 0 ? Math.max(1, Math.round(full / 1000)) : full / 200;
  const inUnit = volume.valueUnit ? ` in ${volume.valueUnit}` : "";

  return (
    <section className={styles.section} aria-labelledby="panel-window">
      <header>
        <h2 id="panel-window">Window</h2>
        <IconButton
          icon="reset"
          label="Reset the window"
          size="small"
          onClick={() => viewer.resetWindow()}
        />
      </header>
      <div className={styles.chips}>
        {presets.map((preset, place) => (
          <button
            key={preset.name}
            type="button"
            className={styles.chip}
            aria-pressed={isSameWindow(preset.window, window)}
            onClick={() => viewer.setWindow(preset.window)}
          >
            <span>{preset.name}</span>
            {place < 9 && <i aria-hidden="true">{place + 1}</i>}
            <small>
              {formatValue(preset.window.width, digits)} /{" "}
              {formatValue(preset.window.center, digits)}
            </small>
          </button>
        ))}
      </div>
      <Dial
        name="Width"
        label={`Width${inUnit}`}
        value={window.width}
        digits={digits}
        step={step}
        // Narrow windows are where the differences are: the rail gives them more room.
        toRail={(width) => Math.sqrt(Math.min(width / full, 1))}
        fromRail={(part) => Math.max(leastWidth(volume.valueRange), part * part * full)}
        onChange={(width) => viewer.setWindow({ ...window, width })}
      />
      <Dial
        name="Level"
        label={`Level${inUnit}`}
        value={window.center}
        digits={digits}
        step={step}
        toRail={(center) => (center - least) / full}
        fromRail={(part) => least + part * full}
        onChange={(center) => viewer.setWindow({ ...window, center })}
      />
    </section>
  );
}
