import { expect, test, vi } from "vitest";
import { ApiError } from "../../api/errors";
import { type Side } from "./fetchSide";
import { Turntable } from "./Turntable";

/** A server whose pictures come when they are let go. */
function serverOf() {
  const asked: number[] = [];
  const waiting = new Map<number, { come: () => void; fail: (error: Error) => void }>();
  const closed: number[] = [];
  const fetchSide = (angle: number, signal: AbortSignal) => {
    asked.push(angle);
    return new Promise<Side>((resolve, reject) => {
      const picture = { angle, close: () => closed.push(angle) } as unknown as ImageBitmap;
      waiting.set(angle, { come: () => resolve({ picture, level: 2 }), fail: reject });
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  };
  const settle = () => new Promise((done) => setTimeout(done, 0));
  const come = async (angle: number) => {
    waiting.get(angle)?.come();
    await settle();
  };
  const fail = async (angle: number, error: Error) => {
    waiting.get(angle)?.fail(error);
    await settle();
  };
  return { asked, closed, fetchSide, come, fail };
}

test("a side is asked for once, and shown when it has come", async () => {
  const { asked, fetchSide, come } = serverOf();
  const onChanged = vi.fn();
  const table = new Turntable(fetchSide, onChanged);
  table.want(30);
  expect([table.waiting, table.shown]).toEqual([true, null]);
  await come(30);
  expect(onChanged).toHaveBeenCalledOnce();
  expect(table.shown).toEqual({ angle: 30, level: 2 });
  table.want(40);
  await come(40);
  table.want(30);
  expect([table.waiting, asked]).toEqual([false, [30, 40]]);
  expect(table.shown?.angle).toBe(30);
});

test("while one is on its way the nearest is shown, also across 0°", async () => {
  const { fetchSide, come } = serverOf();
  const table = new Turntable(fetchSide, () => undefined);
  for (const angle of [0, 120, 240]) {
    table.want(angle);
    await come(angle);
  }
  table.want(340);
  expect([table.waiting, table.shown?.angle]).toEqual([true, 0]);
  table.want(170);
  expect(table.shown?.angle).toBe(120);
});

test("of many wishes only the newest is asked for next, one at a time", async () => {
  const { asked, fetchSide, come } = serverOf();
  const table = new Turntable(fetchSide, () => undefined);
  for (let angle = 0; angle <= 180; angle += 10) table.want(angle);
  expect(asked).toEqual([0]);
  await come(0);
  expect(asked).toEqual([0, 180]);
});

test("what does not come is said, the last picture stays, and one may try again", async () => {
  const { asked, fetchSide, come, fail } = serverOf();
  const table = new Turntable(fetchSide, () => undefined);
  table.want(0);
  await come(0);
  table.want(90);
  const gone = { type: "about:blank", title: "", status: 404, code: "not_found", detail: "" };
  await fail(90, new ApiError(gone));
  expect(table.error).toBeInstanceOf(ApiError);
  expect([table.waiting, table.shown?.angle]).toEqual([false, 0]);
  table.retry();
  expect(asked).toEqual([0, 90, 90]);
  await come(90);
  expect([table.error, table.shown?.angle]).toEqual([null, 90]);
});

test("after its end nothing is kept, and what still comes is not shown", async () => {
  const { closed, fetchSide, come } = serverOf();
  const onChanged = vi.fn();
  const table = new Turntable(fetchSide, onChanged);
  table.want(0);
  await come(0);
  table.want(10);
  onChanged.mockClear();
  table.dispose();
  await come(10);
  expect(closed).toEqual([0]);
  expect(table.picture).toBeNull();
  expect(onChanged).not.toHaveBeenCalled();
});
