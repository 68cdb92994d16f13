import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { digitsFor, formatValue } from "../display/displayWindow";
import { planeFidelity } from "../fidelity";
import { edgeLetters } from "../geometry/letters";
import { paneOfIjk } from "../geometry/planeView";
import { type PlaneName, planeNames } from "../geometry/volumeGeometry";
import { labelsOver } from "../labelVolumes";
import { isOfUnknownSides, paneTitle, slicePlaceText, sliceText } from "../paneWords";
import { placeText, valueText } from "../reading";
import { UncertaintyCanvas, UncertaintyLegend } from "../uncertainty/UncertaintyCanvas";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { interpolationOf, sliceIndex } from "../viewerState";
import { CrosshairLines } from "./CrosshairLines";
import { FidelityBadge } from "./FidelityBadge";
import styles from "./Pane.module.css";
import { ScaleBarMark } from "./ScaleBarMark";
import { SliceSlider } from "./SliceSlider";
import { usePaneSize } from "./usePaneSize";
import { usePlaneGestures } from "./usePlaneGestures";
import { VolumeTag } from "./VolumeTag";

type Props = {
  viewer: Viewer;
  plane: PlaneName;
  enlarged: boolean;
  /** Over the picture, under the words. */
  overlay?: ReactNode;
};

/** Said beside a value that is not the scan's own, but of several voxels together. */
const kReducedWords = "from reduced data";

/** One of the three planes, or a picture alone, with everything that is said over it. */
export function PlanePane({ viewer, plane, enlarged, overlay }: Props) {
  const state = useViewerState(viewer);
  const stageRef = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const { geometry, scan } = viewer.shown;
  const { flat } = geometry;
  const own = geometry.planes[plane];
  const index = sliceIndex(state, geometry, plane);
  const title = paneTitle(viewer.shown, plane);
  const slice = sliceText(viewer.shown, plane, index);
  const place = slicePlaceText(viewer.shown, plane, index);

  usePaneSize(viewer, plane, stageRef);
  usePlaneGestures(viewer, plane, stageRef);
  useEffect(
    () => (canvasRef.current ? viewer.planes.attach(plane, canvasRef.current) : undefined),
    [viewer, plane],
  );

  const size = state.sizes[plane];
  const mapping = viewer.mapping(plane);
  const letters = isOfUnknownSides(viewer.shown) ? null : edgeLetters(geometry, own);
  const unsure = scan.warnings.some(({ code }) => code === "orientation_unknown");
  const cutBy = (axis: number) =>
    planeNames.find((name) => geometry.planes[name].through.axis === axis) ?? plane;

  return (
    <section
      className={styles.pane}
      data-pane={plane}
      data-active={state.active === plane || undefined}
      data-flat={flat?.kind}
      aria-label={[title, slice.toLowerCase()].filter(Boolean).join(", ")}
      tabIndex={-1}
    >
      <div className={styles.stage} ref={stageRef} data-stage data-tool={state.tool}>
        <canvas className={styles.picture} ref={canvasRef} aria-hidden="true" />
        {state.labels.shown && labelsOver(viewer.shown.scan, viewer.shown.volume).length > 0 && (
          <LabelCanvas viewer={viewer} plane={plane} />
        )}
        <UncertaintyCanvas viewer={viewer} plane={plane} className={styles.picture} />
        {overlay}
        {state.crosshairShown && !flat && (
          <CrosshairLines
            size={size}
            at={paneOfIjk(own, mapping, state.crosshair)}
            upright={cutBy(own.right.axis)}
            level={cutBy(own.down.axis)}
            edge={(letters?.right.length ?? 0) + (unsure ? 1 : 0) > 1 ? 44 : 30}
          />
        )}
        {Object.entries(letters ?? {}).map(([edge, text]) => (
          <span
            key={edge}
            className={styles.letter}
            data-edge={edge}
            data-unsure={unsure || undefined}
          >
            {text}
            {unsure && "?"}
          </span>
        ))}
        <div className={`${styles.note} ${styles.topLeft}`}>
          <p className={styles.name}>{title}</p>
          <VolumeTag shown={viewer.shown} />
          {slice && (
            <p>
              <b>{index + 1}</b> / {own.count}
              {place && <span className={styles.wide}> · {place}</span>}
            </p>
          )}
          {flat?.kind === "cine" && <p>Pictures over time, not a volume</p>}
        </div>
        <div className={styles.topRight}>
          <FidelityBadge
            fidelity={planeFidelity(
              state,
              plane,
              interpolationOf(viewer.shown, plane, index),
              viewer.shown,
            )}
          />
          {!flat && (
            <IconButton
              icon={enlarged ? "lay4" : "max"}
              label={enlarged ? "All panes" : `Enlarge ${plane}`}
              shortcut="F"
              size="small"
              className={styles.enlarge}
              onClick={() => viewer.toggleSingle(plane)}
            />
          )}
        </div>
        <ReadingNote viewer={viewer} plane={plane} />
        <HeldValue viewer={viewer} plane={plane} />
        <UncertaintyLegend viewer={viewer} />
        <ScaleBarMark mmPerPixel={mapping.mmPerPixel} width={size.width} shown={viewer.shown} />
        <PlaneTrouble viewer={viewer} plane={plane} />
      </div>
      {!flat && (
        <SliceSlider
          plane={own}
          label={`${title} slice`}
          index={index}
          valueText={[slice, place].filter(Boolean).join(", ")}
          onChange={(next) => viewer.setSlice(plane, next)}
          onFocus={() => viewer.activate(plane)}
        />
      )}
    </section>
  );
}

/** The segments of the slice, in their colours. */
function LabelCanvas({ viewer, plane }: { viewer: Viewer; plane: PlaneName }) {
  const { labels } = useViewerState(viewer);
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(
    () => (ref.current ? viewer.planes.attachLabels(plane, ref.current) : undefined),
    [viewer, plane],
  );
  return (
    <canvas
      className={styles.picture}
      style={{ opacity: labels.opacity }}
      ref={ref}
      data-testid={`labels-${plane}`}
      aria-hidden="true"
    />
  );
}

/** The value under the cursor, else at the crosshair; and the window. */
function ReadingNote({ viewer, plane }: { viewer: Viewer; plane: PlaneName }) {
  const { reading, active, crosshair, window, loading } = useViewerState(viewer);
  const { volume } = viewer.shown;
  const digits = digitsFor(volume.valueRange);
  const here = reading?.pane === plane && !reading.held ? reading : null;
  const atCrosshair = !here && active === plane && loading.begun;
  const ijk = here?.ijk ?? crosshair;
  const { values, level } = here ?? viewer.readingOf(crosshair);
  return (
    <div className={`${styles.note} ${styles.bottomLeft}`} data-testid={`reading-${plane}`}>
      {(here || atCrosshair) && (
        <p>
          {values && <b>{valueText(values, volume, viewer.uncertaintyAt(ijk))}</b>}
          {values && level > 0 && <span className={styles.reduced}> {kReducedWords}</span>}
          <span className={styles.wide}>
            {values && " at "}
            {placeText(ijk, viewer.shown)}
          </span>
        </p>
      )}
      <p>
        W {formatValue(window.width, digits)} L {formatValue(window.center, digits)}
      </p>
    </div>
  );
}

/** A long press: the value drawn above the finger. */
function HeldValue({ viewer, plane }: { viewer: Viewer; plane: PlaneName }) {
  const { reading } = useViewerState(viewer);
  if (!reading?.held || reading.pane !== plane) return null;
  const { geometry, volume } = viewer.shown;
  const { x, y } = paneOfIjk(geometry.planes[plane], viewer.mapping(plane), reading.ijk);
  return (
    <p className={styles.held} style={{ left: x, top: y }} role="status">
      <b>{valueText(reading.values, volume, viewer.uncertaintyAt(reading.ijk))}</b>
      {reading.values && reading.level > 0 && (
        <span className={styles.reduced}>{kReducedWords}</span>
      )}
      {placeText(reading.ijk, viewer.shown)}
    </p>
  );
}

/** Where the server's picture of a slice did not come. */
function PlaneTrouble({ viewer, plane }: { viewer: Viewer; plane: PlaneName }) {
  const { planesBy } = useViewerState(viewer);
  if (planesBy !== "server" || viewer.planes.serverError(plane) === null) return null;
  return (
    <div className={styles.trouble} role="alert">
      <p>The server did not send this slice.</p>
      <Button look="line" size="small" icon="retry" onClick={() => viewer.planes.retryServer()}>
        Try again
      </Button>
    </div>
  );
}
