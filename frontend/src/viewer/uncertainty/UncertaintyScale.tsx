import { colourGradient } from "./colours";
import styles from "./UncertaintyScale.module.css";

type Props = {
  /** The value that has the strongest colour, and its unit; "" where that is unknown. */
  top: number;
  unit: string;
};

/** What the colours of the uncertainty mean, on black as over the pictures. */
export function UncertaintyScale({ top, unit }: Props) {
  const words = topWords(top, unit);
  return (
    <div className={styles.scale} role="img" aria-label={`Uncertainty, 0 to ${words} and more`}>
      <i style={{ background: colourGradient() }} />
      <span>0</span>
      <span>{words} +</span>
    </div>
  );
}

/** "20 HU". */
export function topWords(top: number, unit: string): string {
  return `${Number(top.toPrecision(3))} ${unit}`.trim();
}
