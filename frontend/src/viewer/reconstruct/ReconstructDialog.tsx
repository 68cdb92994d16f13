import { useEffect, useEffectEvent, useId, useState } from "react";
import { type ReconstructionMode } from "../../api/types";
import { announce } from "../../ui/notices";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/ErrorNote";
import { Segmented } from "../../ui/Segmented";
import { type ShownScan } from "../viewerState";
import { sourceName } from "../volumeWords";
import { reconstructionOf } from "./reconstruction";
import { modeNames, secondsWords, stepsOf } from "./reconstructionWords";
import styles from "./ReconstructDialog.module.css";
import { type Reconstruct } from "./useReconstruct";

type Props = {
  shown: Pick<ShownScan, "scan">;
  work: Reconstruct;
  onClose: () => void;
};

const kModes: { mode: ReconstructionMode; says: string }[] = [
  {
    mode: "preserve",
    says: "Every slice of the scan stays as it is, voxel for voxel; only those between are estimated.",
  },
  {
    mode: "deblur",
    says: "Undoes the blur of thick slices too, so every slice is estimated and none stays as it is.",
  },
];
const kRefineSeconds = ["0", "30", "120"] as const;

/** How slices are to be made between those of the scan. Closes once the work has begun. */
export function ReconstructDialog({ shown: { scan }, work, onClose }: Props) {
  const [mode, setMode] = useState<ReconstructionMode>("preserve");
  const [refine, setRefine] = useState<(typeof kRefineSeconds)[number]>("30");
  const groupId = useId();
  const offer = scan.reconstruction;
  const steps = stepsOf(scan, offer);
  const again = reconstructionOf(scan) !== null;

  const close = () => {
    work.clear();
    onClose();
  };
  const start = () => {
    const volume = offer.volume ? { volume: offer.volume } : {};
    void work.start({ ...volume, mode, refineSeconds: Number(refine) }).then((made) => {
      if (!made) return;
      announce("The reconstruction is ready.");
      onClose();
    });
  };
  const begun = work.job !== null;
  const onBegun = useEffectEvent(onClose);
  // What comes then is said over the panes.
  useEffect(() => {
    if (begun) onBegun();
  }, [begun]);

  return (
    <Dialog
      title={again ? "Reconstruct again" : "Reconstruct between slices"}
      onClose={() => !work.busy && close()}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="main"
            data-focus-first
            busyLabel={work.busy ? "Starting…" : undefined}
            onClick={start}
          >
            Reconstruct
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p className={styles.lead}>
          {steps && offer.factor
            ? `Slices lie ${steps.from} apart. ${betweenText(offer.factor)} made between every two, to ${steps.to}. `
            : "Slices are made between those of the scan. "}
          They are estimates. The scan {sourceName(scan).toLowerCase()} stays beside them, as a
          volume of its own.
          {again && " The reconstruction that is there is replaced."}
        </p>
        {work.error !== null && <ErrorNote error={work.error} />}
        <fieldset className={styles.modes}>
          <legend>What happens to the slices that are there</legend>
          {kModes.map((one) => (
            <label key={one.mode}>
              <input
                type="radio"
                name={groupId}
                checked={mode === one.mode}
                onChange={() => setMode(one.mode)}
              />
              <span>
                <b>{modeNames[one.mode]}</b>
                {one.says}
              </span>
            </label>
          ))}
        </fieldset>
        <div className={styles.refine}>
          <p aria-hidden="true">Refine on this scan</p>
          <Segmented
            label="Refine on this scan"
            options={kRefineSeconds.map((value) => ({
              value,
              label: value === "0" ? "Off" : secondsWords(Number(value)),
            }))}
            value={refine}
            onChange={setRefine}
          />
          <p className={styles.lead}>
            {refine === "0"
              ? "The network is used as it was trained."
              : `Before it begins the network learns from this scan's own detail, for ${secondsWords(Number(refine))}. As a rule it then comes closer to this scan.`}
          </p>
        </div>
        <p className={styles.lead}>
          The network is first tried on the scan's own detail. Where plain interpolation does as
          well, that is used, and the result says so.
        </p>
      </div>
    </Dialog>
  );
}

function betweenText(factor: number): string {
  return factor === 2 ? "One more is" : `${factor - 1} more are`;
}
