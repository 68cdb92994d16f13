/**
 * Light, dark or high contrast: the reader's choice, else the system's. The viewer keeps a choice of its
 * own and starts dark. `public/theme.js` applies the same rule before the first paint.
 */
import { useEffect, useSyncExternalStore } from "react";

export const themes = ["light", "dark", "contrast"] as const;
export type Theme = (typeof themes)[number];
export type ThemeChoice = Theme | "system";
export type ThemeScope = "page" | "viewer";

const contrastQuery = "(prefers-contrast: more)";
const darkQuery = "(prefers-color-scheme: dark)";

let scope: ThemeScope = "page";
const listeners = new Set<() => void>();

function storageKey(): string {
  return `scanetrix-theme-${scope}`;
}

/** Null while nothing was chosen in this scope. */
function storedChoice(): ThemeChoice | null {
  try {
    const stored = localStorage.getItem(storageKey());
    return stored === "system" || themes.includes(stored as Theme) ? (stored as ThemeChoice) : null;
  } catch {
    return null; // Storage may be forbidden; then the system decides.
  }
}

export function themeChoice(): ThemeChoice {
  return storedChoice() ?? (scope === "viewer" ? "dark" : "system");
}

/** The theme that the choice means on this system now. */
export function shownTheme(): Theme {
  const choice = storedChoice();
  if (choice !== null && choice !== "system") return choice;
  if (matchMedia(contrastQuery).matches) return "contrast";
  if (choice === null && scope === "viewer") return "dark";
  return matchMedia(darkQuery).matches ? "dark" : "light";
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey(), choice);
  } catch {
    // Then the choice lasts as long as this page.
  }
  apply();
}

export function enterThemeScope(next: ThemeScope): void {
  scope = next;
  apply();
}

function apply(): void {
  document.documentElement.dataset.theme = shownTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const media = [contrastQuery, darkQuery].map((query) => matchMedia(query));
  media.forEach((query) => query.addEventListener("change", apply));
  window.addEventListener("storage", apply); // Chosen in another tab.
  return () => {
    listeners.delete(listener);
    media.forEach((query) => query.removeEventListener("change", apply));
    window.removeEventListener("storage", apply);
  };
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}

export function useShownTheme(): Theme {
  return useSyncExternalStore(subscribe, shownTheme);
}

/** While mounted, the theme is that of `next`. */
export function useThemeScope(next: ThemeScope): void {
  useEffect(() => {
    enterThemeScope(next);
    return () => enterThemeScope("page");
  }, [next]);
}
