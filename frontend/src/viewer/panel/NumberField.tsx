import { useState } from "react";
import styles from "./Panel.module.css";

type Props = {
  label: string;
  value: number;
  digits: number;
  /** What arrow up and down change it by. */
  step: number;
  onChange: (next: number) => void;
};

/** A number that can be typed. Taken over on Enter or when one leaves the field; Esc brings the old one back. */
export function NumberField({ label, value, digits, step, onChange }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? value.toFixed(digits).replace(/^-(?=0(\.0*)?$)/, "");

  const take = () => {
    const typed = draft === null || draft.trim() === "" ? NaN : Number(normal(draft));
    setDraft(null);
    if (Number.isFinite(typed)) onChange(typed);
  };

  return (
    <input
      className={styles.value}
      type="text"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={draft !== null && !Number.isFinite(Number(normal(draft))) ? true : undefined}
      value={shown}
      onChange={(event) => setDraft(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        else if (event.key === "Escape") setDraft(null);
        else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
          event.preventDefault();
          setDraft(null);
          onChange(value + (event.key === "ArrowUp" ? step : -step));
        }
      }}
    />
  );
}

/** Typographic minus and a decimal comma are understood too. */
function normal(text: string): string {
  return text.trim().replace("−", "-").replace(",", ".");
}
