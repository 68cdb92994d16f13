import { type RefObject, useEffect, useRef, useState } from "react";
import { type LightBoxGrid, type TileOrder } from "../../api/types";
import { countOf } from "../../ui/amounts";
import { Button } from "../../ui/Button";
import { ErrorNote } from "../../ui/ErrorNote";
import { announce } from "../../ui/notices";
import { Segmented } from "../../ui/Segmented";
import { type PlaneName } from "../geometry/volumeGeometry";
import { JobProgress } from "../JobProgress";
import { PlanePane } from "../panes/PlanePane";
import { type Reread } from "../useReread";
import { type Viewer } from "../Viewer";
import styles from "./SheetEditor.module.css";
import { SheetGrid } from "./SheetGrid";
import { Stepper } from "./Stepper";
import { isOnePicture, resultOf, tilesOf } from "./tiles";
import { type Measured, useCut } from "./useCut";

/** What the editor begins with. */
export type SheetWish = {
  grid: LightBoxGrid;
  /** The grid of the stack that was there before, which cancelling brings back; null where there was none. */
  before: LightBoxGrid | null;
};

type Props = {
  viewer: Viewer;
  plane: PlaneName;
  wish: SheetWish;
  reread: Reread;
  onClose: () => void;
};

/** As many rows or columns as the server takes. */
const kMost = 100;
const kOrders: { value: TileOrder; label: string }[] = [
  { value: "row_major", label: "Row by row" },
  { value: "column_major", label: "Column by column" },
];

/** Lays a grid over a picture, tile by tile, and makes a stack of it when the reader says so. */
export function SheetEditor({ viewer, plane, wish, reread, onClose }: Props) {
  const [grid, setGrid] = useState(wish.grid);
  const [attempt, setAttempt] = useState(0);
  const formRef = useRef<HTMLElement>(null);
  const measured = useCut(viewer.shown.scan.id, grid, attempt);
  const tiles = measured.cut && !isOnePicture(grid) ? tilesOf(measured.cut, grid.order) : [];
  useFocusWhileThere(formRef);

  const apply = async (lightBox: LightBoxGrid, done: string) => {
    if (!(await reread.start({ lightBox }))) return;
    announce(done);
    onClose();
  };
  const cancel = async () => {
    reread.clear();
    if (wish.before) await apply(wish.before, "The stack is as it was.");
    else onClose();
  };
  const change = (part: Partial<LightBoxGrid>) => {
    reread.clear();
    setGrid({ ...grid, ...part });
  };
  const slices = measured.cut ? resultOf(measured.cut, grid.order).slices : 0;

  return (
    <>
      <main id="panes" className={styles.stage}>
        <PlanePane
          viewer={viewer}
          plane={plane}
          enlarged
          overlay={<SheetGrid tiles={tiles} mapping={viewer.mapping(plane)} />}
        />
      </main>
      <section className={styles.desk} ref={formRef} aria-label="Sheet of slices">
        {/* Esc is the same as the button Cancel. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <form
          className={styles.form}
          noValidate
          onSubmit={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (event.key === "Escape" && !reread.busy) void cancel();
          }}
        >
          <div className={styles.fields}>
            <Stepper
              label="Rows"
              one="row"
              focusFirst
              value={grid.rows}
              most={kMost}
              disabled={reread.busy}
              onChange={(rows) => change({ rows })}
            />
            <Stepper
              label="Columns"
              one="column"
              value={grid.columns}
              most={kMost}
              disabled={reread.busy}
              onChange={(columns) => change({ columns })}
            />
            <div className={styles.order}>
              <span aria-hidden="true">Order</span>
              <Segmented
                label="Order"
                options={kOrders.map((order) => ({ ...order, disabled: reread.busy }))}
                value={grid.order}
                onChange={(order) => change({ order })}
              />
            </div>
            <Outcome grid={grid} measured={measured} onRetry={() => setAttempt(attempt + 1)} />
          </div>
          {reread.error !== null && <ErrorNote error={reread.error} />}
          {reread.busy ? (
            <JobProgress work={reread} label="Reading the scan again" />
          ) : (
            <div className={styles.actions}>
              <Button onClick={() => void cancel()}>
                {wish.before ? "Back to the stack" : "Cancel"}
              </Button>
              <Button
                look="line"
                onClick={() =>
                  void apply(
                    { rows: 1, columns: 1, order: "row_major" },
                    "It is kept as one picture.",
                  )
                }
              >
                It is one picture
              </Button>
              <Button
                look="main"
                disabled={slices === 0 || isOnePicture(grid)}
                onClick={() =>
                  void apply(grid, `The sheet is a stack of ${countOf(slices, "slice")} now.`)
                }
              >
                Make a stack
              </Button>
            </div>
          )}
        </form>
      </section>
    </>
  );
}

/** What will come of it, in words. */
function Outcome({
  grid,
  measured: { cut, waiting, error },
  onRetry,
}: {
  grid: LightBoxGrid;
  measured: Measured;
  onRetry: () => void;
}) {
  if (error !== null) return <ErrorNote error={error} onRetry={onRetry} />;
  const result = cut && resultOf(cut, grid.order);
  return (
    <div className={styles.outcome} role="status">
      {isOnePicture(grid) ? (
        <p>One row and one column is one picture.</p>
      ) : waiting || !result ? (
        <p>Measuring…</p>
      ) : result.slices === 0 ? (
        <p>All of the picture is of one colour: there is nothing to cut.</p>
      ) : (
        <>
          <p className="num">
            <b>{countOf(result.slices, "slice")}</b> of {result.width} × {result.height}
          </p>
          {result.blankAtEnd > 0 && (
            <p className={styles.blank}>
              {countOf(result.blankAtEnd, "blank tile")} at the end left out
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** The focus comes to the marked control, and goes back where it was. */
function useFocusWhileThere(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>("[data-focus-first]")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [ref]);
}
