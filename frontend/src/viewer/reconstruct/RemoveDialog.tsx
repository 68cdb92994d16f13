import { removeVolume } from "../../api/scans";
import { type Scan } from "../../api/types";
import { notify } from "../../ui/notices";
import { RemovalDialog } from "../../ui/RemovalDialog";
import { sourceName } from "../volumeWords";

type Props = {
  scan: Scan;
  volumeId: string;
  /** Brings the scan as it is then. */
  refresh: () => Promise<Scan>;
  onClose: () => void;
};

/** Asks once more before a reconstruction goes. */
export function RemoveDialog({ scan, volumeId, refresh, onClose }: Props) {
  return (
    <RemovalDialog
      title="Remove the reconstruction?"
      verb="Remove"
      busyVerb="Removing…"
      remove={() => removeVolume(scan.id, volumeId)}
      onRemoved={async () => {
        await refresh();
        notify("The reconstruction is removed.");
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        The slices between, and their uncertainty, are removed. The scan{" "}
        {sourceName(scan).toLowerCase()} stays, and they can be made again.
      </p>
    </RemovalDialog>
  );
}
