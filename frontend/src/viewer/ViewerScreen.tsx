import { useEffect, useMemo, useRef, useState } from "react";
import { type Scan, type Volume } from "../api/types";
import { probeDevice } from "../pyramid/probeDevice";
import { ErrorNote } from "../ui/ErrorNote";
import { NotesDialog } from "./bar/NotesDialog";
import { PhoneDeck } from "./bar/PhoneDeck";
import { TopBar } from "./bar/TopBar";
import { type VolumeChoice, VolumeStrip } from "./bar/VolumeStrip";
import { ViewerHelp } from "./bar/ViewerHelp";
import { WarningStrip } from "./bar/WarningStrip";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { Panel } from "./panel/Panel";
import { CineBar } from "./play/CineBar";
import { PlanePane } from "./panes/PlanePane";
import { VolumeView } from "./panes/VolumeView";
import { installTestHook } from "./testHook";
import { useAnnounceSlice } from "./useAnnounceSlice";
import { useViewerState } from "./useViewer";
import { useViewerKeys } from "./useViewerKeys";
import { Viewer } from "./Viewer";
import { isPlane, panesOf } from "./viewerState";
import styles from "./ViewerScreen.module.css";

type Props = {
  scan: Scan;
  volume: Volume;
  time: number;
  onChoose: (choice: VolumeChoice) => void;
};

/**
 * Makes the viewer of one time point of one volume, and ends it with the page. The next one begins where the last
 * was: the reader's slices, windows and layout stay.
 */
export function ViewerScreen({ scan, volume, time, onChoose }: Props) {
  const geometry = useMemo(() => volumeGeometry(volume), [volume]);
  const shown = useMemo(() => ({ scan, volume, geometry, time }), [scan, volume, geometry, time]);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const before = useRef<Viewer | null>(null);

  useEffect(() => {
    const made = new Viewer(shown, probeDevice(), before.current);
    before.current = made;
    const removeHook = installTestHook(made);
    setViewer(made);
    made.load();
    return () => {
      removeHook();
      made.dispose();
      setViewer(null);
    };
  }, [shown]);

  return viewer && <Screen key={scan.id} viewer={viewer} onChoose={onChoose} />;
}

function Screen({
  viewer,
  onChoose,
}: {
  viewer: Viewer;
  onChoose: (choice: VolumeChoice) => void;
}) {
  const { layout, active, loading } = useViewerState(viewer);
  const [panelOpen, setPanelOpen] = useState(false);
  const [notesHidden, setNotesHidden] = useState(false);
  const [notesShown, setNotesShown] = useState(false);
  const [helpShown, setHelpShown] = useState(false);
  const { warnings } = viewer.shown.scan;
  useViewerKeys(viewer, () => setHelpShown(true));
  useAnnounceSlice(viewer);

  return (
    <div className={styles.screen} data-panel={panelOpen ? "open" : "folded"}>
      <a className="skip" href="#panes">
        Skip to the panes
      </a>
      <TopBar
        viewer={viewer}
        notesFolded={notesHidden}
        onNotes={() => setNotesShown(true)}
        onHelp={() => setHelpShown(true)}
      />
      <div className={styles.work}>
        {!notesHidden && (
          <WarningStrip
            warnings={warnings}
            onDetails={() => setNotesShown(true)}
            onHide={() => setNotesHidden(true)}
          />
        )}
        <VolumeStrip shown={viewer.shown} isReady={() => viewer.settled} onChoose={onChoose} />
        {loading.error !== null && (
          <div className={styles.error}>
            <ErrorNote error={loading.error} onRetry={() => viewer.load()} />
          </div>
        )}
        <main id="panes" className={styles.panes} data-layout={layout} data-active={active}>
          {panesOf(viewer.shown.geometry).map((pane) => {
            const enlarged = layout === "single" && active === pane;
            return isPlane(pane) ? (
              <PlanePane key={pane} viewer={viewer} plane={pane} enlarged={enlarged} />
            ) : (
              <VolumeView key={pane} viewer={viewer} enlarged={enlarged} />
            );
          })}
        </main>
        <CineBar viewer={viewer} />
      </div>
      <Panel viewer={viewer} open={panelOpen} onOpen={setPanelOpen} />
      <PhoneDeck viewer={viewer} panelOpen={panelOpen} onPanel={setPanelOpen} />
      {helpShown && <ViewerHelp onClose={() => setHelpShown(false)} />}
      {notesShown && <NotesDialog warnings={warnings} onClose={() => setNotesShown(false)} />}
    </div>
  );
}
