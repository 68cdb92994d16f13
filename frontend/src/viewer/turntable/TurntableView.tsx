import { useEffect, useRef } from "react";
import { Button } from "../../ui/Button";
import { cameraDescription } from "../geometry/camera";
import { turnedTo } from "../geometry/turn";
import paneStyles from "../panes/Pane.module.css";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import styles from "./TurntableView.module.css";

/** The volume in 3D as the server draws it, from the side that the reader has turned to. */
export function TurntableView({ viewer }: { viewer: Viewer }) {
  const { camera, loading } = useViewerState(viewer);
  const { shown, error } = loading.turntable;
  const ref = useRef<HTMLCanvasElement>(null);
  const angle = shown?.angle;

  useEffect(() => {
    const picture = viewer.turntable?.picture;
    const context = ref.current?.getContext("2d");
    if (!picture || !context) return;
    context.canvas.width = picture.width;
    context.canvas.height = picture.height;
    context.drawImage(picture, 0, 0);
  }, [viewer, angle]);

  const from = angle === undefined ? "" : cameraDescription(turnedTo(camera, angle)).toLowerCase();
  return (
    <>
      <canvas
        ref={ref}
        className={styles.picture}
        role="img"
        aria-label={from ? `The scan in 3D, ${from}, drawn by the server` : "3D, on its way"}
        data-angle={angle}
      />
      {error !== null && (
        <div className={paneStyles.trouble} role="alert">
          <p>The server did not send this side.</p>
          <Button look="line" size="small" icon="retry" onClick={() => viewer.turntable?.retry()}>
            Try again
          </Button>
        </div>
      )}
    </>
  );
}
