import { expect, test } from "vitest";
import { type LightBoxCut } from "../../api/types";
import { blankAtEnd, gridText, resultOf, tilesOf } from "./tiles";

/** Two rows of three, with a margin above and gutters between columns. */
const cut: LightBoxCut = {
  rows: 2,
  columns: 3,
  down: { first: 4, size: 10, gutter: 0 },
  across: { first: 0, size: 20, gutter: 2 },
  blank: [false, true, false, false, true, true],
};

test("tiles lie where they will be cut, in the order of their slices", () => {
  const tiles = tilesOf(cut, "row_major");
  expect(tiles.map(({ slice }) => slice)).toEqual([0, 1, 2, 3, null, null]);
  expect(tiles[0]).toMatchObject({ left: 0, top: 4, right: 20, bottom: 14 });
  expect(tiles[4]).toMatchObject({ left: 22, top: 14, right: 42, bottom: 24 });
});

test("column by column the second tile is below the first", () => {
  const tiles = tilesOf(cut, "column_major");
  expect(tiles[1]).toMatchObject({ left: 0, top: 14, slice: 1 });
  expect(tiles[2]).toMatchObject({ left: 22, top: 4, slice: 2 });
});

test("only blank tiles at the end of the order are left out, and those between stay", () => {
  expect(blankAtEnd(cut, "row_major")).toBe(2);
  expect(blankAtEnd(cut, "column_major")).toBe(1);
  expect(resultOf(cut, "row_major")).toEqual({ slices: 4, height: 10, width: 20, blankAtEnd: 2 });
});

test("where all is blank nothing is left", () => {
  const empty = { ...cut, blank: cut.blank.map(() => true) };
  expect(resultOf(empty, "row_major").slices).toBe(0);
});

test.each([
  [{ rows: 4, columns: 5, order: "row_major" }, "4 rows of 5, row by row"],
  [{ rows: 1, columns: 6, order: "column_major" }, "1 row of 6, column by column"],
] as const)("%j is said as %s", (grid, text) => expect(gridText(grid)).toBe(text));
