// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followEvents, type News } from "./events";
import { listenNews } from "./news";

vi.mock("./events", () => ({ followEvents: vi.fn() }));
const follow = vi.mocked(followEvents);
const open = () => follow.mock.calls.filter(([, signal]) => !signal.aborted).length;

function look(hidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers();
  follow.mockReset().mockResolvedValue();
});
afterEach(() => vi.useRealTimers());

test("one connection serves all, and ends with the last", () => {
  const first = listenNews(vi.fn());
  const second = listenNews(vi.fn());
  expect(follow).toHaveBeenCalledOnce();
  first();
  expect(open()).toBe(1);
  second();
  expect(open()).toBe(0);
});

test("a tab that nobody looks at lets go after a while, and asks again when it is looked at", () => {
  const heard: News[] = [];
  const stop = listenNews((news) => heard.push(news));
  look(true);
  expect(open()).toBe(1);
  vi.advanceTimersByTime(30_000);
  expect(open()).toBe(0);

  look(false);
  expect(open()).toBe(1);
  expect(heard).toEqual([{ kind: "resumed" }]);
  stop();
});

test("looking away for a moment changes nothing", () => {
  const hear = vi.fn();
  const stop = listenNews(hear);
  look(true);
  vi.advanceTimersByTime(10_000);
  look(false);
  vi.advanceTimersByTime(60_000);
  expect(open()).toBe(1);
  expect(hear).not.toHaveBeenCalled();
  stop();
});
