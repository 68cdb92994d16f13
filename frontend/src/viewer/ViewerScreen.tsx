import { useEffect, useMemo, useRef, useState } from "react";
import { type LightBox, type LightBoxGrid, type Scan, type Volume } from "../api/types";
import { probeDevice } from "../pyramid/probeDevice";
import { ErrorNote } from "../ui/ErrorNote";
import { announce } from "../ui/notices";
import { NotesDialog } from "./bar/NotesDialog";
import { PhoneDeck } from "./bar/PhoneDeck";
import { TopBar } from "./bar/TopBar";
import { type VolumeChoice, VolumeStrip } from "./bar/VolumeStrip";
import { ViewerHelp } from "./bar/ViewerHelp";
import { WarningStrip } from "./bar/WarningStrip";
import { type Corrections, CorrectionsContext } from "./corrections";
import { volumeGeometry } from "./geometry/volumeGeometry";
import { Panel } from "./panel/Panel";
import { CineBar } from "./play/CineBar";
import { PlanePane } from "./panes/PlanePane";
import { VolumeView } from "./panes/VolumeView";
import { counterpartOf, reconstructionOf } from "./reconstruct/reconstruction";
import { type Reconstructions, ReconstructionsContext } from "./reconstruct/reconstructions";
import { ReconstructDialog } from "./reconstruct/ReconstructDialog";
import { ReconstructionStrip } from "./reconstruct/ReconstructionStrip";
import { RemoveDialog } from "./reconstruct/RemoveDialog";
import { type Reconstruct } from "./reconstruct/useReconstruct";
import { RereadStrip } from "./RereadStrip";
import { SheetEditor, type SheetWish } from "./sheet/SheetEditor";
import { SheetNotice } from "./sheet/SheetNotice";
import { isOnePicture } from "./sheet/tiles";
import { SpacingDialog } from "./spacing/SpacingDialog";
import { installTestHook } from "./testHook";
import { type Reread } from "./useReread";
import { useAnnounceSlice } from "./useAnnounceSlice";
import { UncertaintyToggle } from "./uncertainty/UncertaintyToggle";
import { useViewerState } from "./useViewer";
import { useViewerKeys } from "./useViewerKeys";
import { Viewer } from "./Viewer";
import { isPlane, panesOf } from "./viewerState";
import { volumeName } from "./volumeWords";
import styles from "./ViewerScreen.module.css";

type Props = {
  scan: Scan;
  volume: Volume;
  time: number;
  jobs: Jobs;
  onChoose: (choice: VolumeChoice) => void;
};

/** Work on the scan, one at a time; and how to bring it as it is now. */
type Jobs = { reread: Reread; reconstruct: Reconstruct; refresh: () => Promise<Scan> };

/**
 * Makes the viewer of one time point of one volume, and ends it with the page. The next one begins where the last
 * was: the reader's slices, windows and layout stay.
 */
export function ViewerScreen({ scan, volume, time, jobs, onChoose }: Props) {
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

  return viewer && <Screen key={scan.id} viewer={viewer} jobs={jobs} onChoose={onChoose} />;
}

function Screen({
  viewer,
  jobs: { reread, reconstruct, refresh },
  onChoose,
}: {
  viewer: Viewer;
  jobs: Jobs;
  onChoose: (choice: VolumeChoice) => void;
}) {
  const { layout, active, loading } = useViewerState(viewer);
  const [panelOpen, setPanelOpen] = useState(false);
  const [notesHidden, setNotesHidden] = useState(false);
  const [notesShown, setNotesShown] = useState(false);
  const [helpShown, setHelpShown] = useState(false);
  const [sheet, setSheet] = useState<SheetWish | null>(null);
  const [sheetHidden, setSheetHidden] = useState(false);
  const [spacingShown, setSpacingShown] = useState(false);
  const [asked, setAsked] = useState<"reconstruct" | "remove" | null>(null);
  const { scan, volume, geometry, time } = viewer.shown;
  const { lightBox } = scan;
  const editing = sheet && geometry.flat?.kind === "picture" ? sheet : null;
  const noticed = lightBox?.state === "proposed" && !sheetHidden && !editing && !reread.busy;
  const warnings = noticed
    ? scan.warnings.filter(({ code }) => code !== "light_box_suspected")
    : scan.warnings;
  const corrections = useMemo<Corrections>(
    () => ({
      reread,
      onEditSheet: () => {
        setPanelOpen(false);
        if (lightBox) void beginSheet(lightBox, reread).then(setSheet);
      },
      onUndoSheet: () => void reread.start({ lightBox: null }),
      onEnterSpacing: () => setSpacingShown(true),
    }),
    [reread, lightBox],
  );
  const show = (volumeId: string) => {
    onChoose({ volumeId, time });
    const next = scan.volumes.find(({ id }) => id === volumeId);
    if (next) announce(`${volumeName(scan, next)} is shown.`);
  };
  const reconstructions: Reconstructions = {
    work: reconstruct,
    blocked: reread.busy,
    onConfigure: () => {
      reconstruct.clear();
      setAsked("reconstruct");
    },
    onRemove: () => setAsked("remove"),
    onShow: show,
  };
  const counterpart = counterpartOf(scan, volume);
  const made = reconstructionOf(scan);
  useViewerKeys(viewer, {
    onHelp: () => setHelpShown(true),
    onSwitch: counterpart && (() => show(counterpart.id)),
  });
  useAnnounceSlice(viewer);

  return (
    <ReconstructionsContext value={reconstructions}>
      <CorrectionsContext value={corrections}>
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
            {noticed && (
              <SheetNotice
                lightBox={lightBox}
                onReview={corrections.onEditSheet}
                onHide={() => setSheetHidden(true)}
              />
            )}
            {!editing && !spacingShown && <RereadStrip reread={reread} />}
            {asked === null && (
              <ReconstructionStrip shown={viewer.shown} reconstructions={reconstructions} />
            )}
            <VolumeStrip shown={viewer.shown} isReady={() => viewer.settled} onChoose={onChoose}>
              <UncertaintyToggle viewer={viewer} />
            </VolumeStrip>
            {loading.error !== null && (
              <div className={styles.error}>
                <ErrorNote error={loading.error} onRetry={() => viewer.load()} />
              </div>
            )}
            {editing && geometry.flat ? (
              <SheetEditor
                viewer={viewer}
                plane={geometry.flat.plane}
                wish={editing}
                reread={reread}
                onClose={() => setSheet(null)}
              />
            ) : (
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
            )}
            <CineBar viewer={viewer} />
          </div>
          <Panel viewer={viewer} open={panelOpen} onOpen={setPanelOpen} />
          {!editing && <PhoneDeck viewer={viewer} panelOpen={panelOpen} onPanel={setPanelOpen} />}
          {helpShown && <ViewerHelp onClose={() => setHelpShown(false)} />}
          {notesShown && <NotesDialog warnings={warnings} onClose={() => setNotesShown(false)} />}
          {spacingShown && (
            <SpacingDialog
              shown={viewer.shown}
              reread={reread}
              onClose={() => setSpacingShown(false)}
            />
          )}
          {asked === "reconstruct" && (
            <ReconstructDialog
              shown={viewer.shown}
              work={reconstruct}
              onClose={() => setAsked(null)}
            />
          )}
          {asked === "remove" && made && (
            <RemoveDialog
              scan={scan}
              volumeId={made.id}
              refresh={refresh}
              onClose={() => setAsked(null)}
            />
          )}
        </div>
      </CorrectionsContext>
    </ReconstructionsContext>
  );
}

/** Where nothing is proposed: small enough that four tiles fit on any picture. */
const kFirstGrid: LightBoxGrid = { rows: 2, columns: 2, order: "row_major" };

/** The grid to begin with. A stack is first made one picture again: the grid lies over that. */
async function beginSheet(lightBox: LightBox, reread: Reread): Promise<SheetWish | null> {
  const { rows, columns, order } = lightBox;
  const grid = isOnePicture(lightBox) ? kFirstGrid : { rows, columns, order };
  if (lightBox.state !== "applied") return { grid, before: null };
  return (await reread.start({ lightBox: null })) && { grid, before: grid };
}
