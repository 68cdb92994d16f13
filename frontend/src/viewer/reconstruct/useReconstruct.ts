import { startReconstruct } from "../../api/jobs";
import { type ReconstructParameters, type Scan } from "../../api/types";
import { type ScanJob, useScanJob } from "../useScanJob";

/** How slices are made between those of a scan: one job at a time. */
export type Reconstruct = ScanJob<ReconstructParameters>;

/** @param refresh  See useScanJob. */
export function useReconstruct(scan: Scan, refresh: () => Promise<Scan>): Reconstruct {
  const possible = scan.reconstruction.state !== "unavailable";
  return useScanJob(scan, { kind: "reconstruct", begin: startReconstruct, possible }, refresh);
}
