import { type ReactNode } from "react";
import { Icon } from "../ui/Icon";
import { Logo } from "../ui/Logo";
import { ThemeToggle } from "../ui/ThemeToggle";
import styles from "./AccountLayout.module.css";
import { VolumeDrawing } from "./VolumeDrawing";

type Props = { title: string; lead: string; children: ReactNode };

/** The frame of sign-in and register: words and form at one side, a drawn volume at the other. */
export function AccountLayout({ title, lead, children }: Props) {
  return (
    <div className={styles.page}>
      <div className={styles.side}>
        <header className={styles.top}>
          <Logo />
          <ThemeToggle />
        </header>
        <main className={styles.main}>
          <div>
            <h1>{title}</h1>
            <p className={styles.lead}>{lead}</p>
          </div>
          {children}
        </main>
        <footer className={styles.foot}>
          <span>
            <Icon name="lock" size="small" />
            Scans stay on this server
          </span>
          <span>{location.host}</span>
        </footer>
      </div>
      <div className={styles.film} aria-hidden="true">
        <VolumeDrawing className={styles.drawing} />
        <p>From a folder of slices to a volume you can turn and look into.</p>
      </div>
    </div>
  );
}
