import { createContext, useContext } from "react";
import { type Reread } from "./useReread";

/** What a person may say about a scan that its files do not, from wherever in the viewer it is asked for. */
export type Corrections = {
  reread: Reread;
  /** Opens the grid over the picture. */
  onEditSheet: () => void;
  /** Makes one picture of the stack again. */
  onUndoSheet: () => void;
  onEnterSpacing: () => void;
};

export const CorrectionsContext = createContext<Corrections | null>(null);

/** Null where nothing can be corrected: outside of the viewer's page. */
export function useCorrections(): Corrections | null {
  return useContext(CorrectionsContext);
}
