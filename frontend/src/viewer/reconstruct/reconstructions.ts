import { createContext, useContext } from "react";
import { type Reconstruct } from "./useReconstruct";

/** What can be done about slices between those of the scan, from wherever in the viewer it is asked for. */
export type Reconstructions = {
  work: Reconstruct;
  /** The scan is being changed otherwise: nothing may begin. */
  blocked: boolean;
  /** Opens the choice of how. */
  onConfigure: () => void;
  /** Asks whether to take it away again. */
  onRemove: () => void;
  /** Shows another volume of the scan in the same place. */
  onShow: (volumeId: string) => void;
};

export const ReconstructionsContext = createContext<Reconstructions | null>(null);

/** Null where nothing can be made: outside of the viewer's page. */
export function useReconstructions(): Reconstructions | null {
  return useContext(ReconstructionsContext);
}
