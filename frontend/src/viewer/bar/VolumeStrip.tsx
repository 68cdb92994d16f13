import { IconButton } from "../../ui/IconButton";
import { Segmented } from "../../ui/Segmented";
import { type ShownScan } from "../viewerState";
import { leanText, timeText, volumeName } from "../volumeWords";
import styles from "./VolumeStrip.module.css";

/** Which volume of a scan is shown, and which of its time points, counted from 0. */
export type VolumeChoice = { volumeId: string; time: number };

type Props = { shown: ShownScan; onChoose: (choice: VolumeChoice) => void };

/** Chooses among a scan's volumes and time points. Nothing where there is one of each. */
export function VolumeStrip({ shown, onChoose }: Props) {
  const { scan, volume, time } = shown;
  const lean = leanText(volume);
  if (scan.volumes.length < 2 && volume.timePoints < 2) return null;
  return (
    <div className={styles.strip}>
      {scan.volumes.length > 1 && (
        <Segmented
          label="Volume"
          options={scan.volumes.map((one) => ({ value: one.id, label: volumeName(one) }))}
          value={volume.id}
          onChange={(volumeId) => onChoose({ volumeId, time })}
        />
      )}
      {lean && (
        <p className={styles.lean}>{lean}: planes are drawn along the voxels, not upright.</p>
      )}
      {volume.timePoints > 1 && (
        <TimeChoice
          shown={shown}
          onTime={(next) => onChoose({ volumeId: volume.id, time: next })}
        />
      )}
    </div>
  );
}

function TimeChoice({ shown, onTime }: { shown: ShownScan; onTime: (time: number) => void }) {
  const { volume, time } = shown;
  const last = volume.timePoints - 1;
  const text = timeText(volume, time);
  return (
    <div className={styles.time}>
      <IconButton
        icon="back"
        label="Time point before"
        disabled={time === 0}
        onClick={() => onTime(time - 1)}
      />
      <input
        type="range"
        min={0}
        max={last}
        value={time}
        aria-label="Time point"
        aria-valuetext={text}
        onKeyDown={(event) => event.stopPropagation()}
        onChange={(event) => onTime(Number(event.currentTarget.value))}
      />
      <IconButton
        icon="next"
        label="Time point after"
        disabled={time === last}
        onClick={() => onTime(time + 1)}
      />
      <output className="num">{text}</output>
    </div>
  );
}
