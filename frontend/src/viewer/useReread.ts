import { startReread } from "../api/jobs";
import { type RereadParameters, type Scan } from "../api/types";
import { type ScanJob, useScanJob } from "./useScanJob";

/** How a scan is read again: one job at a time. */
export type Reread = ScanJob<RereadParameters>;

/** @param refresh  See useScanJob. */
export function useReread(scan: Scan, refresh: () => Promise<Scan>): Reread {
  const possible = scan.lightBox !== null || scan.spacing.editable;
  return useScanJob(scan, { kind: "reread", begin: startReread, possible }, refresh);
}
