import { slicePlaceText, sliceText } from "../paneWords";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { sliceIndex } from "../viewerState";
import styles from "./CineBar.module.css";
import { PlayControl } from "./PlayControl";
import { speedsOf } from "./speeds";

/** Goes through pictures of one place over time. Nothing where a volume is shown. */
export function CineBar({ viewer }: { viewer: Viewer }) {
  const state = useViewerState(viewer);
  const { geometry, volume } = viewer.shown;
  const { flat } = geometry;
  if (!flat || flat.kind !== "cine" || volume.shape[0] < 2) return null;
  const index = sliceIndex(state, geometry, flat.plane);
  const { speeds, first } = speedsOf(volume.cine?.frameMs ?? null);
  const words = [sliceText, slicePlaceText].map((say) => say(viewer.shown, flat.plane, index));
  return (
    <div className={styles.bar}>
      <PlayControl
        name="Frame"
        count={volume.shape[0]}
        index={index}
        text={words.filter(Boolean).join(" · ")}
        speeds={speeds}
        firstSpeed={first}
        isReady={() => viewer.planes.settled}
        onGoTo={(next) => viewer.setSlice(flat.plane, next)}
      />
    </div>
  );
}
