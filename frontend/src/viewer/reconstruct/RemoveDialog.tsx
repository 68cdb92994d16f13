import { removeVolume } from "../../api/scans";
import { isApiError } from "../../api/errors";
import { type Scan } from "../../api/types";
import dialogs from "../../scans/dialogs.module.css";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/ErrorNote";
import { notify } from "../../ui/notices";
import { useSubmission } from "../../ui/useSubmission";
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
  const { busy, error, submit } = useSubmission(async () => {
    try {
      await removeVolume(scan.id, volumeId);
    } catch (caught) {
      // Somebody was faster: it is gone, which is what was wanted.
      if (!isApiError(caught, "not_found")) throw caught;
    }
    await refresh();
    notify("The reconstruction is removed.");
    onClose();
  });
  return (
    <Dialog
      title="Remove the reconstruction?"
      onClose={onClose}
      actions={
        <>
          <Button data-focus-first onClick={onClose}>
            Keep it
          </Button>
          <Button
            look="danger"
            icon="trash"
            className="line"
            busyLabel={busy ? "Removing…" : undefined}
            onClick={() => void submit()}
          >
            Remove
          </Button>
        </>
      }
    >
      <div className={dialogs.text}>
        {error !== null && <ErrorNote error={error} />}
        <p>
          The slices between, and their uncertainty, are removed. The scan{" "}
          {sourceName(scan).toLowerCase()} stays, and they can be made again.
        </p>
      </div>
    </Dialog>
  );
}
