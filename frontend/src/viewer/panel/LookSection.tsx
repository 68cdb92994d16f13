import { Button } from "../../ui/Button";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { Dial } from "./Dial";
import { LookSwatch } from "./LookSwatch";
import { OpacityEditor } from "./OpacityEditor";
import styles from "./Panel.module.css";
import { useLookThumbnails } from "./useLookThumbnails";

const kLeastDensity = 0.1;
const kGreatestDensity = 10;

/** How 3D looks: presets, the opacity curve, and what goes with it. */
export function LookSection({ viewer }: { viewer: Viewer }) {
  const { look, density, shaded, slicesInVolume, scene } = useViewerState(viewer);
  const pictures = useLookThumbnails(viewer);
  if (scene === "absent") return null;
  const preset = viewer.looks.find(({ id }) => id === look.id);
  const changed = preset !== undefined && (preset.points !== look.points || density !== 1);

  return (
    <section className={styles.section} aria-labelledby="panel-look">
      <header>
        <h2 id="panel-look">3D look</h2>
        {changed && (
          <Button size="small" icon="reset" onClick={() => viewer.chooseLook(preset)}>
            Undo changes
          </Button>
        )}
      </header>
      <div className={styles.looks}>
        {viewer.looks.map((choice) => (
          <button
            key={choice.id}
            type="button"
            className={styles.look}
            aria-pressed={choice.id === look.id}
            onClick={() => viewer.chooseLook(choice)}
          >
            <LookSwatch look={choice} picture={pictures.get(choice.id)} />
            {choice.name}
          </button>
        ))}
      </div>
      <OpacityEditor viewer={viewer} />
      <Dial
        name="Opacity"
        label="Opacity of the whole in percent"
        value={density * 100}
        digits={0}
        step={5}
        toRail={(percent) => Math.log(percent / 100 / kLeastDensity) / kLogRange}
        fromRail={(part) => Math.exp(part * kLogRange) * kLeastDensity * 100}
        onChange={(percent) => viewer.setDensity(within(percent / 100))}
      />
      <p className={styles.switches}>
        <label>
          <input
            type="checkbox"
            role="switch"
            checked={shaded && look.gathering === "solid"}
            disabled={look.gathering !== "solid"}
            onChange={(event) => viewer.setShaded(event.target.checked)}
          />
          Light and shade
        </label>
        <label>
          <input
            type="checkbox"
            role="switch"
            checked={slicesInVolume}
            onChange={(event) => viewer.setSlicesInVolume(event.target.checked)}
          />
          Slices in 3D
        </label>
      </p>
    </section>
  );
}

const kLogRange = Math.log(kGreatestDensity / kLeastDensity);

function within(density: number): number {
  return Math.min(Math.max(density, kLeastDensity), kGreatestDensity);
}
