/** One choice of how fast pictures follow one another. */
export type Speed = { value: string; label: string; stepMs: number };

const kRates = [1, 2, 5, 10, 15, 25, 30];
const kFactors: [number, string][] = [
  [0.25, "¼ ×"],
  [0.5, "½ ×"],
  [1, "1 ×"],
  [2, "2 ×"],
];

/** Speeds to choose from, and the one to begin with: as it was recorded, where the file says how that was. */
export function speedsOf(frameMs: number | null): { speeds: Speed[]; first: string } {
  if (frameMs !== null)
    return {
      speeds: kFactors.map(([factor, name]) => ({
        value: `x${factor}`,
        label: `${name} · ${rateText((1000 * factor) / frameMs)}`,
        stepMs: frameMs / factor,
      })),
      first: "x1",
    };
  return {
    speeds: kRates.map((rate) => ({
      value: `r${rate}`,
      label: rateText(rate),
      stepMs: 1000 / rate,
    })),
    first: "r10",
  };
}

/** "25 / s", "2.5 / s" */
export function rateText(perSecond: number): string {
  const digits = perSecond >= 9.95 || Number.isInteger(perSecond) ? 0 : 1;
  return `${perSecond.toFixed(digits)} / s`;
}
