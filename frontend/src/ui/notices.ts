/** Short news: shown for a while at the lower edge, and read out by screen readers. */
import { useSyncExternalStore } from "react";

export type Notice = { id: number; text: string; tone: "plain" | "error" };

const shownForMs = 6_000;
let notices: readonly Notice[] = [];
let announcement = "";
let nextId = 1;
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

/** Shows and reads out a sentence. An error stays until it is closed. */
export function notify(text: string, tone: Notice["tone"] = "plain"): void {
  const id = nextId++;
  notices = [...notices.slice(-2), { id, text, tone }];
  if (tone === "plain") setTimeout(() => dismiss(id), shownForMs);
  changed();
}

export function dismiss(id: number): void {
  notices = notices.filter((notice) => notice.id !== id);
  changed();
}

/** Reads out a sentence that sighted people see anyway ("12 scans"). */
export function announce(text: string): void {
  announcement = text;
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(subscribe, () => notices);
}

export function useAnnouncement(): string {
  return useSyncExternalStore(subscribe, () => announcement);
}
