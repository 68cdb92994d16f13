// SPDX-License-Identifier: Apache-2.0
/** Light or dark as the reader's system is. The colours are those of the page. */
export const docsStyle = `
:root { color-scheme: light dark; --bg: #f5f6f7; --surface: #fff; --text: #12181d; --text-2: #4b5761; --line: #dfe3e7;
  --accent: #0a6e64; --well: #eef0f2; }
@media (prefers-color-scheme: dark) { :root { --bg: #0b0e11; --surface: #12161a; --text: #e8ecef; --text-2: #a7b1ba;
  --line: #242b32; --accent: #5ad3c3; --well: #1a2026; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body { margin: 0; display: grid; grid-template-columns: 260px minmax(0, 1fr); background: var(--bg); color: var(--text);
  font: 420 15px/1.5 "Inter Variable", system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 24px; border-right: 1px solid var(--line);
  background: var(--surface); font-size: 13px; }
nav h2 { margin: 20px 0 4px; font-size: 12px; color: var(--text-2); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 3px 0; color: var(--text); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
.brand { margin: 0; font-weight: 640; font-size: 15px; }
.brand span { color: var(--text-2); font-weight: 420; }
main { max-width: 1000px; padding: 32px; }
h1 { margin: 0 0 8px; font-size: 32px; line-height: 1.25; letter-spacing: -0.018em; }
h2 { margin: 48px 0 8px; font-size: 24px; line-height: 1.25; letter-spacing: -0.018em; }
h3 { margin: 0 0 8px; font-size: 18px; line-height: 1.25; }
h4 { margin: 20px 0 4px; font-size: 13px; }
nav h2:first-of-type { margin-top: 16px; }
p { max-width: 75ch; margin: 8px 0; }
.lead { color: var(--text-2); }
a { color: var(--accent); }
a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
article { margin: 16px 0; padding: 20px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
article:target { border-color: var(--accent); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; }
code { padding: 1px 4px; border-radius: 4px; background: var(--well); overflow-wrap: anywhere; }
pre { margin: 8px 0; padding: 12px; overflow-x: auto; border-radius: 8px; background: var(--well); }
.route b { display: inline-block; min-width: 56px; font-size: 12px; }
.open { font-size: 12px; font-weight: 420; color: var(--text-2); }
.wide { overflow-x: auto; margin: 12px 0 0; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
caption { padding: 4px 0; text-align: left; font-weight: 540; }
th, td { padding: 6px 12px 6px 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
th { font-weight: 540; color: var(--text-2); }
small { color: var(--text-2); }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; padding: 8px; background: var(--surface); }
@media (max-width: 800px) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; height: auto;
  border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 16px; } }
`;
