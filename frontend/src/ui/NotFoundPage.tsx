import { Link } from "react-router";
import { EmptyState } from "./EmptyState";
import { Logo } from "./Logo";
import styles from "./NotFoundPage.module.css";
import { usePageTitle } from "./usePageTitle";

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  usePageTitle("Nothing here");
  return (
    <>
      <header className={styles.head}>
        <Logo />
      </header>
      <main>
        <EmptyState
          title="There is no page here"
          actions={
            <Link className="btn primary" to="/">
              Go to the scans
            </Link>
          }
        >
          The address may be old, or a letter in it may be wrong.
        </EmptyState>
      </main>
    </>
  );
}
