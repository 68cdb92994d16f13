import { useState } from "react";
import { type Download, downloadScan } from "../../api/scans";
import { saveFile } from "../../scans/saveFile";
import { formatBytes } from "../../ui/amounts";
import { describeError } from "../../ui/describeError";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { notify } from "../../ui/notices";
import { uncertaintyOf } from "../reconstruct/reconstruction";
import { shownAs } from "../reconstruct/reconstructionWords";
import { type Viewer } from "../Viewer";
import { canBeDicom } from "./canBeDicom";
import { PictureDialog } from "./PictureDialog";

/** Takes pictures and files away. */
export function ExportMenu({ viewer }: { viewer: Viewer }) {
  const [picturing, setPicturing] = useState(false);
  const { scan, volume } = viewer.shown;

  const tag = shownAs(scan, volume);
  const uncertain = uncertaintyOf(scan, volume);

  const download = async (what: Download, volumeId = volume.id) => {
    notify("The download is being prepared.");
    try {
      const { blob, fileName } = await downloadScan(scan.id, what, volumeId);
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
            title: tag ? `Export: ${tag.text.toLowerCase()}` : "Export",
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
              ...(canBeDicom(scan, volume)
                ? ([
                    {
                      label: "DICOM",
                      note: "One object, without a patient",
                      icon: "file",
                      onSelect: () => void download("dicom"),
                    },
                  ] as const)
                : []),
              {
                label: "OME-Zarr",
                note: "All levels, in a ZIP, for large-image tools",
                icon: "file",
                onSelect: () => void download("ome-zarr"),
              },
              ...(uncertain
                ? ([
                    {
                      label: "Its uncertainty",
                      note: "NIfTI, on the same voxels",
                      icon: "file",
                      onSelect: () => void download("nifti", uncertain.id),
                    },
                  ] as const)
                : []),
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
