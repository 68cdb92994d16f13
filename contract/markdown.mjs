// SPDX-License-Identifier: Apache-2.0
/** The little Markdown that openapi.yaml uses: paragraphs, tables, **strong** and `code`. Everything else is text. */

export function escapeHtml(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return String(text).replace(/[&<>"]/g, (sign) => names[sign]);
}

/** One line of Markdown → HTML without a block around it. */
export function inlineHtml(text) {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

/** Markdown → HTML blocks. */
export function markdownHtml(text) {
  return (text ?? "")
    .trim()
    .split(/\n\s*\n/)
    .filter((block) => block !== "")
    .map((block) => (block.startsWith("|") ? tableHtml(block) : `<p>${inlineHtml(block)}</p>`))
    .join("\n");
}

function tableHtml(block) {
  const rows = block.split("\n").map((row) => row.split("|").slice(1, -1));
  const cells = (row, tag) =>
    row.map((cell) => `<${tag}>${inlineHtml(cell.trim())}</${tag}>`).join("");
  const [head, , ...body] = rows;
  return (
    `<div class="wide" tabindex="0"><table><thead><tr>${cells(head, "th")}</tr></thead><tbody>` +
    body.map((row) => `<tr>${cells(row, "td")}</tr>`).join("") +
    "</tbody></table></div>"
  );
}
