import { type LightBoxCut, type LightBoxGrid, type TileOrder } from "../../api/types";

/** One tile of a sheet. Pixels are counted from the picture's upper left corner; its right and lower edges are outside. */
export type Tile = {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Which slice it becomes, from 0; null for a blank one at the end, which becomes none. */
  slice: number | null;
};

/** What a picture would be cut into. */
export type SheetResult = { slices: number; height: number; width: number; blankAtEnd: number };

/** Which tile, row by row, is the n-th in an order. */
function placeOf(n: number, { rows, columns }: LightBoxCut, order: TileOrder): number {
  return order === "row_major" ? n : (n % rows) * columns + Math.floor(n / rows);
}

export function blankAtEnd(cut: LightBoxCut, order: TileOrder): number {
  const tiles = cut.rows * cut.columns;
  let count = 0;
  while (count < tiles && cut.blank[placeOf(tiles - 1 - count, cut, order)]) count += 1;
  return count;
}

/** The tiles in the order of their slices, the blank ones last. */
export function tilesOf(cut: LightBoxCut, order: TileOrder): Tile[] {
  const { rows, columns, down, across } = cut;
  const slices = rows * columns - blankAtEnd(cut, order);
  return Array.from({ length: rows * columns }, (_, n) => {
    const place = placeOf(n, cut, order);
    const left = across.first + (place % columns) * (across.size + across.gutter);
    const top = down.first + Math.floor(place / columns) * (down.size + down.gutter);
    const [right, bottom] = [left + across.size, top + down.size];
    return { left, top, right, bottom, slice: n < slices ? n : null };
  });
}

export function resultOf(cut: LightBoxCut, order: TileOrder): SheetResult {
  const blank = blankAtEnd(cut, order);
  return {
    slices: cut.rows * cut.columns - blank,
    height: cut.down.size,
    width: cut.across.size,
    blankAtEnd: blank,
  };
}

/** "4 rows of 5, row by row" */
export function gridText({ rows, columns, order }: LightBoxGrid): string {
  const way = order === "row_major" ? "row by row" : "column by column";
  return `${rows} ${rows === 1 ? "row" : "rows"} of ${columns}, ${way}`;
}

export function isOnePicture({ rows, columns }: Pick<LightBoxGrid, "rows" | "columns">): boolean {
  return rows === 1 && columns === 1;
}
