import { downloadScan } from "../../api/scans";
import { type Scan, type Volume } from "../../api/types";
import { saveFile } from "../../scans/saveFile";
import { countOf } from "../../ui/amounts";
import { describeError } from "../../ui/describeError";
import { IconButton } from "../../ui/IconButton";
import { notify } from "../../ui/notices";
import { labelVolumes } from "../volumeWords";
import panel from "./Panel.module.css";
import styles from "./SegmentsSection.module.css";

/** What was segmented on this scan, by name and colour. Nothing where nothing was. */
export function SegmentsSection({ scan }: { scan: Scan }) {
  const volumes = labelVolumes(scan);
  if (volumes.length === 0) return null;
  return (
    <section className={panel.section} aria-labelledby="panel-segments">
      <header>
        <h2 id="panel-segments">Segments</h2>
      </header>
      {volumes.map((volume) => (
        <Segmentation key={volume.id} scan={scan} volume={volume} />
      ))}
    </section>
  );
}

function Segmentation({ scan, volume }: { scan: Scan; volume: Volume }) {
  const labels = volume.labels ?? [];
  const name = volume.name || volume.id;
  const download = async () => {
    notify("The download is being prepared.");
    try {
      const { blob, fileName } = await downloadScan(scan.id, "nifti", volume.id);
      saveFile(blob, fileName);
    } catch (error) {
      const { what, next } = describeError(error);
      notify(`${what} ${next}`, "error");
    }
  };
  return (
    <div className={styles.segmentation}>
      <p className={styles.name}>
        <span>
          <b>{name}</b> · {countOf(labels.length, "segment")}
          {volume.labelsOf === null && ", on voxels of its own"}
        </span>
        <IconButton
          icon="download"
          size="small"
          label={`Download ${name} as NIfTI`}
          onClick={() => void download()}
        />
      </p>
      <ul className={styles.labels}>
        {labels.map(({ value, name: label, color, type }) => (
          <li key={value}>
            <i style={{ background: color }} aria-hidden="true" />
            {label}
            {type.meaning !== "" && type.meaning !== label && (
              <span className={styles.type}>{type.meaning}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
