import { type PanePoint, type PaneSize } from "../geometry/planeView";
import { type PlaneName } from "../geometry/volumeGeometry";
import styles from "./CrosshairLines.module.css";

type Props = {
  size: PaneSize;
  /** Where the lines cross, in CSS pixels of the pane. */
  at: PanePoint;
  /** The planes that the upright and the level line stand for. */
  upright: PlaneName;
  level: PlaneName;
  /** Room that the letters at the right edge take, in pixels: the level line's tag stands beside them. */
  edge: number;
};

/** Free room around the crossing, so that what is looked at is not covered. */
const kGap = 16;

const planeTags: Record<PlaneName, string> = { axial: "Ax", coronal: "Co", sagittal: "Sa" };

/** Where the other two planes cut this one. Two letters on each line: A and S alone would read as directions. */
export function CrosshairLines({ size, at, upright, level, edge }: Props) {
  const { width, height } = size;
  const x = Math.round(at.x) + 0.5;
  const y = Math.round(at.y) + 0.5;
  const inside = { x: x >= 0 && x <= width, y: y >= 0 && y <= height };
  return (
    <svg className={styles.lines} width={width} height={height} aria-hidden="true">
      {inside.x && (
        <g data-plane={upright}>
          <path d={`M${x} 0V${Math.max(y - kGap, 0)}M${x} ${y + kGap}V${height}`} />
          <Tag x={x} y={height - 40} text={planeTags[upright]} />
        </g>
      )}
      {inside.y && (
        <g data-plane={level}>
          <path d={`M0 ${y}H${Math.max(x - kGap, 0)}M${x + kGap} ${y}H${width}`} />
          <Tag x={width - edge - 12} y={y} text={planeTags[level]} />
        </g>
      )}
    </svg>
  );
}

function Tag({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <>
      <rect x={x - 10} y={y - 7} width={20} height={14} rx={3} />
      <text x={x} y={y + 3.5}>
        {text}
      </text>
    </>
  );
}
