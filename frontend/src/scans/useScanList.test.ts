// @vitest-environment jsdom
import { act, renderHook, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import { listScans } from "../api/scans";
import { type Scan } from "../api/types";
import { exampleScan } from "../testing/examples";
import { firstView, type ScanView } from "./scanView";
import { useScanList } from "./useScanList";

vi.mock("../api/scans", () => ({ listScans: vi.fn() }));

/** What the server has; pages are of two scans. */
let stored: Scan[] = [];
const pageLength = 2;

beforeEach(() => {
  stored = ["a", "b", "c", "d", "e"].map((id) => exampleScan({ id, name: id }));
  vi.mocked(listScans).mockImplementation(async (view, { cursor = "0" }) => {
    const found = stored.filter(({ name }) => name.includes(view.query));
    const first = Number(cursor);
    const end = first + pageLength;
    return {
      items: found.slice(first, end),
      nextCursor: end < found.length ? String(end) : null,
      total: found.length,
      modalities: {},
      usedBytes: 0,
    };
  });
});

async function renderList() {
  const hook = renderHook(({ view }: { view: ScanView }) => useScanList(view), {
    initialProps: { view: firstView },
  });
  await waitFor(() => expect(hook.result.current.page).not.toBeNull());
  const names = () => hook.result.current.page?.items.map(({ name }) => name).join("");
  return { ...hook, names };
}

test("more pages follow the first", async () => {
  const { result, names } = await renderList();
  expect(names()).toBe("ab");
  await act(() => result.current.loadMore());
  expect(names()).toBe("abcd");
  await act(() => result.current.loadMore());
  expect(names()).toBe("abcde");
  expect(result.current.page?.nextCursor).toBeNull();
});

test("a scan that moved between pages is there once", async () => {
  const { result, names } = await renderList();
  stored.unshift(exampleScan({ id: "new", name: "new" }));
  await act(() => result.current.loadMore());
  expect(names()).toBe("abc");
});

test("another view begins anew, and the old one stays until it is there", async () => {
  const { result, names, rerender } = await renderList();
  rerender({ view: { ...firstView, query: "e" } });
  expect(result.current.isOld).toBe(true);
  expect(names()).toBe("ab");
  await waitFor(() => expect(names()).toBe("e"));
  expect(result.current.isOld).toBe(false);
});

test("a deleted scan goes at once, and is counted off", async () => {
  const { result, names } = await renderList();
  act(() => result.current.remove("a"));
  expect(names()).toBe("b");
  expect(result.current.page?.total).toBe(4);
});

test("a failed refresh keeps what was shown, and the next one clears the error", async () => {
  const { result, names } = await renderList();
  vi.mocked(listScans).mockRejectedValueOnce(new NetworkError());
  await act(() => result.current.refresh());
  expect(result.current.error).toBeInstanceOf(NetworkError);
  expect(names()).toBe("ab");
  await act(() => result.current.refresh());
  expect(result.current.error).toBeNull();
});
