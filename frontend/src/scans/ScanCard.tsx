import { Link } from "react-router";
import { type Scan, type Warning } from "../api/types";
import { countOf, formatBytes } from "../ui/amounts";
import { Badge } from "../ui/Badge";
import { formatDay, formatMoment } from "../ui/dates";
import { Icon } from "../ui/Icon";
import styles from "./card.module.css";
import { modalityWord } from "./modality";
import { ScanMenu, type ScanActions } from "./ScanMenu";
import { Thumbnail } from "./Thumbnail";
import { depthText } from "../viewer/provenance";
import { warningWord } from "./warningWords";

type Props = { scan: Scan; actions: ScanActions };

/** Warnings shown one by one; more are counted. */
const shownWarnings = 2;

/** One scan of the list. */
export function ScanCard({ scan, actions }: Props) {
  const modality = modalityWord(scan.modality);
  const failed = scan.state === "failed";
  return (
    <li className={styles.card} data-state={scan.state}>
      <div className={styles.thumb}>
        {failed ? (
          <Icon name="error" />
        ) : (
          <Thumbnail scanId={scan.id} alt="Middle slice of the scan" />
        )}
        {modality && <Badge className={styles.modality}>{modality}</Badge>}
      </div>
      <div className={styles.body}>
        <h2>
          <Link className={styles.open} to={`/scans/${scan.id}`}>
            {scan.name}
          </Link>
        </h2>
        <ScanMenu scan={scan} actions={actions} />
        <p className={styles.meta}>{metaLine(scan)}</p>
        {failed ? (
          <p className={styles.why}>
            <b>This scan could not be finished.</b> Delete it and add its files again.
          </p>
        ) : (
          <ScanNotes scan={scan} />
        )}
      </div>
    </li>
  );
}

/** What waits for an answer, before what one should know. */
function inOrder(warnings: readonly Warning[]): Warning[] {
  const asks = ({ code }: Warning) => code === "light_box_suspected";
  return [...warnings.filter(asks), ...warnings.filter((warning) => !asks(warning))];
}

function ScanNotes({ scan }: { scan: Scan }) {
  const { tags, state, lightBox } = scan;
  const warnings = inOrder(scan.warnings);
  const more = warnings.slice(shownWarnings);
  return (
    <p className={styles.notes}>
      {state === "processing" && <Badge>Processing</Badge>}
      {lightBox?.state === "applied" && <Badge icon="grid">From a sheet</Badge>}
      {warnings.slice(0, shownWarnings).map((warning) => (
        <Badge
          key={warning.code}
          tone="warn"
          icon={warning.code === "light_box_suspected" ? "grid" : undefined}
          title={warning.message}
        >
          {warningWord(warning)}
        </Badge>
      ))}
      {more.length > 0 && (
        <Badge tone="warn" title={more.map(({ message }) => message).join("\n")}>
          {countOf(more.length, "more note")}
        </Badge>
      )}
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </p>
  );
}

/** "12 Mar 2026 · 275 slices · 145 MB" */
function metaLine(scan: Scan): string {
  const date = scan.studyDate ? formatDay(scan.studyDate) : formatMoment(scan.createdAt);
  const [volume] = scan.volumes;
  const size = formatBytes(scan.source.sizeBytes);
  return [date, volume && depthText(volume), size].filter(Boolean).join(" · ");
}
