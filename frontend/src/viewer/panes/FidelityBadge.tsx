import { type CSSProperties, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../../ui/Icon";
import { placeBeside } from "../../ui/placeBeside";
import { type Fidelity } from "../fidelity";
import styles from "./FidelityBadge.module.css";

/** Says whether a pane shows the scan exactly, and if not, why. Press for the long story. */
export function FidelityBadge({ fidelity }: { fidelity: Fidelity }) {
  const [open, setOpen] = useState(false);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const storyRef = useRef<HTMLParagraphElement>(null);
  const storyId = useId();

  useLayoutEffect(() => {
    if (open && storyRef.current && buttonRef.current)
      placeBeside(storyRef.current, buttonRef.current, "end");
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const close = () => setOpen(false);
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    window.addEventListener("pointerdown", close);
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("pointerdown", close);
      window.removeEventListener("keydown", onKey);
    };
  }, [open]);

  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className={styles.badge}
        data-kind={fidelity.kind}
        data-testid="fidelity"
        aria-expanded={open}
        aria-controls={open ? storyId : undefined}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => setOpen(!open)}
      >
        <Mark {...fidelity} />
        <span>{fidelity.label}</span>
        {fidelity.why && <span className={styles.why}>· {fidelity.why}</span>}
      </button>
      {open && (
        <p ref={storyRef} id={storyId} popover="manual" className={`pop ${styles.story}`}>
          {fidelity.story}
        </p>
      )}
    </>
  );
}

function Mark({ kind, fraction }: Fidelity) {
  if (kind === "sharpening")
    return <i className={styles.ring} style={{ "--v": `${fraction * 100}%` } as CSSProperties} />;
  if (kind === "estimated") return <Icon name="estimate" size="small" />;
  if (kind === "reduced" || kind === "failed") return <i className={styles.half} />;
  return <i className={styles.dot} />;
}
