import { useState } from "react";
import { saveFile } from "../../scans/saveFile";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/notices";
import { Segmented } from "../../ui/Segmented";
import { paneTitle } from "../paneWords";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { isPlane, type PaneName } from "../viewerState";
import { composePicture, pictureSubject } from "./composePicture";
import { pictureFileName } from "./fileName";
import styles from "./PictureDialog.module.css";

type Props = { viewer: Viewer; onClose: () => void };

const scales = ["1", "2", "4"] as const;
type Scale = (typeof scales)[number];

/** Chooses which view becomes a picture, how large, and whether scale and letters are in it. */
export function PictureDialog({ viewer, onClose }: Props) {
  const { sizes, active, scene } = useViewerState(viewer);
  const offered = (["axial", "coronal", "sagittal", "volume"] as const).filter(
    (pane) => sizes[pane].width > 0 && (isPlane(pane) || scene === "shown"),
  );
  const [pane, setPane] = useState<PaneName>(
    offered.includes(active) ? active : (offered[0] ?? "axial"),
  );
  const [scale, setScale] = useState<Scale>("2");
  const [overlays, setOverlays] = useState(true);
  const [busy, setBusy] = useState(false);
  const fileName = pictureFileName(viewer.shown.scan.name, pictureSubject(viewer, pane));
  const side = (pixels: number) => Math.round(pixels * Number(scale));

  const save = async () => {
    setBusy(true);
    const picture = await composePicture(viewer, { pane, overlays, scale: Number(scale) });
    setBusy(false);
    if (!picture) {
      notify("There is nothing to picture yet. Please try again in a moment.", "error");
      return;
    }
    saveFile(picture, fileName);
    onClose();
  };

  return (
    <Dialog
      title="Picture of a view"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" busyLabel={busy ? "Drawing…" : undefined} onClick={() => void save()}>
            Save picture
          </Button>
        </>
      }
    >
      <div className={styles.choices}>
        <p>View</p>
        <Segmented
          label="View"
          options={offered.map((value) => ({
            value,
            label: isPlane(value) ? paneTitle(viewer.shown, value) : "3D",
          }))}
          value={pane}
          onChange={setPane}
        />
        <p>Size</p>
        <Segmented
          label="Size"
          options={scales.map((value) => ({ value, label: `${value} ×` }))}
          value={scale}
          onChange={setScale}
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={overlays}
            onChange={(event) => setOverlays(event.target.checked)}
          />
          With scale, letters and text
        </label>
        {viewer.shown.volume.reconstructedFrom !== undefined && (
          <p className={styles.note}>That it is reconstructed stands in the picture either way.</p>
        )}
        <p className={styles.file}>
          {fileName}
          <span className="num">
            {side(sizes[pane].width)} × {side(sizes[pane].height)}
          </span>
        </p>
      </div>
    </Dialog>
  );
}
