import { type Picture } from "./resample";

/** One picture of several of the same size: at each place the last one that has something there. */
export function composite(pictures: readonly Picture[]): Picture {
  const [coarsest, ...finer] = pictures;
  if (!coarsest) throw new RangeError("a picture has at least one layer");
  if (finer.length === 0) return coarsest;
  const channels = coarsest.channels.map((values, channel) => {
    const drawn = values.slice();
    for (const picture of finer) {
      const over = picture.channels[channel];
      if (!over) continue;
      for (let n = 0; n < drawn.length; n += 1) {
        const value = over[n] as number;
        // Not a number where that level has nothing.
        if (value === value) drawn[n] = value;
      }
    }
    return drawn;
  });
  return { ...coarsest, channels };
}
