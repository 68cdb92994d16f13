import { Icon } from "./Icon";
import { IconButton } from "./IconButton";
import { dismiss, useAnnouncement, useNotices } from "./notices";
import styles from "./Notices.module.css";

/** Where notify() and announce() become visible and audible. Once in the page. */
export function Notices() {
  const notices = useNotices();
  const announcement = useAnnouncement();
  return (
    <>
      <p className="sr" aria-live="polite">
        {announcement}
      </p>
      <ul className={styles.notices} aria-live="polite">
        {notices.map(({ id, text, tone }) => (
          <li key={id} className={styles.notice} data-tone={tone}>
            {tone === "error" ? (
              <Icon name="error" size="small" />
            ) : (
              <Icon name="check" size="small" />
            )}
            <span>{text}</span>
            <IconButton icon="close" label="Close" size="small" onClick={() => dismiss(id)} />
          </li>
        ))}
      </ul>
    </>
  );
}
