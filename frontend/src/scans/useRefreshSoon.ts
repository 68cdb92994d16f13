import { useCallback, useEffect, useRef } from "react";

const restMs = 300;

/** Calls `refresh` once, a moment after the last of several wishes for it. */
export function useRefreshSoon(refresh: () => Promise<void>): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const newest = useRef(refresh);
  useEffect(() => {
    newest.current = refresh;
  }, [refresh]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void newest.current(), restMs);
  }, []);
}
