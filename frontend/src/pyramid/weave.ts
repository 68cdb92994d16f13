/**
 * Puts the bytes of values together again.
 * @param planes  All first bytes of the values, all second ones, …: as many as a value has bytes, of equal length.
 * @param tail  What follows the last whole value.
 * @param out  planes' bytes and tail's together.
 */
export function weave(planes: readonly Uint8Array[], tail: Uint8Array, out: Uint8Array): void {
  const [a, b, c, d] = planes;
  const isAligned = [...planes, out].every(({ byteOffset }) => byteOffset % 4 === 0);
  const wholeWords = isAligned ? (a?.length ?? 0) & ~3 : 0;
  if (planes.length === 2 && a && b && wholeWords > 0) weaveTwo(a, b, out, wholeWords);
  else if (planes.length === 4 && a && b && c && d && wholeWords > 0)
    weaveFour([a, b, c, d], out, wholeWords);
  else return weaveBytes(planes, tail, out, 0);
  weaveBytes(planes, tail, out, wholeWords);
}

/** Four values at once: a load, a shift or a store of a word costs what one of a byte costs. */
function weaveTwo(low: Uint8Array, high: Uint8Array, out: Uint8Array, count: number): void {
  const lows = new Uint32Array(low.buffer, low.byteOffset, count >> 2);
  const highs = new Uint32Array(high.buffer, high.byteOffset, count >> 2);
  const words = new Uint32Array(out.buffer, out.byteOffset, count >> 1);
  for (let n = 0, at = 0; n < lows.length; n += 1, at += 2) {
    const l = lows[n] as number;
    const h = highs[n] as number;
    words[at] = (l & 0xff) | ((h & 0xff) << 8) | ((l & 0xff00) << 8) | ((h & 0xff00) << 16);
    words[at + 1] =
      ((l >>> 16) & 0xff) | ((h >>> 8) & 0xff00) | ((l >>> 8) & 0xff0000) | (h & 0xff000000);
  }
}

function weaveFour(
  [a, b, c, d]: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array],
  out: Uint8Array,
  count: number,
): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, count);
  for (let n = 0; n < count; n += 1)
    words[n] =
      (a[n] as number) |
      ((b[n] as number) << 8) |
      ((c[n] as number) << 16) |
      ((d[n] as number) << 24);
}

function weaveBytes(
  planes: readonly Uint8Array[],
  tail: Uint8Array,
  out: Uint8Array,
  first: number,
): void {
  const width = planes.length;
  for (const [place, plane] of planes.entries())
    for (let n = first; n < plane.length; n += 1) out[n * width + place] = plane[n] as number;
  out.set(tail, out.length - tail.length);
}
