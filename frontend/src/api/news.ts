import { useEffect, useEffectEvent } from "react";
import { followEvents, type News } from "./events";

/**
 * A tab that nobody looks at lets its connection go after this long: a browser has six for one HTTP/1.1
 * server, whatever the number of tabs.
 */
const hiddenMs = 30_000;

const listeners = new Set<(news: News) => void>();
let connection: AbortController | null = null;
let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

function tell(news: News): void {
  for (const hear of listeners) hear(news);
}

function connect(): void {
  connection = new AbortController();
  void followEvents(tell, connection.signal);
}

function disconnect(): void {
  connection?.abort();
  connection = null;
}

function onVisibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(disconnect, hiddenMs);
  } else if (!connection) {
    connect();
    tell({ kind: "resumed" });
  }
}

/** Hears all news of this user. One connection serves every listener; it ends with the last of them. */
export function listenNews(listener: (news: News) => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    connect();
    document.addEventListener("visibilitychange", onVisibility);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(hiddenTimer);
    document.removeEventListener("visibilitychange", onVisibility);
    disconnect();
  };
}

/** listenNews for as long as the component is there. */
export function useNews(onNews: (news: News) => void): void {
  const hear = useEffectEvent(onNews);
  useEffect(() => listenNews((news) => hear(news)), []);
}
