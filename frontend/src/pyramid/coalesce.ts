import { type ByteSpan } from "./shardIndex";

/** How bricks are put together into requests. */
export type RangeLimits = {
  /** Bytes between two bricks that are fetched along rather than asked for anew. */
  gap: number;
  /** Bytes of a request, unless one brick alone is larger. */
  most: number;
};

/**
 * The bricks that go into one request with `first`: its neighbours in the file, on either side, as long as the gaps
 * stay small and the whole stays below the limit. Ordered by their place in the file.
 * @param others  The bricks of the same file that are wanted too, in any order.
 */
export function rangeAround<T extends { span: ByteSpan }>(
  first: T,
  others: readonly T[],
  { gap, most }: RangeLimits,
): T[] {
  const sorted = [...others.filter((one) => one !== first), first].sort(
    (a, b) => a.span.offset - b.span.offset,
  );
  let low = sorted.indexOf(first);
  let high = low;
  const fits = (from: number, to: number) => {
    const whole = spanOf(sorted.slice(from, to + 1));
    return whole.length <= most;
  };
  for (let grown = true; grown;) {
    grown = false;
    const before = sorted[low - 1];
    const start = sorted[low];
    if (before && start && start.span.offset - endOf(before.span) <= gap && fits(low - 1, high)) {
      low -= 1;
      grown = true;
    }
    const after = sorted[high + 1];
    const end = sorted[high];
    if (after && end && after.span.offset - endOf(end.span) <= gap && fits(low, high + 1)) {
      high += 1;
      grown = true;
    }
  }
  return sorted.slice(low, high + 1);
}

/** From the first byte of any to the last of any. */
export function spanOf(parts: readonly { span: ByteSpan }[]): ByteSpan {
  const offset = Math.min(...parts.map(({ span }) => span.offset));
  return { offset, length: Math.max(...parts.map(({ span }) => endOf(span))) - offset };
}

function endOf({ offset, length }: ByteSpan): number {
  return offset + length;
}
