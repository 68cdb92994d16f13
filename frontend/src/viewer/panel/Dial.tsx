import { type CSSProperties } from "react";
import { NumberField } from "./NumberField";
import styles from "./Panel.module.css";

type Props = {
  name: string;
  /** With its unit, for screen readers: "Width in HU". */
  label: string;
  value: number;
  digits: number;
  step: number;
  /** Where on the rail a value lies, 0 … 1, and back. */
  toRail: (value: number) => number;
  fromRail: (part: number) => number;
  onChange: (next: number) => void;
};

const kRailSteps = 1000;

/** A number on a rail, and typed. */
export function Dial({ name, label, value, digits, step, toRail, fromRail, onChange }: Props) {
  const part = Math.min(Math.max(toRail(value), 0), 1);
  return (
    <div className={styles.dial}>
      <span>{name}</span>
      <input
        className={styles.rail}
        type="range"
        min={0}
        max={kRailSteps}
        value={Math.round(part * kRailSteps)}
        style={{ "--v": `${part * 100}%` } as CSSProperties}
        aria-label={`${label}, on a rail`}
        aria-valuetext={value.toFixed(digits)}
        onChange={(event) => onChange(fromRail(Number(event.target.value) / kRailSteps))}
      />
      <NumberField label={label} value={value} digits={digits} step={step} onChange={onChange} />
    </div>
  );
}
