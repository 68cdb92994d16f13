import { type ReactNode } from "react";
import { type Scan } from "../../api/types";
import { formatBytes, countOf } from "../../ui/amounts";
import { formatDay } from "../../ui/dates";
import { modalityWord } from "../../scans/modality";
import { digitsFor, formatValue } from "../display/displayWindow";
import { type ShownScan } from "../viewerState";
import { SheetFact, SpacingFact } from "./CorrectableFacts";
import { interpolatedText, provenanceText } from "../provenance";
import { mmWords } from "../reconstruct/reconstructionWords";
import styles from "./Panel.module.css";

/** What this volume is and where it comes from. No patient data beyond what the reader named. */
export function ScanSection({ shown }: { shown: ShownScan }) {
  const { scan, volume } = shown;
  const digits = digitsFor(volume.valueRange);
  const [least, greatest] = volume.valueRange;
  const kind = [modalityWord(scan.modality), scan.studyDate && formatDay(scan.studyDate)];
  const facts: [string, ReactNode][] = [
    ["Scan", kind.filter(Boolean).join(", ")],
    [...sizeFact(shown)],
    ["Spacing", <SpacingFact key="spacing" shown={shown} />],
    ["Thickness", volume.sliceThicknessMm ? mmWords(volume.sliceThicknessMm) : ""],
    ["Sheet", scan.lightBox && <SheetFact key="sheet" lightBox={scan.lightBox} />],
    [
      "Values",
      `${formatValue(least, digits)} to ${formatValue(greatest, digits)} ${volume.valueUnit}`.trim(),
    ],
    ["Volume", provenanceText(scan, volume)],
    ["Time points", volume.timePoints > 1 ? String(volume.timePoints) : ""],
    [volume.reconstructedFrom === undefined ? "Interpolated" : "Made", interpolatedText(volume)],
    ["Between", whyNothingBetween(scan)],
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
          .filter(([, said]) => said !== "" && said !== null)
          .map(([name, said]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{said}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** Why no slices can be made between those of the scan; empty where they can. */
function whyNothingBetween({ reconstruction }: Scan): string {
  return reconstruction.state === "unavailable" ? (reconstruction.reason?.message ?? "") : "";
}

function sizeFact({ volume, geometry }: ShownScan): [string, string] {
  const [depth, height, width] = volume.shape;
  if (geometry.flat?.kind === "picture") return ["Pixels", `${width} × ${height}`];
  if (geometry.flat) return ["Pixels", `${width} × ${height}, ${countOf(depth, "frame")}`];
  return ["Voxels", `${width} × ${height} × ${depth}`];
}
