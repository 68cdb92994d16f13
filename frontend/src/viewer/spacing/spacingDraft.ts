import { type EnteredSpacing, type Volume } from "../../api/types";

/** "pixel": the size of one; "field": of the whole picture. */
export type Way = "pixel" | "field";

/** What stands in the form. All lengths are mm, as they were typed. */
export type SpacingDraft = {
  way: Way;
  across: string;
  down: string;
  /** Pixels are as high as wide: one number follows from the other. */
  square: boolean;
  /** Empty where it is not known. */
  slice: string;
};

export type DraftErrors = { across?: string; down?: string; slice?: string };

/** Pixels of one slice. */
export type PixelCount = { rows: number; columns: number };

const kLeastMm = 1e-6;
const kMostMm = 1000;

/** A length as people type it: "0.5", "0,5", "0.5 mm". Null where it is no number. */
export function parseMm(text: string): number | null {
  const plain = text
    .trim()
    .replace(/\s*mm$/i, "")
    .replace("−", "-")
    .replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Without what floating point leaves behind: "0.390625", "12". */
export function mmText(value: number): string {
  return String(Number(value.toPrecision(7)));
}

export function countOfPixels({ shape }: Pick<Volume, "shape">): PixelCount {
  return { rows: shape[1], columns: shape[2] };
}

/** Whether slices follow one another in space. */
export function hasSteps({ shape, cine }: Pick<Volume, "shape" | "cine">): boolean {
  return shape[0] > 1 && !cine;
}

/** What to begin with: what was entered, else what is known. */
export function firstDraft(entered: EnteredSpacing | null, volume: Volume): SpacingDraft {
  const [z, y, x] = volume.spacingMm;
  const known = entered ?? (volume.calibrated ? { pixelMm: [y, x] as const, sliceMm: z } : null);
  if (!known) return { way: "pixel", across: "", down: "", square: true, slice: "" };
  const [down, across] = known.pixelMm;
  return {
    way: "pixel",
    across: mmText(across),
    down: mmText(down),
    square: Math.abs(down - across) <= 1e-9 * across,
    slice: known.sliceMm === null ? "" : mmText(known.sliceMm),
  };
}

/** The draft after a number was typed: where pixels are square the other follows. */
export function withTyped(
  draft: SpacingDraft,
  field: "across" | "down",
  text: string,
  { rows, columns }: PixelCount,
): SpacingDraft {
  const typed = { ...draft, [field]: text };
  if (!draft.square) return typed;
  const value = parseMm(text);
  const perRow = draft.way === "field" ? rows / columns : 1;
  const factor = field === "across" ? perRow : 1 / perRow;
  const other = value === null ? "" : mmText(value * factor);
  return { ...typed, [field === "across" ? "down" : "across"]: other };
}

/** The same lengths, said the other way. */
export function withWay(
  draft: SpacingDraft,
  way: Way,
  { rows, columns }: PixelCount,
): SpacingDraft {
  if (way === draft.way) return draft;
  const said = (text: string, count: number) => {
    const value = parseMm(text);
    if (value === null) return text;
    return mmText(way === "field" ? value * count : value / count);
  };
  return { ...draft, way, across: said(draft.across, columns), down: said(draft.down, rows) };
}

/** Height and width of a pixel, as far as they can be read. */
export function pixelOf(
  { way, across, down }: SpacingDraft,
  { rows, columns }: PixelCount,
): { y: number | null; x: number | null } {
  const each = (text: string, count: number) => {
    const value = parseMm(text);
    return value === null ? null : way === "field" ? value / count : value;
  };
  return { y: each(down, rows), x: each(across, columns) };
}

/** What the form says, or what is wrong with it, field by field and in words. */
export function readDraft(
  draft: SpacingDraft,
  pixels: PixelCount,
  withSteps: boolean,
): { spacing: EnteredSpacing } | { errors: DraftErrors } {
  const { x, y } = pixelOf(draft, pixels);
  const slice = draft.slice.trim() === "" ? null : parseMm(draft.slice);
  const across = errorOf(draft.across, x);
  const down = errorOf(draft.down, y);
  const sliceError =
    withSteps && draft.slice.trim() !== "" ? errorOf(draft.slice, slice) : undefined;
  const errors: DraftErrors = {
    ...(across && { across }),
    ...(down && { down }),
    ...(sliceError && { slice: sliceError }),
  };
  if (x === null || y === null || Object.keys(errors).length > 0) return { errors };
  return { spacing: { pixelMm: [y, x], sliceMm: withSteps ? slice : null } };
}

function errorOf(text: string, value: number | null): string | undefined {
  if (text.trim() === "") return "Enter how many millimetres, such as 0.5.";
  if (value === null) return `“${text.trim()}” is not a number. Write it as 0.5 or 0,5.`;
  if (value <= 0) return "It must be more than 0.";
  if (value < kLeastMm) return "This is smaller than a millionth of a millimetre.";
  if (value > kMostMm) return "This comes to more than a metre from one to the next.";
  return undefined;
}
