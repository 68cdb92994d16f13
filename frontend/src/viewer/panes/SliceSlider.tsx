import { type PointerEvent, useRef } from "react";
import { type PlaneGeometry } from "../geometry/volumeGeometry";
import styles from "./SliceSlider.module.css";

type Props = {
  plane: PlaneGeometry;
  label: string;
  index: number;
  /** Where the slice lies, in words. */
  valueText: string;
  onChange: (index: number) => void;
  onFocus: () => void;
};

/**
 * Chooses the slice. Its top end is the head, the front or the right, whichever way the voxels count.
 * Its keys are those of the whole viewer (useViewerKeys).
 */
export function SliceSlider({ plane, label, index, valueText, onChange, onFocus }: Props) {
  const trackRef = useRef<HTMLDivElement>(null);
  const { count, through } = plane;
  const last = Math.max(count - 1, 1);
  const part = through.flipped ? 1 - index / last : index / last;

  const choose = (event: PointerEvent<HTMLElement>) => {
    const box = trackRef.current?.getBoundingClientRect();
    if (!box) return;
    const at = Math.min(Math.max((event.clientY - box.top) / Math.max(box.height, 1), 0), 1);
    onChange(Math.round((through.flipped ? 1 - at : at) * (count - 1)));
  };

  return (
    <div
      className={styles.lane}
      data-plane={plane.name}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        choose(event);
      }}
      onPointerMove={(event) =>
        event.currentTarget.hasPointerCapture(event.pointerId) && choose(event)
      }
    >
      <div className={styles.track} ref={trackRef}>
        <div
          className={styles.thumb}
          style={{ top: `${part * 100}%` }}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-orientation="vertical"
          aria-valuemin={1}
          aria-valuemax={count}
          aria-valuenow={index + 1}
          aria-valuetext={valueText}
          onFocus={onFocus}
        />
      </div>
    </div>
  );
}
