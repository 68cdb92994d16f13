import { type ReactNode } from "react";
import styles from "./Segmented.module.css";

export type SegmentedOption<T extends string> = {
  value: T;
  label: ReactNode;
  /** A number shown after the label. */
  count?: number | undefined;
  disabled?: boolean;
  /** Why it is disabled, or more about it. */
  title?: string;
};

type Props<T extends string> = {
  /** What is chosen here; its accessible name. */
  label: string;
  options: SegmentedOption<T>[];
  value: T;
  onChange: (next: T) => void;
  className?: string | undefined;
};

/** A choice of one among a few that all fit on one line. Keeps no state. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
  className,
}: Props<T>) {
  return (
    <div className={["seg", className].filter(Boolean).join(" ")} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="btn"
          aria-pressed={option.value === value}
          disabled={option.disabled}
          title={option.title}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && <span className={styles.count}>{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
