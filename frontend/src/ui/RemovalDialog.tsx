import { type ReactNode } from "react";
import { isApiError } from "../api/errors";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { ErrorNote } from "./ErrorNote";
import styles from "./RemovalDialog.module.css";
import { useSubmission } from "./useSubmission";

type Props = {
  title: string;
  /** On the button, and while it is done: "Delete", "Deleting…". */
  verb: string;
  busyVerb: string;
  remove: () => Promise<void>;
  onRemoved: () => Promise<void> | void;
  onClose: () => void;
  /** What is lost, and what is not. */
  children: ReactNode;
};

/** Asks once more before something goes for good. */
export function RemovalDialog({
  title,
  verb,
  busyVerb,
  remove,
  onRemoved,
  onClose,
  children,
}: Props) {
  const { busy, error, submit } = useSubmission(async () => {
    try {
      await remove();
    } catch (caught) {
      // Somebody was faster: it is gone, which is what was wanted.
      if (!isApiError(caught, "not_found")) throw caught;
    }
    await onRemoved();
  });

  return (
    <Dialog
      title={title}
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
            busyLabel={busy ? busyVerb : undefined}
            onClick={() => void submit()}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className={styles.text}>
        {error !== null && <ErrorNote error={error} />}
        {children}
      </div>
    </Dialog>
  );
}
