import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { IconButton } from "../../ui/IconButton";
import { digitsFor, formatValue } from "../display/displayWindow";
import { histogramOf, logarithmicBars } from "../display/histogram";
import {
  addedPoint,
  editorRange,
  movedPoint,
  recoloredPoint,
  removedPoint,
} from "../looks/editPoints";
import { cssColor, hex, lookAt, type LookPoint, type Rgb } from "../looks/look";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { NumberField } from "./NumberField";
import styles from "./OpacityEditor.module.css";

const kWidth = 288;
const kHeight = 92;
const kBars = 96;

/**
 * The opacity curve over the values that occur. Points are dragged, moved by arrow keys, and typed; a press on the
 * empty chart adds one, Delete takes one away.
 */
export function OpacityEditor({ viewer }: { viewer: Viewer }) {
  const { look } = useViewerState(viewer);
  const { volume } = viewer.shown;
  const [chosen, setChosen] = useState(0);
  const chartRef = useRef<HTMLDivElement>(null);
  const dragged = useRef<number | null>(null);
  const points = look.points;
  // The frame is that of the look as it was chosen: it must not run away under the finger.
  const preset = viewer.looks.find(({ id }) => id === look.id)?.points ?? points;
  const range = editorRange(preset, volume.valueRange);
  const [least, greatest] = range;
  const digits = digitsFor(volume.valueRange);
  const place = Math.min(chosen, points.length - 1);
  const point = points[place];

  const across = (value: number) => ((value - least) / (greatest - least)) * 100;
  const change = (n: number, to: { value: number; opacity: number }) =>
    viewer.setPoints(movedPoint(points, n, to, range));
  const at = (event: PointerEvent) => {
    const box = chartRef.current?.getBoundingClientRect();
    if (!box) return { value: least, opacity: 0 };
    return {
      value: least + ((event.clientX - box.left) / box.width) * (greatest - least),
      opacity: 1 - (event.clientY - box.top) / box.height,
    };
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const pressed = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (pressed) {
      dragged.current = Number(pressed.dataset.place);
      setChosen(dragged.current);
      pressed.focus();
      return;
    }
    const added = addedPoint(points, at(event));
    viewer.setPoints(added.points);
    dragged.current = added.place;
    setChosen(added.place);
  };
  const onKey = (event: KeyboardEvent, n: number) => {
    const own = points[n];
    if (!own) return;
    const big = event.shiftKey ? 5 : 1;
    const step = ((greatest - least) / 200) * big;
    const by = {
      ArrowLeft: { value: -step, opacity: 0 },
      ArrowRight: { value: step, opacity: 0 },
      ArrowUp: { value: 0, opacity: 0.01 * big },
      ArrowDown: { value: 0, opacity: -0.01 * big },
    }[event.key];
    if (by) change(n, { value: own.value + by.value, opacity: own.opacity + by.opacity });
    else if (event.key === "Delete" || event.key === "Backspace") {
      viewer.setPoints(removedPoint(points, n));
      setChosen(Math.max(0, n - 1));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles.editor}>
      {/* Keys work on the points inside. */}
      <div
        className={styles.chart}
        ref={chartRef}
        onPointerDown={onDown}
        onPointerMove={(event) => {
          if (dragged.current !== null && event.currentTarget.hasPointerCapture(event.pointerId))
            change(dragged.current, at(event));
        }}
        onPointerUp={() => (dragged.current = null)}
        onPointerCancel={() => (dragged.current = null)}
      >
        <svg viewBox={`0 0 ${kWidth} ${kHeight}`} preserveAspectRatio="none" aria-hidden="true">
          <path className={styles.grid} d={`M72 0V${kHeight}M144 0V${kHeight}M216 0V${kHeight}`} />
          <path
            className={styles.histogram}
            d={areaOf(logarithmicBars(histogramOf(volume), kBars, range))}
          />
          <path className={styles.area} d={`${curveOf(points, range)}V${kHeight}H0Z`} />
          <path className={styles.curve} d={curveOf(points, range)} />
        </svg>
        {points.map((own, n) => (
          <button
            key={n}
            type="button"
            className={styles.point}
            data-place={n}
            data-chosen={n === place || undefined}
            style={
              {
                left: `${Math.min(Math.max(across(own.value), 0), 100)}%`,
                top: `${(1 - own.opacity) * 100}%`,
                "--c": cssColor(own.color),
              } as CSSProperties
            }
            aria-label={`Point at ${formatValue(own.value, digits)} ${volume.valueUnit}, ${Math.round(own.opacity * 100)} % solid`}
            onFocus={() => setChosen(n)}
            onKeyDown={(event) => onKey(event, n)}
          />
        ))}
      </div>
      <div className={styles.colors} style={{ background: gradientOf(points, range) }} />
      <p className={styles.axis}>
        <span>{formatValue(least, digits)}</span>
        <span>
          {formatValue(greatest, digits)} {volume.valueUnit}
        </span>
      </p>
      {point && (
        <div className={styles.typed}>
          <input
            type="color"
            aria-label="Color of the point"
            value={toHex(point.color)}
            onChange={(event) =>
              viewer.setPoints(recoloredPoint(points, place, hex(event.target.value)))
            }
          />
          <NumberField
            label={`Value of the point${volume.valueUnit && ` in ${volume.valueUnit}`}`}
            value={point.value}
            digits={digits}
            step={(greatest - least) / 200}
            onChange={(value) => change(place, { value, opacity: point.opacity })}
          />
          <span>{volume.valueUnit || "value"}</span>
          <NumberField
            label="Opacity of the point in percent"
            value={point.opacity * 100}
            digits={0}
            step={1}
            onChange={(percent) => change(place, { value: point.value, opacity: percent / 100 })}
          />
          <span>% solid</span>
          <IconButton
            icon="trash"
            label="Remove this point"
            size="small"
            disabled={points.length <= 2}
            onClick={() => {
              viewer.setPoints(removedPoint(points, place));
              setChosen(Math.max(0, place - 1));
            }}
          />
        </div>
      )}
    </div>
  );
}

type Range = readonly [number, number];

function curveOf(points: readonly LookPoint[], [least, greatest]: Range): string {
  const x = (value: number) => (((value - least) / (greatest - least)) * kWidth).toFixed(1);
  const y = (opacity: number) => ((1 - opacity) * kHeight).toFixed(1);
  const first = lookAt(points, least);
  const last = lookAt(points, greatest);
  const inside = points
    .filter(({ value }) => value > least && value < greatest)
    .map(({ value, opacity }) => `L${x(value)} ${y(opacity)}`);
  return `M0 ${y(first.opacity)}${inside.join("")}L${kWidth} ${y(last.opacity)}`;
}

function areaOf(bars: number[]): string {
  const step = kWidth / bars.length;
  const tops = bars.map(
    (height, n) =>
      `L${((n + 0.5) * step).toFixed(1)} ${(kHeight - height * kHeight * 0.9).toFixed(1)}`,
  );
  return `M0 ${kHeight}${tops.join("")}L${kWidth} ${kHeight}Z`;
}

function gradientOf(points: readonly LookPoint[], [least, greatest]: Range): string {
  const stops = points.map(
    ({ value, color }) =>
      `${cssColor(color)} ${(((value - least) / (greatest - least)) * 100).toFixed(1)}%`,
  );
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

function toHex(color: Rgb): string {
  const parts = color.map((part) =>
    Math.round(part * 255)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${parts.join("")}`;
}
