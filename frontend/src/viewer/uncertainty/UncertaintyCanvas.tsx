import { useEffect, useRef } from "react";
import { formatPercent } from "../../ui/amounts";
import { type PlaneName } from "../geometry/volumeGeometry";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import styles from "./UncertaintyCanvas.module.css";
import { UncertaintyScale } from "./UncertaintyScale";

type Props = { viewer: Viewer; plane: PlaneName; className: string | undefined };

/** The uncertainty over a plane, where the reader wants it. */
export function UncertaintyCanvas({ viewer, plane, className }: Props) {
  const { uncertainty } = useViewerState(viewer);
  const ref = useRef<HTMLCanvasElement>(null);
  const isShown = viewer.canShowUncertainty && uncertainty.shown;
  useEffect(
    () => (ref.current ? viewer.planes.attachUncertainty(plane, ref.current) : undefined),
    [viewer, plane, isShown],
  );
  if (!isShown) return null;
  return (
    <canvas
      className={className}
      style={{ opacity: uncertainty.opacity }}
      ref={ref}
      data-testid={`uncertainty-${plane}`}
      aria-hidden="true"
    />
  );
}

/** What its colours mean, over the scale bar; and how much of it is on its way. */
export function UncertaintyLegend({ viewer }: { viewer: Viewer }) {
  const { uncertainty, loading } = useViewerState(viewer);
  if (!viewer.uncertainty || !viewer.canShowUncertainty || !uncertainty.shown) return null;
  const { missing, error } = loading.uncertainty;
  return (
    <div className={styles.legend} data-testid="uncertainty-legend">
      <p>
        Uncertainty
        {error !== null ? (
          <b> not complete</b>
        ) : (
          missing > 0 && <b> sharpening {formatPercent(1 - missing)}</b>
        )}
      </p>
      <UncertaintyScale top={viewer.uncertaintyTop} unit={viewer.uncertainty.volume.valueUnit} />
    </div>
  );
}
