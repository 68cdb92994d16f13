import { useState } from "react";
import { type Volume } from "../../api/types";
import { stageNow } from "../../scans/stageWords";
import { Button } from "../../ui/Button";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { JobProgress } from "../JobProgress";
import strip from "../JobStrip.module.css";
import { type ShownScan } from "../viewerState";
import { factsIn, reconstructionOf } from "./reconstruction";
import { type Reconstructions } from "./reconstructions";
import { makerText, stepsOf } from "./reconstructionWords";
import styles from "./ReconstructionStrip.module.css";

type Props = {
  shown: Pick<ShownScan, "scan" | "volume">;
  reconstructions: Reconstructions;
};

/**
 * One line over the panes: the offer to make slices between those of the scan, how far that is, and what came of it.
 * The offer goes for as long as the page is there when the reader says so; the panel keeps it.
 */
export function ReconstructionStrip({ shown, reconstructions }: Props) {
  const { work, blocked, onConfigure } = reconstructions;
  const [hidden, setHidden] = useState(false);
  const { scan } = shown;
  const offer = scan.reconstruction;
  const steps = stepsOf(scan, offer);

  if (work.busy)
    return (
      <div className={strip.strip} role="status">
        <JobProgress work={work} label="Making slices between" stageText={stageText} />
      </div>
    );
  if (work.error !== null)
    return (
      <div className={strip.strip}>
        <ErrorNote error={work.error} />
        <IconButton icon="close" label="Hide this note" size="small" onClick={work.clear} />
      </div>
    );
  const made = reconstructionOf(scan);
  if (work.done && made)
    return <Outcome made={made} shown={shown.volume} reconstructions={reconstructions} />;
  if (offer.state !== "offered" || !steps || hidden) return null;
  return (
    <div className={styles.line}>
      <Icon name="estimate" size="small" />
      <p>Slices {steps.from} apart</p>
      <Button look="line" size="small" disabled={blocked} onClick={onConfigure}>
        Reconstruct to {steps.to}…
      </Button>
      <span className={styles.push} />
      <IconButton icon="close" label="Not now" size="small" onClick={() => setHidden(true)} />
    </div>
  );
}

/** What came of it, until it is read. */
function Outcome({
  made,
  shown,
  reconstructions: { work, onShow },
}: {
  made: Volume;
  shown: Volume;
  reconstructions: Reconstructions;
}) {
  const refused = factsIn(made)?.networkRefused;
  return (
    <div className={styles.line} role="status">
      <Icon name="estimate" size="small" />
      <p>
        Reconstructed by {makerText(made)}.{refused && ` ${refused}`}
      </p>
      {shown.id !== made.id && (
        <Button
          look="line"
          size="small"
          onClick={() => {
            work.clear();
            onShow(made.id);
          }}
        >
          Show it
        </Button>
      )}
      <span className={styles.push} />
      <IconButton icon="close" label="Hide this note" size="small" onClick={work.clear} />
    </div>
  );
}

const kStages: Record<string, string> = {
  checking: "Trying the methods on this scan",
  refining: "Learning from this scan",
  reconstructing: "Making slices",
};

function stageText(stage: string): string {
  return kStages[stage] ?? stageNow(stage);
}
