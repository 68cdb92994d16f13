import { Link } from "react-router";
import { modalityWord } from "../../scans/modality";
import { Button } from "../../ui/Button";
import { formatDay } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { type IconName } from "../../ui/icons";
import { Menu } from "../../ui/Menu";
import { ThemeToggle, themeMenuGroup } from "../../ui/ThemeToggle";
import { useThemeChoice } from "../../ui/theme";
import { Tooltip } from "../../ui/Tooltip";
import { isSameWindow } from "../display/displayWindow";
import { windowPresets } from "../display/windowPresets";
import { ExportMenu } from "../export/ExportMenu";
import { depthText, provenanceText, spacingText } from "../provenance";
import { toolsFor } from "../tools";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { type Layout } from "../viewerState";
import styles from "./TopBar.module.css";

type Props = {
  viewer: Viewer;
  /** True while the notes about the scan are folded away; an icon then stands for them. */
  notesFolded: boolean;
  onNotes: () => void;
  onHelp: () => void;
};

const layouts: { layout: Layout; label: string; icon: IconName }[] = [
  { layout: "four", label: "Four panes", icon: "lay4" },
  { layout: "primary", label: "One large, three small", icon: "lay3" },
  { layout: "single", label: "One pane", icon: "lay1" },
];

/** Where one is, and what one can do. Two rows where it is narrow. */
export function TopBar({ viewer, notesFolded, onNotes, onHelp }: Props) {
  const { scan, volume, geometry } = viewer.shown;
  const notes = scan.warnings.length;
  return (
    <header className={styles.bar}>
      <Tooltip text="Back to scans">
        <Link className="btn icon" to="/" aria-label="Back to scans">
          <Icon name="back" />
        </Link>
      </Tooltip>
      <div className={styles.who}>
        <h1 title={scan.name}>{scan.name}</h1>
        <p className="num">
          {[
            modalityWord(scan.modality),
            scan.studyDate && formatDay(scan.studyDate),
            depthText(volume),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <span className={`${styles.rule} ${styles.wide}`} />
      <p className={`${styles.provenance} num`}>
        <b data-made={volume.reconstructedFrom !== undefined || undefined}>
          {provenanceText(scan, volume)}
        </b>
        {spacingText(volume)}
      </p>
      <span className={styles.push} />
      <span className={styles.break} />
      <ToolGroup viewer={viewer} />
      <span className={`${styles.rule} ${styles.second}`} />
      {!geometry.flat && (
        <>
          <LayoutGroup viewer={viewer} />
          <span className={`${styles.rule} ${styles.second}`} />
        </>
      )}
      <WindowPick viewer={viewer} />
      <span className={styles.rule} />
      <ExportMenu viewer={viewer} />
      <span className={styles.desk}>
        <ThemeToggle />
      </span>
      <span className={styles.desk}>
        <IconButton icon="help" label="Help and keys" shortcut="?" onClick={onHelp} />
      </span>
      {notes > 0 && (
        <span className={notesFolded ? styles.notes : styles.notesOnSide}>
          <IconButton
            icon="warning"
            label={notes === 1 ? "One note about this scan" : `${notes} notes about this scan`}
            onClick={onNotes}
          />
        </span>
      )}
      <PhoneMenu viewer={viewer} onHelp={onHelp} />
    </header>
  );
}

/** One stop for Tab; arrows go from tool to tool. */
function ToolGroup({ viewer }: { viewer: Viewer }) {
  const { tool, crosshairShown } = useViewerState(viewer);
  return (
    <div
      className={`${styles.group} ${styles.second}`}
      role="toolbar"
      aria-label="Tools"
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        event.stopPropagation();
        const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
        const at = buttons.indexOf(document.activeElement as HTMLElement);
        buttons[(at + by + buttons.length) % buttons.length]?.focus();
      }}
    >
      {toolsFor(viewer.shown.geometry).map(({ name, label, key, icon }) => (
        <IconButton
          key={name}
          icon={icon}
          label={label}
          shortcut={key}
          aria-pressed={tool === name}
          tabIndex={tool === name ? 0 : -1}
          onClick={() => viewer.setTool(name)}
        />
      ))}
      <IconButton
        icon="reset"
        label="Reset the views"
        shortcut="R"
        tabIndex={-1}
        onClick={() => viewer.reset()}
      />
      {!viewer.shown.geometry.flat && (
        <IconButton
          icon={crosshairShown ? "eye" : "eyeoff"}
          label={crosshairShown ? "Hide the crosshair" : "Show the crosshair"}
          shortcut="H"
          tabIndex={-1}
          onClick={() => viewer.toggleCrosshair()}
        />
      )}
    </div>
  );
}

function LayoutGroup({ viewer }: { viewer: Viewer }) {
  const state = useViewerState(viewer);
  return (
    <div className={`${styles.group} ${styles.second}`} role="group" aria-label="Layout">
      {layouts.map(({ layout, label, icon }) => (
        <IconButton
          key={layout}
          icon={icon}
          label={label}
          aria-pressed={state.layout === layout}
          onClick={() => viewer.setLayout(layout)}
        />
      ))}
    </div>
  );
}

function WindowPick({ viewer }: { viewer: Viewer }) {
  const { window } = useViewerState(viewer);
  const { scan, volume } = viewer.shown;
  const presets = windowPresets(scan.modality, volume);
  const chosen = presets.find((preset) => isSameWindow(preset.window, window));
  return (
    <div className={styles.second}>
      <Menu
        label="Window"
        align="end"
        groups={[
          {
            items: presets.map((preset) => ({
              label: preset.name,
              checked: preset === chosen,
              onSelect: () => viewer.setWindow(preset.window),
            })),
          },
        ]}
        trigger={(props) => (
          <Button {...props} className={styles.pick} aria-label="Window preset">
            {chosen?.name ?? "Own window"}
            <Icon name="down" size="small" />
          </Button>
        )}
      />
    </div>
  );
}

/** On a phone: what has no room in the bar. */
function PhoneMenu({ viewer, onHelp }: { viewer: Viewer; onHelp: () => void }) {
  const theme = useThemeChoice();
  const { crosshairShown, tool } = useViewerState(viewer);
  return (
    <span className={styles.phone}>
      <Menu
        label="More"
        groups={[
          {
            title: "One finger",
            items: toolsFor(viewer.shown.geometry).map(({ name, label, icon }) => ({
              label,
              icon,
              checked: name === tool,
              onSelect: () => viewer.setTool(name),
            })),
          },
          {
            items: [
              ...(viewer.shown.geometry.flat
                ? []
                : ([
                    {
                      label: crosshairShown ? "Hide the crosshair" : "Show the crosshair",
                      icon: crosshairShown ? "eyeoff" : "eye",
                      onSelect: () => viewer.toggleCrosshair(),
                    },
                  ] as const)),
              { label: "Help", icon: "help", onSelect: onHelp },
            ],
          },
          themeMenuGroup(theme),
        ]}
        trigger={(props) => <IconButton {...props} icon="more" label="More" />}
      />
    </span>
  );
}
