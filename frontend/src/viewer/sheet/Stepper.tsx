import { useId, useState } from "react";
import { IconButton } from "../../ui/IconButton";
import styles from "./Stepper.module.css";

type Props = {
  label: string;
  /** What one of them is called in the buttons: "row". */
  one: string;
  value: number;
  most: number;
  disabled?: boolean;
  focusFirst?: boolean;
  onChange: (next: number) => void;
};

/** A small whole number from 1 on: by buttons, by arrow keys, or typed. */
export function Stepper({ label, one, value, most, disabled, focusFirst, onChange }: Props) {
  const id = useId();
  /** While it is typed: empty, or not a number yet. */
  const [draft, setDraft] = useState<string | null>(null);
  const change = (next: number) => {
    if (Number.isInteger(next) && next >= 1 && next <= most) onChange(next);
  };
  return (
    <div className={styles.stepper}>
      <label htmlFor={id}>{label}</label>
      <div>
        <IconButton
          icon="minus"
          label={`One ${one} less`}
          disabled={disabled || value <= 1}
          onClick={() => change(value - 1)}
        />
        <input
          id={id}
          type="number"
          min={1}
          max={most}
          step={1}
          value={draft ?? value}
          disabled={disabled}
          data-focus-first={focusFirst || undefined}
          onFocus={(event) => event.target.select()}
          onBlur={() => setDraft(null)}
          onChange={(event) => {
            setDraft(event.target.value);
            change(event.target.valueAsNumber);
          }}
        />
        <IconButton
          icon="plus"
          label={`One ${one} more`}
          disabled={disabled || value >= most}
          onClick={() => change(value + 1)}
        />
      </div>
    </div>
  );
}
