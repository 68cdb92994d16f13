import styles from "./WaitNote.module.css";

/** What the page waits for, where nothing else can be shown yet. Stays unseen for the first moment. */
export function WaitNote({ text }: { text: string }) {
  return (
    <p className={styles.note} role="status">
      {text}…
    </p>
  );
}
