import { useEffect, useState } from "react";
import { getScan } from "../api/scans";
import { isAbort } from "../api/errors";
import { type Scan } from "../api/types";
import { ErrorNote } from "../ui/ErrorNote";
import { usePageTitle } from "../ui/usePageTitle";
import { OpeningFrame } from "./OpeningFrame";
import { ViewerScreen } from "./ViewerScreen";

/** One scan, in three planes and 3D. The address is /scans/{scanId}. */
export default function ViewerPage({ scanId }: { scanId: string }) {
  const [scan, setScan] = useState<Scan | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  usePageTitle(scan?.name ?? "Scan");

  useEffect(() => {
    const asking = new AbortController();
    getScan(scanId, asking.signal).then(setScan, (reason: unknown) => {
      if (!isAbort(reason)) setError(reason);
    });
    return () => asking.abort();
  }, [scanId, attempt]);

  if (error !== null)
    return (
      <OpeningFrame>
        <ErrorNote
          error={error}
          onRetry={() => {
            setError(null);
            setAttempt(attempt + 1);
          }}
        />
      </OpeningFrame>
    );
  if (!scan) return <OpeningFrame />;
  const volume = scan.volumes.find(({ id }) => id === "original") ?? scan.volumes[0];
  if (!volume || scan.state !== "ready")
    return (
      <OpeningFrame title={scan.name}>
        <p>
          {scan.state === "failed"
            ? "This scan could not be read, so there is nothing to show."
            : "This scan is still being processed. It can be opened when that is done."}
        </p>
      </OpeningFrame>
    );
  return <ViewerScreen scan={scan} volume={volume} />;
}
