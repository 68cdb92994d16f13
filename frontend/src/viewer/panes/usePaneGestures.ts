import { type RefObject, useEffect, useEffectEvent } from "react";
import { type PanePoint } from "../geometry/planeView";

/** What fingers and the mouse do in a pane. Points are CSS pixels from the pane's top left corner. */
export type PaneGestures = {
  onPress: (point: PanePoint) => void;
  /** One finger, or the mouse. `start` is where it began; `by` is the way since the last call. */
  onDrag: (drag: Drag) => void;
  onRelease: () => void;
  /** Two fingers, or the wheel with Ctrl: `factor` times as large around `at`. */
  onPinch: (factor: number, at: PanePoint, by: PanePoint) => void;
  /** The wheel: whole steps, down is positive. */
  onWheel: (steps: number, at: PanePoint) => void;
  /** The pointer without a button; null when it has left. */
  onHover: (point: PanePoint | null) => void;
  /** A finger that stays on its place. */
  onHold: (point: PanePoint) => void;
  onDouble: () => void;
};

export type Drag = {
  start: PanePoint;
  at: PanePoint;
  by: PanePoint;
  /** "main": left button or one finger; "window": right button or three fingers; "move": middle button. */
  kind: DragKind;
};
export type DragKind = "main" | "window" | "move";

const kHoldMs = 450;
const kHoldSlackPixels = 8;
const kDoubleMs = 320;
/** Pixels of a smooth wheel that make one step. */
const kWheelStep = 40;

/** Listens on `stageRef` to the pointer events of one pane and tells what they mean. */
export function usePaneGestures(
  stageRef: RefObject<HTMLElement | null>,
  gestures: PaneGestures,
): void {
  const call = useEffectEvent((run: (now: PaneGestures) => void) => run(gestures));

  useEffect(() => {
    const stage = stageRef.current;
    if (!stage) return;
    const listeners = new PaneListeners(stage, (run) => call(run));
    return () => listeners.dispose();
  }, [stageRef]);
}

type Pointer = {
  start: PanePoint;
  last: PanePoint;
  /** ms, of the event's own clock. */ since: number;
};

/** The state of one pane's pointers. Apart from React: events come faster than it draws. */
class PaneListeners {
  readonly #stage: HTMLElement;
  readonly #call: (run: (gestures: PaneGestures) => void) => void;
  readonly #end = new AbortController();
  readonly #pointers = new Map<number, Pointer>();
  #kind: DragKind = "main";
  #holdTimer: ReturnType<typeof setTimeout> | undefined;
  #holding = false;
  #wheelRest = 0;
  /** The press under way is the second of two; it counts when it ends on its place. */
  #double = false;
  #lastTap = { time: 0, at: { x: 0, y: 0 } };

  constructor(stage: HTMLElement, call: (run: (gestures: PaneGestures) => void) => void) {
    this.#stage = stage;
    this.#call = call;
    const { signal } = this.#end;
    stage.addEventListener("pointerdown", (event) => this.#onDown(event), { signal });
    stage.addEventListener("pointermove", (event) => this.#onMove(event), { signal });
    stage.addEventListener("pointerup", (event) => this.#onUp(event), { signal });
    stage.addEventListener("pointercancel", (event) => this.#onUp(event), { signal });
    stage.addEventListener("pointerleave", () => this.#call((to) => to.onHover(null)), { signal });
    stage.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    stage.addEventListener("wheel", (event) => this.#onWheel(event), { signal, passive: false });
  }

  dispose(): void {
    this.#end.abort();
    clearTimeout(this.#holdTimer);
  }

  #onDown(event: PointerEvent): void {
    // Buttons that lie over the picture do their own work.
    if (event.target instanceof Element && event.target.closest("button, [role=slider]")) return;
    const at = this.#pointOf(event);
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, {
      start: at,
      last: at,
      since: event.timeStamp,
    });
    this.#kind = kindOf(event.button, this.#pointers.size);
    clearTimeout(this.#holdTimer);
    if (this.#pointers.size > 1) return;
    this.#double = this.#isDouble(event, at);
    if (event.pointerType === "touch")
      this.#holdTimer = setTimeout(() => {
        this.#holding = true;
        this.#call((to) => to.onHold(at));
      }, kHoldMs);
    if (this.#kind === "main") this.#call((to) => to.onPress(at));
  }

  #onMove(event: PointerEvent): void {
    const at = this.#pointOf(event);
    const pointer = this.#pointers.get(event.pointerId);
    if (!pointer) {
      if (event.pointerType !== "touch") this.#call((to) => to.onHover(at));
      return;
    }
    const by = { x: at.x - pointer.last.x, y: at.y - pointer.last.y };
    const before = pointer.last;
    pointer.last = at;
    if (distance(at, pointer.start) > kHoldSlackPixels) {
      clearTimeout(this.#holdTimer);
      // The page may have been too busy to see the finger move before its timer rang.
      if (event.timeStamp - pointer.since < kHoldMs) this.#holding = false;
    }
    if (this.#holding) this.#call((to) => to.onHold(at));
    else if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, at);
    else if (this.#pointers.size !== 3 || this.#isFirst(event.pointerId))
      this.#call((to) => to.onDrag({ start: pointer.start, at, by, kind: this.#kind }));
  }

  #onUp(event: PointerEvent): void {
    const pointer = this.#pointers.get(event.pointerId);
    if (!pointer) return;
    this.#pointers.delete(event.pointerId);
    clearTimeout(this.#holdTimer);
    // A finger that stays after a pinch must not jump into the tool.
    if (this.#pointers.size > 0) {
      this.#kind = this.#pointers.size === 1 ? "move" : this.#kind;
      return;
    }
    this.#holding = false;
    this.#call((to) => to.onRelease());
    if (this.#double && distance(pointer.start, pointer.last) < kHoldSlackPixels)
      this.#call((to) => to.onDouble());
    this.#double = false;
  }

  #pinch(moved: number, before: PanePoint, at: PanePoint): void {
    const other = [...this.#pointers].find(([id]) => id !== moved)?.[1].last;
    if (!other) return;
    const factor = distance(at, other) / Math.max(distance(before, other), 1);
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    const by = { x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 };
    this.#call((to) => to.onPinch(factor, middle, by));
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const at = this.#pointOf(event);
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? kWheelStep : 1);
    // Browsers report a pinch on a touch pad as a wheel with Ctrl.
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp(-Math.max(-25, Math.min(25, pixels)) * 0.01);
      this.#call((to) => to.onPinch(factor, at, { x: 0, y: 0 }));
      return;
    }
    // A mouse wheel turns by large jumps, one slice each; a touch pad by many small ones.
    if (Math.abs(pixels) >= 2 * kWheelStep) this.#wheelRest = Math.sign(pixels) * kWheelStep;
    else this.#wheelRest += pixels;
    const steps = Math.trunc(this.#wheelRest / kWheelStep);
    this.#wheelRest -= steps * kWheelStep;
    if (steps !== 0) this.#call((to) => to.onWheel(steps, at));
  }

  #isDouble(event: PointerEvent, at: PanePoint): boolean {
    if (event.button !== 0) return false;
    const now = event.timeStamp;
    const double =
      now - this.#lastTap.time < kDoubleMs && distance(at, this.#lastTap.at) < kHoldSlackPixels;
    this.#lastTap = { time: double ? 0 : now, at };
    return double;
  }

  #isFirst(pointerId: number): boolean {
    return this.#pointers.keys().next().value === pointerId;
  }

  #pointOf(event: MouseEvent): PanePoint {
    const box = this.#stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

function kindOf(button: number, pointers: number): DragKind {
  if (pointers >= 3 || button === 2) return "window";
  return button === 1 ? "move" : "main";
}

function distance(a: PanePoint, b: PanePoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
