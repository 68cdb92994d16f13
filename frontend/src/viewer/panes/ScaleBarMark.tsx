import { scaleBar } from "../geometry/scaleBar";
import styles from "./ScaleBarMark.module.css";

type Props = {
  /** mm, or voxels where not calibrated, that one CSS pixel shows. */
  unitsPerPixel: number;
  /** Of the pane, in CSS pixels. */
  width: number;
  calibrated: boolean;
};

/** The part of a pane's width that the bar may take. */
export const kScaleBarPart = 0.22;
export const kScaleBarLeast = 56;

/** How large things are: a bar of round length. Where the scan has no scale it counts voxels. */
export function ScaleBarMark({ unitsPerPixel, width, calibrated }: Props) {
  const most = Math.max(width * kScaleBarPart, kScaleBarLeast);
  const bar = scaleBar(unitsPerPixel, most, calibrated);
  if (!bar || width < 1) return null;
  return (
    <div
      className={styles.scale}
      style={{ width: `${bar.pixels}px` }}
      role="img"
      aria-label={`Scale: ${bar.label}`}
      data-testid="scale-bar"
      data-length={bar.length}
    >
      <span>{bar.label}</span>
    </div>
  );
}
