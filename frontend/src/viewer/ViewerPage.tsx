import { useEffect, useState } from "react";
import { getScan } from "../api/scans";
import { isAbort } from "../api/errors";
import { type Scan } from "../api/types";
import { ErrorNote } from "../ui/ErrorNote";
import { usePageTitle } from "../ui/usePageTitle";
import { OpeningFrame } from "./OpeningFrame";
import { useReconstruct } from "./reconstruct/useReconstruct";
import { freshened, useFreshScan } from "./useFreshScan";
import { useReread } from "./useReread";
import { type VolumeChoice } from "./bar/VolumeStrip";
import { ViewerScreen } from "./ViewerScreen";
import { shownVolumes } from "./labelVolumes";

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
  return (
    <OpenScan
      key={scan.id}
      scan={scan}
      onScan={(now) => setScan((before) => (before ? freshened(before, now) : now))}
    />
  );
}

/** The scan as it is now, and which volume and time of it. */
function OpenScan({ scan, onScan }: { scan: Scan; onScan: (scan: Scan) => void }) {
  const refresh = useFreshScan(scan, onScan);
  const reread = useReread(scan, refresh);
  const reconstruct = useReconstruct(scan, refresh);
  /** Null: the first volume, which is the one to show. */
  const [choice, setChoice] = useState<VolumeChoice | null>(null);
  const volumes = shownVolumes(scan);
  const volume = volumes.find(({ id }) => id === choice?.volumeId) ?? volumes[0];
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
  const time = Math.min(choice?.time ?? 0, volume.timePoints - 1);
  return (
    <ViewerScreen
      scan={scan}
      volume={volume}
      time={time}
      jobs={{ reread, reconstruct, refresh }}
      onChoose={setChoice}
    />
  );
}
