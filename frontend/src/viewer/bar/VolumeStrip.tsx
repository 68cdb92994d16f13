import { type ReactNode } from "react";
import { type Volume } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import { PlayControl } from "../play/PlayControl";
import { speedsOf } from "../play/speeds";
import { counterpartOf } from "../reconstruct/reconstruction";
import { type ShownScan } from "../viewerState";
import { shownVolumes } from "../labelVolumes";
import { leanText, timeText, volumeName } from "../volumeWords";
import styles from "./VolumeStrip.module.css";

/** Which volume of a scan is shown, and which of its time points, counted from 0. */
export type VolumeChoice = { volumeId: string; time: number };

type Props = {
  shown: ShownScan;
  /** Whether all panes show what was last chosen. */
  isReady: () => boolean;
  onChoose: (choice: VolumeChoice) => void;
  /** What else there is to choose of the volume shown. */
  children?: ReactNode;
};

// How long a time point took is in its label, where the source says it; no rate follows from that for all.
const { speeds } = speedsOf(null);

/** Chooses among a scan's volumes and time points. Nothing where there is one of each. */
export function VolumeStrip({ shown, isReady, onChoose, children }: Props) {
  const { scan, volume, time } = shown;
  const lean = leanText(volume);
  const volumes = shownVolumes(scan);
  if (volumes.length < 2 && volume.timePoints < 2) return null;
  return (
    <div className={styles.strip}>
      {volumes.length > 1 && (
        <Segmented
          label="Volume"
          options={volumes.map((one) => ({
            value: one.id,
            label: <VolumeLabel name={volumeName(scan, one)} volume={one} />,
            ...(counterpartOf(scan, volume)?.id === one.id && { title: "V" }),
          }))}
          value={volume.id}
          onChange={(volumeId) => onChoose({ volumeId, time })}
        />
      )}
      {children}
      {lean && (
        <p className={styles.lean}>
          {lean}
          <span className={styles.wide}>: planes are drawn along the voxels, not upright.</span>
        </p>
      )}
      {volume.timePoints > 1 && (
        <PlayControl
          name="Time point"
          count={volume.timePoints}
          index={time}
          text={timeText(volume, time)}
          speeds={speeds}
          firstSpeed="r2"
          isReady={isReady}
          onGoTo={(next) => onChoose({ volumeId: volume.id, time: next })}
        />
      )}
    </div>
  );
}

/** A star stands at what was made. */
function VolumeLabel({ name, volume }: { name: string; volume: Volume }) {
  if (volume.reconstructedFrom === undefined) return name;
  return (
    <>
      <Icon name="estimate" size="small" className={styles.made} />
      {name}
    </>
  );
}
