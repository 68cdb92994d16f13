import { type FormEvent, useId, useState } from "react";
import { renameScan } from "../api/scans";
import { type Scan } from "../api/types";
import { useSubmission } from "../ui/useSubmission";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import styles from "./dialogs.module.css";

type Props = { scan: Scan; onRenamed: (scan: Scan) => void; onClose: () => void };

/** Gives a scan another name. */
export function RenameDialog({ scan, onRenamed, onClose }: Props) {
  const formId = useId();
  const [name, setName] = useState(scan.name);
  const [isEmpty, setIsEmpty] = useState(false);
  const { busy, error, submit } = useSubmission(async () => {
    const trimmed = name.trim();
    onRenamed(trimmed === scan.name ? scan : await renameScan(scan.id, trimmed));
  });

  return (
    <Dialog
      title="Rename scan"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="main" busyLabel={busy ? "Saving…" : undefined}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (name.trim() === "") setIsEmpty(true);
          else void submit();
        }}
      >
        {error !== null && <ErrorNote error={error} />}
        <Field
          label="Name"
          data-focus-first
          maxLength={200}
          error={isEmpty ? "Give it a name." : undefined}
          value={name}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setName(event.target.value);
            setIsEmpty(false);
          }}
        />
      </form>
    </Dialog>
  );
}
