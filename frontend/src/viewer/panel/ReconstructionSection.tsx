import { Button } from "../../ui/Button";
import { describeError } from "../../ui/describeError";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { digitsFor } from "../display/displayWindow";
import { counterpartOf, factsIn, reconstructionOf } from "../reconstruct/reconstruction";
import { type Reconstructions, useReconstructions } from "../reconstruct/reconstructions";
import { factsOf, stepsOf } from "../reconstruct/reconstructionWords";
import { UncertaintyScale } from "../uncertainty/UncertaintyScale";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { volumeName } from "../volumeWords";
import { Dial } from "./Dial";
import panel from "./Panel.module.css";
import styles from "./ReconstructionSection.module.css";

/**
 * Slices between those of the scan: the offer to make them, or how they were made, and how far they may be off.
 * Nothing where there is neither; why it cannot be done stands among what is said about the scan.
 */
export function ReconstructionSection({ viewer }: { viewer: Viewer }) {
  const reconstructions = useReconstructions();
  const { scan, volume } = viewer.shown;
  const made = reconstructionOf(scan);
  if (!made && scan.reconstruction.state !== "offered") return null;
  const refused = made && factsIn(made)?.networkRefused;
  const isShown = volume.id === made?.id;
  return (
    <section className={panel.section} aria-labelledby="panel-reconstruction">
      <header>
        <h2 id="panel-reconstruction">Between slices</h2>
      </header>
      {made ? (
        <>
          <p className={styles.which}>
            {isShown && <Icon name="estimate" size="small" />}
            <span>
              Shown: <b>{volumeName(scan, volume)}</b>
            </span>
          </p>
          {isShown && <UncertaintyControls viewer={viewer} />}
          {refused && <p className={styles.refused}>The network was not used. {refused}</p>}
          <dl className={panel.facts}>
            {factsOf(made, counterpartOf(scan, made)).map(([name, said]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{said}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <Offer viewer={viewer} reconstructions={reconstructions} />
      )}
      {reconstructions && <Actions isMade={made !== null} reconstructions={reconstructions} />}
    </section>
  );
}

function Offer({
  viewer,
  reconstructions,
}: {
  viewer: Viewer;
  reconstructions: Reconstructions | null;
}) {
  const { scan } = viewer.shown;
  const steps = stepsOf(scan, scan.reconstruction);
  const failed = reconstructions?.work.failedBefore ?? null;
  return (
    <>
      <p className={styles.how}>
        {steps
          ? `Slices lie ${steps.from} apart. More can be made between them, to ${steps.to}.`
          : "More slices can be made between those of the scan."}
      </p>
      {failed && (
        <p className={styles.refused}>The last try failed. {describeError(failed).what}</p>
      )}
    </>
  );
}

function Actions({
  isMade,
  reconstructions: { work, blocked, onConfigure, onRemove },
}: {
  isMade: boolean;
  reconstructions: Reconstructions;
}) {
  const busy = blocked || work.busy;
  return (
    <p className={styles.actions}>
      <Button look="line" size="small" disabled={busy} onClick={onConfigure}>
        {isMade ? "Make again…" : "Reconstruct…"}
      </Button>
      {isMade && (
        <Button size="small" disabled={busy} onClick={onRemove}>
          Remove…
        </Button>
      )}
    </p>
  );
}

/** Whether the uncertainty lies over the planes, how strongly, and where its colours end. */
function UncertaintyControls({ viewer }: { viewer: Viewer }) {
  const { uncertainty, loading, planesBy } = useViewerState(viewer);
  if (!viewer.uncertainty) return null;
  const { volume } = viewer.uncertainty;
  if (planesBy === "server")
    return (
      <p className={styles.how}>
        Its uncertainty is not shown here, as the server draws the planes for this browser.
      </p>
    );
  const greatest = Math.max(volume.valueRange[1], Number.EPSILON);
  const unit = volume.valueUnit ? ` in ${volume.valueUnit}` : "";
  return (
    <>
      <p className={panel.switches}>
        <label>
          <input
            type="checkbox"
            role="switch"
            checked={uncertainty.shown}
            aria-keyshortcuts="U"
            onChange={(event) => viewer.setUncertainty({ shown: event.target.checked })}
          />
          Uncertainty in the planes
        </label>
      </p>
      {uncertainty.shown && (
        <div className={styles.uncertainty}>
          <UncertaintyScale top={viewer.uncertaintyTop} unit={volume.valueUnit} />
          <p className={styles.how}>
            {volume.provenance.how} A hint where to be careful, no bound of the error.
          </p>
          {loading.uncertainty.error !== null && (
            <ErrorNote
              error={loading.uncertainty.error}
              onRetry={() => viewer.uncertainty?.retry()}
            />
          )}
          <Dial
            name="Opacity"
            label="Opacity of the uncertainty in percent"
            value={uncertainty.opacity * 100}
            digits={0}
            step={5}
            toRail={(percent) => percent / 100}
            fromRail={(part) => part * 100}
            onChange={(percent) =>
              viewer.setUncertainty({ opacity: Math.min(Math.max(percent / 100, 0), 1) })
            }
          />
          <Dial
            name="Ends at"
            label={`Uncertainty that has the strongest colour${unit}`}
            value={viewer.uncertaintyTop}
            digits={viewer.uncertaintyTop >= 10 ? 0 : digitsFor([0, viewer.uncertaintyTop])}
            step={viewer.uncertaintyTop / 10}
            // Small values are where the differences are: the rail gives them more room.
            toRail={(top) => Math.sqrt(Math.min(top / greatest, 1))}
            fromRail={(part) => Math.max(part * part, 1e-4) * greatest}
            onChange={(top) =>
              viewer.setUncertainty({ top: Math.min(Math.max(top, greatest * 1e-4), greatest) })
            }
          />
        </div>
      )}
    </>
  );
}
