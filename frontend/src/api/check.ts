/**
 * The bricks of `parse.ts`: each takes an untrusted value and the place where it stands, and gives it back
 * typed, or throws a ParseError that names the place, what was expected and what was there.
 */

export class ParseError extends Error {
  constructor(place: string, expected: string, got: unknown) {
    super(`${place}: expected ${expected}, got ${describe(got)}`);
    this.name = "ParseError";
  }
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export type Check<T> = (value: unknown, place: string) => T;

export function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ParseError(place, "an object", value);
  return value as Record<string, unknown>;
}

export function asString(value: unknown, place: string): string {
  if (typeof value !== "string") throw new ParseError(place, "a text", value);
  return value;
}

/** A text that is not empty: ids, codes, addresses. */
export function asName(value: unknown, place: string): string {
  if (typeof value !== "string" || value === "") throw new ParseError(place, "a name", value);
  return value;
}

export function asBoolean(value: unknown, place: string): boolean {
  if (typeof value !== "boolean") throw new ParseError(place, "true or false", value);
  return value;
}

export function asNumber(value: unknown, place: string): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new ParseError(place, "a number", value);
  return value;
}

export function asPositive(value: unknown, place: string): number {
  if (!(asNumber(value, place) > 0)) throw new ParseError(place, "> 0", value);
  return value as number;
}

/** Whole, 0 or more. */
export function asCount(value: unknown, place: string): number {
  if (!Number.isSafeInteger(asNumber(value, place)) || (value as number) < 0)
    throw new ParseError(place, "a whole number of 0 or more", value);
  return value as number;
}

export function asPositiveInteger(value: unknown, place: string): number {
  if (asCount(value, place) === 0)
    throw new ParseError(place, "a whole number of 1 or more", value);
  return value as number;
}

export function asFraction(value: unknown, place: string): number {
  const number = asNumber(value, place);
  if (number < 0 || number > 1) throw new ParseError(place, "0 … 1", value);
  return number;
}

export function asTime(value: unknown, place: string): string {
  if (Number.isNaN(Date.parse(asString(value, place))))
    throw new ParseError(place, "a time (RFC 3339)", value);
  return value as string;
}

export function asOneOf<const T extends string>(
  value: unknown,
  place: string,
  allowed: readonly T[],
): T {
  if (!allowed.includes(value as T)) throw new ParseError(place, allowed.join(" | "), value);
  return value as T;
}

export function asList<T>(value: unknown, place: string, check: Check<T>): T[] {
  if (!Array.isArray(value)) throw new ParseError(place, "a list", value);
  return value.map((item, index) => check(item, `${place}[${index}]`));
}

export function asListOf<T>(value: unknown, place: string, length: number, check: Check<T>): T[] {
  if (!Array.isArray(value) || value.length !== length)
    throw new ParseError(place, `a list of ${length}`, value);
  return asList(value, place, check);
}

export function asRecordOf<T>(value: unknown, place: string, check: Check<T>): Record<string, T> {
  const entries = Object.entries(asObject(value, place));
  return Object.fromEntries(entries.map(([key, item]) => [key, check(item, `${place}.${key}`)]));
}

export function asNullOr<T>(value: unknown, place: string, check: Check<T>): T | null {
  return value === null ? null : check(value, place);
}

/** For fields that may be left out: `{...asOptional("error", upload, "upload", asError)}`. */
export function asOptional<K extends string, T>(
  key: K,
  object: Record<string, unknown>,
  place: string,
  check: Check<T>,
): { [P in K]?: T } {
  const value = object[key];
  if (value === undefined || value === null) return {};
  return { [key]: check(value, `${place}.${key}`) } as { [P in K]: T };
}
