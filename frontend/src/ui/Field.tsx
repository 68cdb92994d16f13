import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "size"> & {
  label: string;
  /** What is wrong with the value, and what to do. */
  error?: string | undefined;
  /** A sentence that helps to fill it in. */
  hint?: string | undefined;
  size?: "normal" | "large";
  /** A control inside the field's right end. */
  inside?: ReactNode;
  ref?: Ref<HTMLInputElement>;
};

/** A labelled line of text, with its hint or its error under it. */
export function Field({ label, error, hint, size = "normal", inside, className, ...input }: Props) {
  const id = useId();
  const noteId = error || hint ? `${id}-note` : undefined;
  return (
    <div className={["field", className].filter(Boolean).join(" ")}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.line} data-inside={inside ? true : undefined}>
        <input
          {...input}
          id={id}
          className={size === "large" ? "input lg" : "input"}
          aria-invalid={error ? true : undefined}
          aria-describedby={noteId}
        />
        {inside && <div className={styles.inside}>{inside}</div>}
      </div>
      {error ? (
        <p className="msg" id={noteId}>
          <Icon name="error" size="small" />
          {error}
        </p>
      ) : (
        hint && (
          <p className="hint" id={noteId}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
