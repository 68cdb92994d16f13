import { Dialog } from "../../ui/Dialog";
import { tools } from "../tools";
import styles from "./ViewerHelp.module.css";

const keys: [string, string][] = [
  ...tools.map(({ key, label }): [string, string] => [key, label]),
  ["R", "Reset places, zoom and window"],
  ["H", "Hide or show the crosshair"],
  ["V", "As acquired, or reconstructed"],
  ["U", "Uncertainty of what was made"],
  ["1 … 9", "Window presets"],
  ["↑ ↓", "One slice; in 3D, turn"],
  ["Page ↑ ↓", "Ten slices"],
  ["Home, End", "First and last slice"],
  ["+ −", "Zoom"],
  ["Space", "Play or pause what follows in time"],
  ["F", "One pane, and back"],
  ["F6", "Next pane"],
  ["?", "This help"],
];

const mouse: [string, string][] = [
  ["Wheel", "Slices; in 3D, zoom"],
  ["Ctrl + wheel", "Zoom"],
  ["Drag", "The chosen tool; in 3D, turn"],
  ["Right drag", "Window and level; in 3D, zoom"],
  ["Middle drag", "Move"],
  ["Double click", "One pane, and back"],
];

const touch: [string, string][] = [
  ["One finger", "The chosen tool; in 3D, turn"],
  ["Two fingers", "Zoom and move"],
  ["Three fingers", "Window and level"],
  ["Long press", "The value at that point"],
];

/** All keys and gestures, and what the words over the pictures mean. */
export function ViewerHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Help and keys" kind="wide" onClose={onClose}>
      <div className={styles.help}>
        <KeyList title="Keys" rows={keys} />
        <div className={styles.column}>
          <KeyList title="Mouse" rows={mouse} />
          <KeyList title="Touch" rows={touch} />
        </div>
        <section className={styles.words}>
          <h3>Words</h3>
          <p>
            The patient's right (R) is on the left of the axial and coronal pictures, as if one
            stood at the feet and in front. L is left, A front, P back, S towards the head, I
            towards the feet. Places such as R 6.5, P 180.1, S 12.0 are mm from the scanner's own
            origin.
          </p>
          <p>
            W and L are window width and level: the values drawn from black to white, and their
            middle. HU are Hounsfield units: water is 0, air −1000.
          </p>
          <p>
            Exact means that every stored voxel is shown. Sharpening means that finer voxels are on
            their way. Reduced says that this device cannot show all of them in 3D; values and
            planes stay exact.
          </p>
          <p>
            Reconstructed means that slices were made between those of the scan. Each pane says
            whether its slice was made or is as acquired; made ones are estimates, marked violet and
            with a star. Uncertainty, where there is one, says where to be careful: how far two ways
            of making the same voxel lie apart. It is no bound of the error.
          </p>
        </section>
      </div>
    </Dialog>
  );
}

function KeyList({ title, rows }: { title: string; rows: [string, string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.keys}>
        {rows.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
