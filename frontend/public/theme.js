// Sets the theme before anything is drawn. The same rule as src/ui/theme.ts, whose test runs both.
(function () {
  var scope = location.pathname.indexOf("/scans/") === 0 ? "viewer" : "page";
  var choice = null;
  try {
    choice = localStorage.getItem("scanetrix-theme-" + scope);
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  var theme = choice;
  if (theme !== "light" && theme !== "dark" && theme !== "contrast") {
    if (matchMedia("(prefers-contrast: more)").matches) theme = "contrast";
    else if (choice !== "system" && scope === "viewer") theme = "dark";
    else theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
})();
