import { useEffect, useRef } from "react";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { notify } from "../../ui/notices";
import { volumeFidelity } from "../fidelity";
import {
  cameraDescription,
  cameraMmPerPixel,
  lookedFrom,
  type StandardView,
  standardViewName,
  standardViews,
} from "../geometry/camera";
import { turnedTo } from "../geometry/turn";
import { useMediaQuery, compactQuery } from "../useMediaQuery";
import { TurntableView } from "../turntable/TurntableView";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { FidelityBadge } from "./FidelityBadge";
import { OrientationCube } from "./OrientationCube";
import styles from "./Pane.module.css";
import { ScaleBarMark } from "./ScaleBarMark";
import { usePaneSize } from "./usePaneSize";
import { useVolumeGestures } from "./useVolumeGestures";
import { VolumeTag } from "./VolumeTag";

type Props = { viewer: Viewer; enlarged: boolean };

/** The 3D pane. vtk.js draws into `host`; everything else lies over it. */
export function VolumeView({ viewer, enlarged }: Props) {
  const state = useViewerState(viewer);
  const stageRef = useRef<HTMLDivElement>(null);
  const hostRef = useRef<HTMLDivElement>(null);
  const compact = useMediaQuery(compactQuery);

  usePaneSize(viewer, "volume", stageRef);
  // On a phone 3D always stands beside the chosen plane: a touch must not choose it in the plane's stead.
  useVolumeGestures(viewer, stageRef, () => !compact && viewer.activate("volume"));
  useEffect(() => (hostRef.current ? viewer.volume.attach(hostRef.current) : undefined), [viewer]);

  const lookFrom = (view: StandardView) => viewer.fitCamera(lookedFrom(state.camera, view));
  const size = state.sizes.volume;
  const pictured = state.scene === "shown";
  const isTurntable = state.scene === "absent";
  const hasNothing = state.loading.error !== null && !state.loading.begun;
  const side = state.loading.turntable.shown;
  // What is said of the picture is of the one that is on the screen.
  const seen = isTurntable && side ? turnedTo(state.camera, side.angle) : state.camera;
  const canLookFrom = (view: StandardView) =>
    pictured || (isTurntable && view !== "S" && view !== "I");

  return (
    <section
      className={styles.pane}
      data-pane="volume"
      data-active={state.active === "volume" || undefined}
      data-scene={state.scene}
      aria-label="3D view"
      tabIndex={-1}
    >
      <div
        className={styles.stage}
        ref={stageRef}
        data-stage
        data-tool={state.tool === "move" || state.tool === "zoom" ? state.tool : "turn"}
      >
        <div className={styles.host} ref={hostRef} aria-hidden="true" hidden={hasNothing} />
        {isTurntable && <TurntableView viewer={viewer} />}
        <div className={`${styles.note} ${styles.topLeft}`}>
          <p className={styles.name}>3D</p>
          {/* Until there is a picture of this volume, the last one may still be there. */}
          {(pictured || isTurntable) && <VolumeTag shown={viewer.shown} />}
          {pictured && (
            <p>
              {state.look.name}
              {state.crop && " · a part"}
            </p>
          )}
        </div>
        <div className={styles.topRight}>
          {state.scene !== "lost" && (!isTurntable || side) && (
            <FidelityBadge fidelity={volumeFidelity(state, viewer.shown)} />
          )}
          {pictured && <CropButton viewer={viewer} />}
          <IconButton
            icon={enlarged ? "lay4" : "max"}
            label={enlarged ? "All panes" : "Enlarge 3D"}
            shortcut="F"
            size="small"
            className={styles.enlarge}
            onClick={() => viewer.toggleSingle("volume")}
          />
        </div>
        {(pictured || side) && (
          <>
            <div className={`${styles.note} ${styles.bottomLeft} ${styles.from}`}>
              <p>{cameraDescription(seen)}</p>
              {isTurntable && <p>No WebGL 2 here: the server draws. Drag or ← → to turn.</p>}
            </div>
            <OrientationCube
              camera={seen}
              onChoose={(view) => canLookFrom(view) && lookFrom(view)}
            />
          </>
        )}
        {pictured && (
          <ScaleBarMark
            mmPerPixel={cameraMmPerPixel(state.camera, size)}
            width={size.width}
            shown={viewer.shown}
          />
        )}
        <SceneTrouble viewer={viewer} />
      </div>
      <div className={styles.faces} role="group" aria-label="Look from">
        {standardViews.map((view) => (
          <button
            key={view}
            type="button"
            className="btn"
            aria-label={standardViewName(view)}
            title={standardViewName(view)}
            disabled={!canLookFrom(view)}
            onClick={() => lookFrom(view)}
          >
            {view}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Cuts 3D down to what the planes show, which is then drawn finer; pressed again it shows everything. */
function CropButton({ viewer }: { viewer: Viewer }) {
  const { crop } = useViewerState(viewer);
  const press = () => {
    const part = crop ? null : viewer.partInPlanes;
    if (!crop && !part) notify("Zoom into a plane first: 3D then shows that part alone, finer.");
    else viewer.setCrop(part);
  };
  return (
    <IconButton
      icon="cut"
      label={crop ? "Show all of it in 3D" : "Show in 3D only what the planes show"}
      size="small"
      aria-pressed={crop !== null}
      onClick={press}
    />
  );
}

function SceneTrouble({ viewer }: { viewer: Viewer }) {
  const { scene, loading, planesBy } = useViewerState(viewer);
  if (scene === "lost")
    return (
      <div className={styles.trouble} role="alert">
        <h2>The 3D picture stopped</h2>
        <p>The graphics of this device failed again and again. The planes go on working.</p>
        <Button look="line" size="small" icon="retry" onClick={() => viewer.volume.restart()}>
          Try again
        </Button>
      </div>
    );
  if (loading.error !== null && !loading.begun && planesBy === "page")
    return (
      <div className={styles.trouble} role="status">
        <p>There is no picture yet.</p>
      </div>
    );
  return null;
}
