import { scaleBar, uncalibrated } from "../geometry/scaleBar";
import styles from "./ScaleBarMark.module.css";

type Props = {
  /** That one CSS pixel shows. */
  mmPerPixel: number;
  /** Of the pane, in CSS pixels. */
  width: number;
  calibrated: boolean;
};

/** The part of a pane's width that the bar may take. */
export const kScaleBarPart = 0.22;
export const kScaleBarLeast = 56;

/** How large things are: a bar of round length. Where the scan has no scale it says so. */
export function ScaleBarMark({ mmPerPixel, width, calibrated }: Props) {
  if (width < 1) return null;
  if (!calibrated)
    return (
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
