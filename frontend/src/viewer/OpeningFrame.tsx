import { type ReactNode } from "react";
import { Link } from "react-router";
import { Icon } from "../ui/Icon";
import bar from "./bar/TopBar.module.css";
import styles from "./ViewerScreen.module.css";

/** The frame of the viewer while there is no scan in it: on its way, or not to be had. */
export function OpeningFrame({ title, children }: { title?: string; children?: ReactNode }) {
  return (
    <div className={styles.screen} data-layout="single">
      <header className={bar.bar}>
        <Link className="btn icon" to="/" aria-label="Back to scans">
          <Icon name="back" />
        </Link>
        <div className={bar.who}>
          <h1>{title ?? "Opening the scan"}</h1>
        </div>
      </header>
      <div className={styles.work}>
        <main className={styles.opening}>{children}</main>
      </div>
    </div>
  );
}
