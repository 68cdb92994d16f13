import { type ReactNode } from "react";
import styles from "./EmptyState.module.css";

type Props = {
  title: string;
  children: ReactNode;
  /** A drawing above the words. */
  art?: ReactNode;
  actions?: ReactNode;
  /** A quiet line at the end. */
  note?: ReactNode;
};

/** Says why there is nothing, and what to do about it. */
export function EmptyState({ title, children, art, actions, note }: Props) {
  return (
    <section className={styles.empty}>
      {art}
      <h2>{title}</h2>
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {note && <div className={styles.note}>{note}</div>}
    </section>
  );
}
