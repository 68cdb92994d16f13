import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton";

type Props = {
  title: string;
  /** Esc, the close button, or a press beside it. The parent then stops rendering it. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot, the main one last. */
  actions?: ReactNode;
  /** "sheet": long content, rises from the lower edge on phones. "wide": room for two columns. */
  kind?: "dialog" | "sheet" | "wide";
};

/**
 * A modal window. While it is there the rest of the page cannot be reached; after it the focus goes back.
 * It starts at the control marked `data-focus-first`, else at the close button.
 */
export function Dialog({ title, onClose, children, actions, kind = "dialog" }: Props) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = dialogRef.current;
    const focusedBefore = document.activeElement;
    if (!dialog?.open) dialog?.showModal();
    // The browser would take the first control, which is the close button.
    dialog?.querySelector<HTMLElement>("[data-focus-first]")?.focus();
    return () => {
      dialog?.close();
      if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus();
    };
  }, []);

  return (
    // The press beside the dialog lands on the dialog element itself; keys have Esc for the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialogRef}
      className={styles.dialog}
      data-kind={kind}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={styles.box}>
        <header className={styles.head}>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label="Close" size="small" onClick={onClose} />
        </header>
        <div className={styles.body}>{children}</div>
        {actions && <footer className={styles.actions}>{actions}</footer>}
      </div>
    </dialog>
  );
}
