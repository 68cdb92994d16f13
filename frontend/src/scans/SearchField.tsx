import { type Ref, useEffect, useEffectEvent, useState } from "react";
import { Icon } from "../ui/Icon";
import styles from "./ScanTools.module.css";

type Props = {
  value: string;
  /** Called when the typing rests. */
  onChange: (value: string) => void;
  inputRef: Ref<HTMLInputElement>;
};

const restMs = 250;

/** Looks for scans while one types. */
export function SearchField({ value, onChange, inputRef }: Props) {
  const [text, setText] = useState(value);
  // The address may change by other ways (back, "clear"): then the field follows.
  const [followed, setFollowed] = useState(value);
  if (value !== followed) {
    setFollowed(value);
    if (text.trim() !== value) setText(value);
  }

  const rest = useEffectEvent(() => {
    if (text.trim() !== value) onChange(text.trim());
  });
  useEffect(() => {
    const timer = setTimeout(() => rest(), restMs);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div className={styles.find}>
      <Icon name="search" size="small" />
      <input
        ref={inputRef}
        className="input"
        type="search"
        placeholder="Find a scan"
        aria-label="Search scans"
        aria-keyshortcuts="/"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setText("");
          if (event.key === "Enter") onChange(text.trim());
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}
