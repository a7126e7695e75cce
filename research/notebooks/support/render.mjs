// A notebook that was run as one HTML file in the style of the reports.
import { marked } from "marked";
import { escaped } from "../../../dist/core/page/escaped.js";
import { blockHtml, documentHtml } from "../../../dist/core/page/html.js";

const MARKDOWN = { gfm: true, async: false };

/** cells: of `cellsOf`; shown: blocks with the lines that showed them. */
export function notebookHtml(name, cells, shown) {
  const title = cells
    .map(({ kind, text }) => (kind === "prose" ? /^# (.+)$/m.exec(text)?.[1] : undefined))
    .find(Boolean);
  const parts = cells.map((cell) => {
    if (cell.kind === "prose") return marked.parse(cell.text, MARKDOWN).trim();
    const own = shown.filter(({ line }) => line >= cell.from && line <= cell.to);
    return [`<pre><code>${escaped(cell.text)}</code></pre>`, ...own.map(({ block }) => blockHtml(block))].join("\n");
  });
  return documentHtml(title ?? name, parts);
}
