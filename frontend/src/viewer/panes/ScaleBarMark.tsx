import { scaleBar, uncalibrated } from "../geometry/scaleBar";
import { useCorrections } from "../corrections";
import { type ShownScan } from "../viewerState";
import styles from "./ScaleBarMark.module.css";

type Props = {
  /** That one CSS pixel shows. */
  mmPerPixel: number;
  /** Of the pane, in CSS pixels. */
  width: number;
  shown: Pick<ShownScan, "scan" | "geometry">;
};

/** The part of a pane's width that the bar may take. */
export const kScaleBarPart = 0.22;
export const kScaleBarLeast = 56;

/** How large things are: a bar of round length. Where the scan has no scale it says so. */
export function ScaleBarMark({ mmPerPixel, width, shown }: Props) {
  const corrections = useCorrections();
  if (width < 1) return null;
  if (!shown.geometry.calibrated)
    return corrections && shown.scan.spacing.editable ? (
      <button
        type="button"
        className={styles.none}
        data-testid="scale-bar"
        title="Enter the size of pixels"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={corrections.onEnterSpacing}
      >
        {uncalibrated}
      </button>
    ) : (
      <p className={styles.none} data-testid="scale-bar">
        {uncalibrated}
      </p>
    );
  const bar = scaleBar(mmPerPixel, Math.max(width * kScaleBarPart, kScaleBarLeast));
  if (!bar) return null;
  return (
    <div
      className={styles.scale}
      style={{ width: `${bar.pixels}px` }}
      role="img"
      aria-label={`Scale: ${bar.label}`}
      data-testid="scale-bar"
      data-length={bar.lengthMm}
    >
      <span>{bar.label}</span>
    </div>
  );
}
