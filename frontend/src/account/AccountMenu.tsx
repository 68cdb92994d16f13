import { logout } from "../api/auth";
import { type User } from "../api/types";
import { describeError } from "../ui/describeError";
import { Menu } from "../ui/Menu";
import { notify } from "../ui/notices";
import { useThemeChoice } from "../ui/theme";
import { themeMenuGroup } from "../ui/ThemeToggle";
import styles from "./AccountMenu.module.css";

/** Two letters for a person: of the first and the last word of the name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => [...(word ?? "")][0],
  );
  return letters.join("").toUpperCase();
}

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ user }: { user: User }) {
  const theme = useThemeChoice();
  const signOut = () =>
    void logout().catch((error: unknown) => {
      const { what, next } = describeError(error);
      notify(`You are still signed in. ${what} ${next}`, "error");
    });
  return (
    <Menu
      label="Account"
      header={
        <p className={styles.who}>
          {user.name}
          <small>{user.email}</small>
        </p>
      }
      groups={[
        themeMenuGroup(theme),
        { items: [{ label: "Sign out", icon: "back", onSelect: signOut }] },
      ]}
      trigger={(props) => (
        <button
          {...props}
          type="button"
          className={styles.button}
          aria-label={`Account: ${user.name}`}
        >
          <span>{initials(user.name || user.email)}</span>
        </button>
      )}
    />
  );
}
