import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { placeBeside } from "./placeBeside";
import styles from "./Tooltip.module.css";

type Props = {
  /** Short; repeats or explains the control's own name, so it is hidden from screen readers. */
  text: string;
  shortcut?: string | undefined;
  /** One control. */
  children: ReactNode;
};

const delayMs = 500;

/** Shows what a control does, and its key, after the pointer has rested on it or the keyboard came to it. */
export function Tooltip({ text, shortcut, children }: Props) {
  const anchorRef = useRef<HTMLSpanElement>(null);
  const tipRef = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState(false);
  const timerRef = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const hide = () => {
    clearTimeout(timerRef.current);
    setShown(false);
  };
  const showSoon = () => {
    clearTimeout(timerRef.current);
    timerRef.current = setTimeout(() => setShown(true), delayMs);
  };
  useEffect(() => () => clearTimeout(timerRef.current), []);

  useEffect(() => {
    if (!shown) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setShown(false);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [shown]);

  useLayoutEffect(() => {
    const control = anchorRef.current?.firstElementChild;
    if (shown && control && tipRef.current) placeBeside(tipRef.current, control, "center");
  }, [shown]);

  return (
    <span
      ref={anchorRef}
      className={styles.anchor}
      onPointerEnter={(event) => event.pointerType !== "touch" && showSoon()}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && showSoon()}
      onBlur={hide}
    >
      {children}
      {shown && (
        <span ref={tipRef} popover="manual" className={styles.tip} aria-hidden="true">
          {text}
          {shortcut && <kbd>{shortcut}</kbd>}
        </span>
      )}
    </span>
  );
}
