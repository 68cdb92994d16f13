import { downloadScan } from "../../api/scans";
import { type Scan, type Volume } from "../../api/types";
import { saveFile } from "../../scans/saveFile";
import { countOf } from "../../ui/amounts";
import { describeError } from "../../ui/describeError";
import { IconButton } from "../../ui/IconButton";
import { notify } from "../../ui/notices";
import { labelsOver, labelVolumes } from "../labelVolumes";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { sourceSliceText } from "../reconstruct/reconstructionWords";
import { Dial } from "./Dial";
import panel from "./Panel.module.css";
import styles from "./SegmentsSection.module.css";

/** What was segmented on this scan, by name and colour, and how strongly it is drawn. Nothing where nothing was. */
export function SegmentsSection({ viewer }: { viewer: Viewer }) {
  const { labels } = useViewerState(viewer);
  const { scan, volume } = viewer.shown;
  const volumes = labelVolumes(scan);
  if (volumes.length === 0) return null;
  return (
    <section className={panel.section} aria-labelledby="panel-segments">
      <header>
        <h2 id="panel-segments">Segments</h2>
      </header>
      {labelsOver(scan, volume).length > 0 && (
        <>
          <p className={panel.switches}>
            <label>
              <input
                type="checkbox"
                role="switch"
                checked={labels.shown}
                onChange={(event) => viewer.setLabels({ shown: event.target.checked })}
              />
              Show in the planes
            </label>
          </p>
          <Dial
            name="Opacity"
            label="Opacity of the segments in percent"
            value={labels.opacity * 100}
            digits={0}
            step={5}
            toRail={(percent) => percent / 100}
            fromRail={(part) => part * 100}
            onChange={(percent) => viewer.setLabels({ opacity: within(percent / 100) })}
          />
        </>
      )}
      {volumes.map((one) => (
        <Segmentation key={one.id} scan={scan} volume={one} shown={volume} />
      ))}
    </section>
  );
}

/** Where segments lie that were not made on the voxels shown. */
function placeText(scan: Scan, { labelsOf }: Volume, shown: Volume): string {
  if (labelsOf === shown.id) return "";
  if (labelsOf && labelsOf === shown.reconstructedFrom)
    return `, made on the slices ${sourceSliceText(scan, shown).toLowerCase()} and drawn where they lie`;
  return ", on other voxels than those shown: not drawn";
}

/** Who says so: a network, which may be wrong. */
function makerText({ provenance: { model, version } }: Volume): string {
  return `Estimated by ${model}${version ? ` ${version}` : ""}. Look at the scan before you rely on it.`;
}

function within(opacity: number): number {
  return Math.min(Math.max(opacity, 0), 1);
}

function Segmentation({ scan, volume, shown }: { scan: Scan; volume: Volume; shown: Volume }) {
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
          {placeText(scan, volume, shown)}
        </span>
        <IconButton
          icon="download"
          size="small"
          label={`Download ${name} as NIfTI`}
          onClick={() => void download()}
        />
      </p>
      {volume.provenance.model && <p className={styles.maker}>{makerText(volume)}</p>}
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
