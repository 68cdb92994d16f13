const windowMs = 8_000;
const leastMs = 1_500;

/** Estimates the time left from the bytes of the last seconds. Feed it the running total. */
export function createSpeedometer(now: () => number = () => performance.now()) {
  let samples: { at: number; bytes: number }[] = [];
  return {
    /** Forget the past: after a pause the old speed says nothing. */
    restart(): void {
      samples = [];
    },
    /** @returns seconds until `remaining` bytes are sent; null while there is too little to tell by. */
    secondsLeft(bytes: number, remaining: number): number | null {
      const at = now();
      samples = [...samples.filter((sample) => at - sample.at <= windowMs), { at, bytes }];
      const first = samples[0];
      if (!first || at - first.at < leastMs || bytes <= first.bytes) return null;
      return (remaining * (at - first.at)) / (bytes - first.bytes) / 1000;
    },
  };
}
