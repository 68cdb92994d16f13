import { useNews } from "../api/news";
import { getScan } from "../api/scans";
import { type Scan } from "../api/types";

/**
 * Keeps a scan as the server has it, whoever changes it.
 * @param onScan  Called with the scan as it is now, as often as it is asked for.
 * @returns asks for it now. @throws what getScan throws.
 */
export function useFreshScan(
  { id }: Pick<Scan, "id">,
  onScan: (scan: Scan) => void,
): () => Promise<Scan> {
  const refresh = async () => {
    const now = await getScan(id);
    onScan(now);
    return now;
  };
  useNews((news) => {
    const isOurs = news.kind === "scan" && news.scan.id === id && !("deleted" in news.scan);
    // What cannot be asked for now comes with the next news; the page shows what it has.
    if (isOurs || news.kind === "resumed") void refresh().catch(() => undefined);
  });
  return refresh;
}

/**
 * The scan as it is now, in the objects of before wherever nothing has changed: whoever shows those need not begin
 * anew. Answers may overtake one another: an older one changes nothing.
 */
export function freshened(before: Scan, now: Scan): Scan {
  if (now.revision < before.revision || isSame(before, now)) return before;
  const volumes = now.volumes.map(
    (volume) => before.volumes.find((one) => isSame(one, volume)) ?? volume,
  );
  return { ...now, volumes };
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
