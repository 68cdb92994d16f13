import { useCallback, useEffect, useRef, useState } from "react";
import { isAbort } from "../api/errors";
import { listScans } from "../api/scans";
import { type Scan, type ScanPage } from "../api/types";
import { type ScanView } from "./scanView";

const pageLength = 24;

/** All pages shown so far, as one. */
type Shown = { view: ScanView; page: ScanPage };

export type ScanList = {
  /** Null until the first answer. May still be of the view before, while `isOld`. */
  page: ScanPage | null;
  /** The view has changed and its answer is on the way. */
  isOld: boolean;
  loadingMore: boolean;
  /** Of the last request that failed; null again after one that did not. */
  error: unknown;
  loadMore: () => Promise<void>;
  /** Asks again for everything shown, without anything flickering. */
  refresh: () => Promise<void>;
  replace: (scan: Scan) => void;
  remove: (id: string) => void;
};

/** The scans of one view, page by page. */
export function useScanList(view: ScanView): ScanList {
  const [shown, setShown] = useState<Shown | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);

  /** Runs one request; a newer one ends it. What it gives is dropped if it was ended. */
  const request = useCallback(async (work: (signal: AbortSignal) => Promise<Shown>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    try {
      const next = await work(controller.signal);
      if (controller.signal.aborted) return;
      setShown(next);
      setError(null);
    } catch (caught) {
      if (!controller.signal.aborted && !isAbort(caught)) setError(caught);
    }
  }, []);

  useEffect(() => {
    void request(async (signal) => ({
      view,
      page: await listScans(view, { limit: pageLength }, signal),
    }));
  }, [view, request]);
  useEffect(() => () => running.current?.abort(), []);

  const refresh = useCallback(async () => {
    const wanted = shown?.view === view ? shown.page.items.length : 0;
    await request(async (signal) => ({ view, page: await fetchPages(view, wanted, signal) }));
  }, [request, shown, view]);

  const loadMore = useCallback(async () => {
    const cursor = shown?.page.nextCursor;
    if (!shown || !cursor) return;
    setLoadingMore(true);
    await request(async (signal) => {
      const next = await listScans(shown.view, { limit: pageLength, cursor }, signal);
      return { view: shown.view, page: joined(shown.page, next) };
    });
    setLoadingMore(false);
  }, [request, shown]);

  const changeItems = useCallback((change: (items: Scan[]) => Scan[]) => {
    setShown((before) => {
      if (!before) return before;
      const items = change(before.page.items);
      const total = before.page.total - (before.page.items.length - items.length);
      return { ...before, page: { ...before.page, items, total } };
    });
  }, []);

  return {
    page: shown?.page ?? null,
    isOld: shown !== null && shown.view !== view,
    loadingMore,
    error,
    loadMore,
    refresh,
    replace: useCallback(
      (scan) => changeItems((items) => items.map((item) => (item.id === scan.id ? scan : item))),
      [changeItems],
    ),
    remove: useCallback(
      (id) => changeItems((items) => items.filter((item) => item.id !== id)),
      [changeItems],
    ),
  };
}

/** As many pages as it takes for `count` scans; at least one, at most all there are. */
async function fetchPages(view: ScanView, count: number, signal: AbortSignal): Promise<ScanPage> {
  let page = await listScans(view, { limit: pageLength }, signal);
  while (page.items.length < count && page.nextCursor) {
    const next = await listScans(view, { limit: pageLength, cursor: page.nextCursor }, signal);
    page = joined(page, next);
  }
  return page;
}

/** A scan that moved between the pages meanwhile is kept once. */
function joined(before: ScanPage, next: ScanPage): ScanPage {
  const known = new Set(before.items.map(({ id }) => id));
  return { ...next, items: [...before.items, ...next.items.filter(({ id }) => !known.has(id))] };
}
