import { type PlaneMapping } from "../geometry/planeView";
import styles from "./SheetGrid.module.css";
import { type Tile } from "./tiles";

type Props = { tiles: readonly Tile[]; mapping: PlaneMapping };

/** A number needs so much room, in CSS pixels. */
const kLeastForNumber = 26;
/** Half a voxel: pixels are counted from their corners here, voxels from their centres. */
const kToCorner = 0.5;

/** The tiles over the picture, each with the number of the slice that it becomes. Drawn to the pixel, at any zoom. */
export function SheetGrid({ tiles, mapping }: Props) {
  return (
    <svg className={styles.grid} data-testid="sheet-grid" aria-hidden="true">
      {tiles.map((tile) => {
        const from = mapping.toPane(tile.left - kToCorner, tile.top - kToCorner);
        const to = mapping.toPane(tile.right - kToCorner, tile.bottom - kToCorner);
        const box = { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
        const hasRoom = Math.min(box.width, box.height) >= kLeastForNumber;
        return (
          <g key={`${tile.left} ${tile.top}`} data-blank={tile.slice === null || undefined}>
            <rect className={styles.edge} {...box} />
            <rect className={styles.tile} {...box} />
            {hasRoom && <TileMark tile={tile} x={box.x} y={box.y} />}
          </g>
        );
      })}
    </svg>
  );
}

function TileMark({ tile: { slice }, x, y }: { tile: Tile; x: number; y: number }) {
  const text = slice === null ? "–" : String(slice + 1);
  const width = 10 + 7 * text.length;
  return (
    <g transform={`translate(${x + 3} ${y + 3})`}>
      <rect className={styles.chip} width={width} height={17} rx={4} />
      <text className={styles.number} x={width / 2} y={9}>
        {text}
      </text>
    </g>
  );
}
