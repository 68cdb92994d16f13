import styles from "./VolumeDrawing.module.css";
import { slabs } from "./volumeContours";

/** A volume as a stack of slices, opened so that one can look into it. */
export function VolumeDrawing({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="-225 -400 450 530" focusable="false">
      {slabs.map(({ outlines, face }, index) => (
        <g key={index} data-chosen={index === 0 || undefined} className={styles.slab}>
          {outlines.map((path, slice) => (
            <path key={slice} className={styles.slice} d={path} />
          ))}
          <path className={styles.face} d={face.outline} />
          {index < slabs.length - 1 &&
            face.inner.map((path, part) => <path key={part} className={styles.inner} d={path} />)}
        </g>
      ))}
    </svg>
  );
}
