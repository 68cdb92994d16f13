// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chooseTheme, enterThemeScope, shownTheme, themeChoice, type ThemeScope } from "./theme";

const firstScript = readFileSync(resolve(import.meta.dirname, "../../public/theme.js"), "utf8");

function systemWants(...queries: string[]) {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: queries.some((wanted) => query.includes(wanted)),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}

beforeEach(() => {
  localStorage.clear();
  systemWants();
  enterThemeScope("page");
});
afterEach(() => enterThemeScope("page"));

test("the reader's choice goes before the system's", () => {
  systemWants("prefers-color-scheme: dark");
  chooseTheme("light");
  expect(document.documentElement.dataset.theme).toBe("light");
});

test("without a choice the system decides, and contrast goes before dark", () => {
  systemWants("prefers-color-scheme: dark");
  expect(shownTheme()).toBe("dark");
  systemWants("prefers-color-scheme: dark", "prefers-contrast: more");
  expect(shownTheme()).toBe("contrast");
});

test("the viewer starts dark and keeps its own choice", () => {
  chooseTheme("light");
  enterThemeScope("viewer");
  expect([themeChoice(), shownTheme()]).toEqual(["dark", "dark"]);
  chooseTheme("contrast");
  enterThemeScope("page");
  expect(themeChoice()).toBe("light");
});

describe("the first script sets what the page would", () => {
  const choices = [null, "light", "dark", "contrast", "system", "nonsense"];
  const systems = [[], ["prefers-color-scheme: dark"], ["prefers-contrast: more"]];
  const scopes: [ThemeScope, string][] = [
    ["page", "/"],
    ["viewer", "/scans/s1"],
  ];
  for (const [scope, address] of scopes)
    for (const choice of choices)
      for (const system of systems)
        test(`${scope}, chosen ${choice}, system ${system.join() || "light"}`, () => {
          systemWants(...system);
          if (choice) localStorage.setItem(`scanetrix-theme-${scope}`, choice);
          history.replaceState(null, "", address);
          enterThemeScope(scope);

          // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
          new Function("matchMedia", firstScript)(window.matchMedia);

          expect(document.documentElement.dataset.theme).toBe(shownTheme());
        });
});
