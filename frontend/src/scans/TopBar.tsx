import { AccountMenu } from "../account/AccountMenu";
import { useSession } from "../api/useSession";
import { IconButton } from "../ui/IconButton";
import { Logo } from "../ui/Logo";
import { ThemeToggle } from "../ui/ThemeToggle";
import styles from "./TopBar.module.css";

/** Brand, theme, help and account. */
export function TopBar({ onHelp }: { onHelp: () => void }) {
  const session = useSession();
  return (
    <header className={styles.bar}>
      <div className={styles.inner}>
        <Logo />
        <ThemeToggle />
        <IconButton icon="help" label="Help" shortcut="?" onClick={onHelp} />
        {session.status === "signedIn" && <AccountMenu user={session.user} />}
      </div>
    </header>
  );
}
