import { type LightBox } from "../../api/types";
import { Button } from "../../ui/Button";
import { useCorrections } from "../corrections";
import { spacingText } from "../provenance";
import { gridText } from "../sheet/tiles";
import { originText, whyNotEditable } from "../spacing/spacingWords";
import { type ShownScan } from "../viewerState";
import styles from "./CorrectableFacts.module.css";

/** How far apart voxels are, who says so, and a way to say it oneself where no scanner has measured it. */
export function SpacingFact({ shown }: { shown: ShownScan }) {
  const corrections = useCorrections();
  const { spacing } = shown.scan;
  return (
    <div className={styles.fact}>
      <p>{spacingText(shown.volume)}</p>
      <p className={styles.note}>
        {originText(spacing)}. {whyNotEditable(spacing)}
      </p>
      {corrections && spacing.editable && (
        <div className={styles.actions}>
          <Button
            look="line"
            size="small"
            disabled={corrections.reread.busy}
            onClick={corrections.onEnterSpacing}
          >
            {spacing.origin === "none" ? "Enter…" : "Correct…"}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Whether a picture is a sheet of slices, and a way to say otherwise. */
export function SheetFact({ lightBox }: { lightBox: LightBox }) {
  const corrections = useCorrections();
  const { state } = lightBox;
  const words = {
    none: "One picture",
    proposed: `Perhaps ${gridText(lightBox)}`,
    applied: `Cut into ${gridText(lightBox)}`,
    declined: "One picture, as somebody said",
  }[state];
  return (
    <div className={styles.fact}>
      <p>{words}</p>
      {corrections && (
        <div className={styles.actions}>
          <Button
            look="line"
            size="small"
            disabled={corrections.reread.busy}
            onClick={corrections.onEditSheet}
          >
            {{ none: "Cut…", proposed: "Review…", applied: "Change…", declined: "Cut…" }[state]}
          </Button>
          {state === "applied" && (
            <Button
              size="small"
              disabled={corrections.reread.busy}
              onClick={corrections.onUndoSheet}
            >
              Back to one picture
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
