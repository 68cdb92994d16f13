import { useState } from "react";
import { downloadScan } from "../../api/scans";
import { saveFile } from "../../scans/saveFile";
import { formatBytes } from "../../ui/amounts";
import { describeError } from "../../ui/describeError";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { notify } from "../../ui/notices";
import { type Viewer } from "../Viewer";
import { PictureDialog } from "./PictureDialog";

/** Takes pictures and files away. */
export function ExportMenu({ viewer }: { viewer: Viewer }) {
  const [picturing, setPicturing] = useState(false);
  const { scan, volume } = viewer.shown;

  const download = async (what: "nifti" | "nrrd" | "original") => {
    notify("The download is being prepared.");
    try {
      const { blob, fileName } = await downloadScan(scan.id, what, volume.id);
      saveFile(blob, fileName);
    } catch (error) {
      const { what: happened, next } = describeError(error);
      notify(`${happened} ${next}`, "error");
    }
  };

  return (
    <>
      <Menu
        label="Export"
        groups={[
          {
            title: "Export",
            items: [
              {
                label: "Picture of a view",
                note: "PNG, with scale and letters or without",
                icon: "camera",
                onSelect: () => setPicturing(true),
              },
              {
                label: "NIfTI",
                note: "One file, for research tools",
                icon: "file",
                onSelect: () => void download("nifti"),
              },
              {
                label: "NRRD",
                note: "The same for 3D Slicer and its kin",
                icon: "file",
                onSelect: () => void download("nrrd"),
              },
            ],
          },
          {
            items: [
              {
                label: "The files as uploaded",
                note: `Byte for byte, ${formatBytes(scan.source.sizeBytes)}`,
                icon: "folder",
                onSelect: () => void download("original"),
              },
            ],
          },
        ]}
        trigger={(props) => <IconButton {...props} icon="download" label="Export" />}
      />
      {picturing && <PictureDialog viewer={viewer} onClose={() => setPicturing(false)} />}
    </>
  );
}
