import { type Scan } from "../api/types";
import { IconButton } from "../ui/IconButton";
import { Menu } from "../ui/Menu";
import styles from "./card.module.css";

export type ScanActions = {
  onRename: (scan: Scan) => void;
  onDelete: (scan: Scan) => void;
  onDownload: (scan: Scan, what: "original" | "nifti") => void;
};

/** What can be done with one scan besides opening it. */
export function ScanMenu({ scan, actions }: { scan: Scan; actions: ScanActions }) {
  const { onRename, onDelete, onDownload } = actions;
  return (
    <Menu
      label={`More for ${scan.name}`}
      groups={[
        {
          items: [
            { label: "Rename", icon: "note", onSelect: () => onRename(scan) },
            ...(scan.state === "ready"
              ? ([
                  {
                    label: "Download as NIfTI",
                    icon: "download",
                    onSelect: () => onDownload(scan, "nifti"),
                  },
                  {
                    label: "Download the uploaded files",
                    icon: "file",
                    onSelect: () => onDownload(scan, "original"),
                  },
                ] as const)
              : []),
          ],
        },
        {
          items: [{ label: "Delete", icon: "trash", danger: true, onSelect: () => onDelete(scan) }],
        },
      ]}
      trigger={(props) => (
        <IconButton
          {...props}
          icon="more"
          size="small"
          label={`More for ${scan.name}`}
          className={styles.more}
        />
      )}
    />
  );
}
