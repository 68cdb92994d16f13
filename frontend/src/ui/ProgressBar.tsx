import { type CSSProperties } from "react";

type Props = {
  /** What is under way; its accessible name. */
  label: string;
  /** 0 … 1. */
  fraction: number;
  className?: string | undefined;
};

/** How far something has come. Show the number in words beside it. */
export function ProgressBar({ label, fraction, className }: Props) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={["bar", className].filter(Boolean).join(" ")}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ "--v": `${percent}%` } as CSSProperties} />
    </div>
  );
}
