import { formatBytes, countOf } from "../../ui/amounts";
import { formatDay } from "../../ui/dates";
import { modalityWord } from "../../scans/modality";
import { digitsFor, formatValue } from "../display/displayWindow";
import { type ShownScan } from "../viewerState";
import { interpolatedText, provenanceText, spacingText } from "../provenance";
import styles from "./Panel.module.css";

/** What this volume is and where it comes from. No patient data beyond what the reader named. */
export function ScanSection({ shown }: { shown: ShownScan }) {
  const { scan, volume } = shown;
  const [depth, height, width] = volume.shape;
  const digits = digitsFor(volume.valueRange);
  const [least, greatest] = volume.valueRange;
  const kind = [modalityWord(scan.modality), scan.studyDate && formatDay(scan.studyDate)];
  const facts: [string, string][] = [
    ["Scan", kind.filter(Boolean).join(", ")],
    ["Voxels", `${width} × ${height} × ${depth}`],
    ["Spacing", spacingText(volume)],
    [
      "Values",
      `${formatValue(least, digits)} to ${formatValue(greatest, digits)} ${volume.valueUnit}`.trim(),
    ],
    ["Volume", provenanceText(volume)],
    ["Time points", volume.timePoints > 1 ? String(volume.timePoints) : ""],
    ["Interpolated", interpolatedText(volume)],
    [
      "Source",
      `${scan.source.format}, ${countOf(scan.source.fileCount, "file")}, ${formatBytes(scan.source.sizeBytes)}`,
    ],
  ];
  return (
    <section className={styles.section} aria-labelledby="panel-scan">
      <header>
        <h2 id="panel-scan">About this scan</h2>
      </header>
      <dl className={styles.facts}>
        {facts
          .filter(([, text]) => text !== "")
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
