import { useSyncExternalStore } from "react";

/** Phones, upright or on their side: one plane and 3D, everything else folds. The same as in the style sheets. */
export const compactQuery = "(max-width: 640px), (min-width: 641px) and (max-height: 500px)";
export const phoneQuery = "(max-width: 640px)";

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
