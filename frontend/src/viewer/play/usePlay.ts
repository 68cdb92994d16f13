import { useEffect, useEffectEvent, useState } from "react";

type Options = {
  /** From one step to the next, at least. */
  stepMs: number;
  /** Whether the last step is on the screen. Nothing is skipped: a slow device plays slowly. */
  isReady: () => boolean;
  onStep: () => void;
};

/** How often the reached rate is worked out. */
const kMeasureMs = 1000;

/**
 * Steps on by itself while `playing`. `reached` is the number of steps a second over the last one; null until there
 * was one. Stands still while the page is not seen.
 */
export function usePlay({ stepMs, isReady, onStep }: Options) {
  const [playing, setPlaying] = useState(false);
  const [reached, setReached] = useState<number | null>(null);
  const ready = useEffectEvent(isReady);
  const step = useEffectEvent(onStep);

  useEffect(() => {
    if (!playing) return;
    let due = 0;
    let steps = 0;
    let since: number | null = null;
    let frame = requestAnimationFrame(tick);
    function tick(now: number) {
      frame = requestAnimationFrame(tick);
      since ??= now;
      if (now - since >= kMeasureMs) {
        setReached((1000 * steps) / (now - since));
        [since, steps] = [now, 0];
      }
      if (now < due || !ready()) return;
      // Late by more than a step is lost time, not a debt.
      due = Math.max(due + stepMs, now);
      steps += 1;
      step();
    }
    return () => {
      cancelAnimationFrame(frame);
      setReached(null);
    };
  }, [playing, stepMs]);

  return { playing, setPlaying, reached };
}
