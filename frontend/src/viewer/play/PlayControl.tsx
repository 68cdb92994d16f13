import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { IconButton } from "../../ui/IconButton";
import styles from "./PlayControl.module.css";
import { rateText, type Speed } from "./speeds";
import { usePlay } from "./usePlay";

type Props = {
  /** What is gone through: "Frame", "Time point". */
  name: string;
  count: number;
  /** From 0. */
  index: number;
  /** Which one is shown, in words. */
  text: string;
  speeds: readonly Speed[];
  firstSpeed: string;
  /** Whether what was last asked for is on the screen. */
  isReady: () => boolean;
  onGoTo: (index: number) => void;
  /** Said at the end. */
  children?: ReactNode;
};

/** Reached less than this part of the wanted rate, the device is too slow, and that is said. */
const kSlow = 0.8;
/** Where Space is a press or a letter. */
const kOwnSpace = 'button, a, select, textarea, dialog, [role="menu"], input:not([type="range"])';

/** Goes through what follows in time: by hand, or by itself, round and round. */
export function PlayControl(props: Props) {
  const { name, count, index, text, speeds, firstSpeed, isReady, onGoTo } = props;
  const [chosen, setChosen] = useState(firstSpeed);
  const speed = speeds.find(({ value }) => value === chosen) ?? speeds[0];
  const stepMs = speed?.stepMs ?? 1000;
  const { playing, setPlaying, reached } = usePlay({
    stepMs,
    isReady,
    onStep: () => onGoTo((index + 1) % count),
  });
  const slow = playing && reached !== null && reached < (kSlow * 1000) / stepMs;
  useSpaceKey(() => setPlaying(!playing));

  const goTo = (next: number) => {
    setPlaying(false);
    onGoTo(next);
  };
  return (
    <div className={styles.control} role="group" aria-label={name}>
      <IconButton
        icon="back"
        label={`${name} before`}
        disabled={index === 0}
        onClick={() => goTo(index - 1)}
      />
      <IconButton
        icon={playing ? "pause" : "play"}
        label={playing ? "Pause" : "Play"}
        shortcut="Space"
        onClick={() => setPlaying(!playing)}
      />
      <IconButton
        icon="next"
        label={`${name} after`}
        disabled={index === count - 1}
        onClick={() => goTo(index + 1)}
      />
      <input
        className={styles.rail}
        type="range"
        min={0}
        max={count - 1}
        value={index}
        aria-label={name}
        aria-valuetext={text}
        style={{ "--v": `${(100 * index) / Math.max(count - 1, 1)}%` } as React.CSSProperties}
        onKeyDown={(event) => event.key !== " " && event.stopPropagation()}
        onChange={(event) => goTo(Number(event.currentTarget.value))}
      />
      <output className={`${styles.text} num`}>{text}</output>
      <label className={styles.speed}>
        <span className="sr">Speed</span>
        <select
          className="select"
          value={speed?.value}
          onChange={(event) => setChosen(event.target.value)}
        >
          {speeds.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {slow && <p className={styles.slow}>As fast as this device can: {rateText(reached)}.</p>}
    </div>
  );
}

function useSpaceKey(onSpace: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== " " || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(kOwnSpace)) return;
    event.preventDefault();
    onSpace();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
