import { type FormEvent, useId, useState } from "react";
import { type RereadParameters } from "../../api/types";
import { fieldError } from "../../ui/describeError";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/ErrorNote";
import { Field } from "../../ui/Field";
import { announce } from "../../ui/notices";
import { Segmented } from "../../ui/Segmented";
import { JobProgress } from "../JobProgress";
import { type Reread } from "../useReread";
import { type ShownScan } from "../viewerState";
import styles from "./SpacingDialog.module.css";
import {
  countOfPixels,
  type DraftErrors,
  firstDraft,
  hasSteps,
  mmText,
  pixelOf,
  readDraft,
  type SpacingDraft,
  type Way,
  withTyped,
  withWay,
} from "./spacingDraft";

type Props = { shown: ShownScan; reread: Reread; onClose: () => void };

const kWays: { value: Way; label: string }[] = [
  { value: "pixel", label: "Pixel size" },
  { value: "field", label: "Field of view" },
];

/** How large a pixel is and how far apart slices are, where no scanner has measured it. */
export function SpacingDialog({ shown, reread, onClose }: Props) {
  const formId = useId();
  const { scan, volume } = shown;
  const { entered } = scan.spacing;
  const pixels = countOfPixels(volume);
  const withSteps = hasSteps(volume);
  const [draft, setDraft] = useState(() => firstDraft(entered, volume));
  const [errors, setErrors] = useState<DraftErrors>({});

  const change = (next: SpacingDraft) => {
    reread.clear();
    setErrors({});
    setDraft(next);
  };
  const close = () => {
    reread.clear();
    onClose();
  };
  const send = async (spacing: NonNullable<RereadParameters["spacing"]> | null) => {
    if (!(await reread.start({ spacing }))) return;
    announce(spacing ? "The size of the pixels is set." : "The entered size is taken back.");
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(draft, pixels, withSteps);
    if ("errors" in read) setErrors(read.errors);
    else void send(read.spacing);
  };

  return (
    <Dialog
      title={entered ? "Correct the size of pixels" : "Enter the size of pixels"}
      onClose={() => !reread.busy && close()}
      actions={
        reread.busy ? (
          <JobProgress work={reread} label="Reading the scan again" />
        ) : (
          <>
            {entered && (
              <Button className={styles.takeBack} onClick={() => void send(null)}>
                Take back
              </Button>
            )}
            <Button onClick={close}>Cancel</Button>
            <Button look="main" type="submit" form={formId}>
              Apply
            </Button>
          </>
        )
      }
    >
      <form id={formId} className={styles.form} noValidate onSubmit={submit}>
        <p className={styles.lead}>
          Every length, plane and proportion follows from these numbers. They are marked as entered
          by hand.
        </p>
        {reread.error !== null && <ErrorNote error={reread.error} />}
        <fieldset className={styles.fields} disabled={reread.busy}>
          <Segmented
            label="Given as"
            options={kWays}
            value={draft.way}
            onChange={(way) => change(withWay(draft, way, pixels))}
          />
          <InPlane
            draft={draft}
            errors={{
              ...errors,
              ...serverErrors(reread.error),
            }}
            onType={(field, text) => change(withTyped(draft, field, text, pixels))}
          />
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={draft.square}
              onChange={(event) => {
                const square = event.target.checked;
                const next = { ...draft, square };
                change(square ? withTyped(next, "across", draft.across, pixels) : next);
              }}
            />
            Pixels are square
          </label>
          {draft.way === "field" && <PixelNote draft={draft} pixels={pixels} />}
          {withSteps && (
            <Field
              label="From slice to slice"
              inputMode="decimal"
              autoComplete="off"
              inside={<Unit />}
              hint="Left empty where nobody knows it: then the stack has no scale."
              error={errors.slice ?? fieldError(reread.error, "parameters.spacing.sliceMm")}
              value={draft.slice}
              onChange={(event) => change({ ...draft, slice: event.target.value })}
            />
          )}
        </fieldset>
      </form>
    </Dialog>
  );
}

function serverErrors(error: unknown): DraftErrors {
  const pixel = fieldError(error, "parameters.spacing.pixelMm");
  return pixel ? { across: pixel } : {};
}

function InPlane({
  draft,
  errors,
  onType,
}: {
  draft: SpacingDraft;
  errors: DraftErrors;
  onType: (field: "across" | "down", text: string) => void;
}) {
  const whole = draft.way === "field";
  return (
    <div className={styles.pair}>
      <Field
        label={whole ? "Width of the picture" : "Pixel width"}
        data-focus-first
        inputMode="decimal"
        autoComplete="off"
        inside={<Unit />}
        error={errors.across}
        value={draft.across}
        onChange={(event) => onType("across", event.target.value)}
      />
      <Field
        label={whole ? "Height of the picture" : "Pixel height"}
        inputMode="decimal"
        autoComplete="off"
        inside={<Unit />}
        error={draft.square && errors.across ? undefined : errors.down}
        value={draft.down}
        onChange={(event) => onType("down", event.target.value)}
      />
    </div>
  );
}

/** What pixels come to where the whole picture's size is given. */
function PixelNote({
  draft,
  pixels,
}: {
  draft: SpacingDraft;
  pixels: ReturnType<typeof countOfPixels>;
}) {
  const { x, y } = pixelOf(draft, pixels);
  return (
    <p className={`${styles.lead} num`} role="status">
      {x !== null && y !== null && x > 0 && y > 0
        ? `${pixels.columns} × ${pixels.rows} pixels of ${mmText(Number(x.toPrecision(4)))} × ${mmText(Number(y.toPrecision(4)))} mm`
        : `${pixels.columns} × ${pixels.rows} pixels`}
    </p>
  );
}

function Unit() {
  return <span className={styles.unit}>mm</span>;
}
