import { useEffect, useState } from "react";
import { isAbort } from "../../api/errors";
import { measureLightBox } from "../../api/scans";
import { type LightBoxCut } from "../../api/types";

type Wish = { rows: number; columns: number };
/** `cut` is what was asked for, or null while it is on its way or there is none. */
export type Measured = { cut: LightBoxCut | null; waiting: boolean; error: unknown };

/** So long a number must stand before the server is asked: who holds a key down asks once. */
const kRestMs = 120;

/** Where the server would cut the picture: it measures as it does when the stack is made. */
export function useCut(scanId: string, { rows, columns }: Wish, attempt: number): Measured {
  const [answer, setAnswer] = useState<{ wish: Wish; cut: LightBoxCut | null; error: unknown }>();

  useEffect(() => {
    const asking = new AbortController();
    const wish = { rows, columns };
    const timer = setTimeout(() => {
      measureLightBox(scanId, wish, asking.signal).then(
        (cut) => setAnswer({ wish, cut, error: null }),
        (error: unknown) => isAbort(error) || setAnswer({ wish, cut: null, error }),
      );
    }, kRestMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [scanId, rows, columns, attempt]);

  const isAnswered = answer?.wish.rows === rows && answer.wish.columns === columns;
  return isAnswered
    ? { cut: answer.cut, waiting: false, error: answer.error }
    : { cut: null, waiting: true, error: null };
}
