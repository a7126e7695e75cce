import { escaped } from "./escaped.js";
import { chartSvg, type Chart } from "./chart.js";
import { histogramSvg, type Histogram } from "./histogram.js";
import type { Block, Cell, ChartData, Page, Section, Table } from "./page.js";
import { STYLE } from "./style.js";

/** Steps of a heat map's colour. */
const HEATS = 4;
/** Longer texts may be broken, so that a table fits. */
const LONG = 24;
/** A fact that is longer has a line of its own. */
const WIDE = 40;

/**
 * A page as one HTML file: no script, no request to anywhere (the content policy forbids both), charts as SVG, data as data: addresses.
 * The same page gives the same bytes.
 */
export function pageHtml(page: Page): string {
  return documentHtml(page.title, [
    headerHtml(page),
    `<p class="notice">${escaped(page.notice)}</p>`,
    ...page.sections.map(sectionHtml),
  ]);
}

function headerHtml({ title, subtitle, badge, facts }: Page): string {
  const mark = badge === undefined ? "" : `<p class="badge">${escaped(badge)}</p>`;
  const rows = facts?.map(([name, value]) => {
    const wide = value.length > WIDE ? ' class="wide"' : "";
    return `<div${wide}><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`;
  });
  const list = rows === undefined ? "" : `<dl class="facts">${rows.join("")}</dl>`;
  return `<header>${mark}<h1>${escaped(title)}</h1><p class="subtitle">${escaped(subtitle)}</p>${list}</header>`;
}

/** A whole file around parts that are HTML already, with the style and the content policy of every page of ours. */
export function documentHtml(title: string, parts: readonly string[]): string {
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...parts,
    "</main>",
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function sectionHtml({ title, blocks }: Section, at: number): string {
  const id = `s${String(at + 1)}`;
  const body = blocks.map(blockHtml).join("\n");
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${escaped(title)}</h2>\n${body}\n</section>`;
}

/** One part of a page. */
export function blockHtml(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "code":
      return `<pre><code>${escaped(block.text)}</code></pre>`;
    case "figures":
      return `<dl class="figures">${block.items.map(figureHtml).join("")}</dl>`;
    case "chart":
      return chartHtml(block.chart, block.data);
    case "histogram":
      return histogramHtml(block.histogram, block.data);
    case "download":
      return downloadHtml(block.name, block.label, block.text);
    case "tables":
      return `<div class="tables">${block.tables.map(tableHtml).join("\n")}</div>`;
    case "table":
      return tableHtml(block);
  }
}

function figureHtml({ label, cell, note }: Extract<Block, { kind: "figures" }>["items"][number]): string {
  const aside = note === undefined ? "" : `<dd class="note">${escaped(note)}</dd>`;
  return `<div><dt>${escaped(label)}</dt><dd class="value${toneClass(cell)}">${escaped(cell.text)}</dd>${aside}</div>`;
}

function downloadHtml(name: string, label: string, text: string): string {
  const href = `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
  return `<p class="download"><a download="${escaped(name)}" href="${href}">${escaped(label)}</a></p>`;
}

function dataHtml(data: ChartData | undefined): string {
  if (data === undefined) return "";
  const { table, file } = data;
  const download = file === undefined ? "" : downloadHtml(file.name, `All of it: ${file.name}`, file.text);
  return `<details><summary>${escaped(table.caption)}</summary>${scrollHtml(table)}${download}</details>`;
}

function histogramHtml(histogram: Histogram, data: ChartData | undefined): string {
  const caption = `<figcaption>${escaped(histogram.title)}</figcaption>`;
  return `<figure>${caption}${histogramSvg(histogram)}${dataHtml(data)}</figure>`;
}

function chartHtml(chart: Chart, data: ChartData | undefined): string {
  const keys = chart.lines.map(
    ({ name }, at) => `<span class="key"><i class="swatch swatch-${String(at + 1)}"></i>${escaped(name)}</span>`,
  );
  const legend = chart.lines.length > 1 ? `<p class="legend">${keys.join("")}</p>` : "";
  const caption = `<figcaption>${escaped(chart.title)}</figcaption>`;
  return `<figure>${caption}${legend}${chartSvg(chart)}${dataHtml(data)}</figure>`;
}

function tableHtml(table: Table): string {
  return `<figure><figcaption>${escaped(table.caption)}</figcaption>${scrollHtml(table)}</figure>`;
}

function scrollHtml({ caption, columns, rows }: Table): string {
  const heads = columns.map(({ title, align }) => `<th scope="col" class="${align}">${escaped(title)}</th>`);
  const lines = rows.map((row) => {
    const cells = row.map((cell, at) =>
      cellHtml(typeof cell === "string" ? { text: cell } : cell, columns[at]?.align, at),
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return [
    `<div class="scroll" role="region" aria-label="${escaped(caption)}" tabindex="0"><table>`,
    `<thead><tr>${heads.join("")}</tr></thead>`,
    `<tbody>\n${lines.join("\n")}\n</tbody></table></div>`,
  ].join("");
}

function cellHtml(cell: Cell, align: "text" | "figure" = "figure", at: number): string {
  const long = cell.text.length > LONG ? " long" : "";
  const style = `${align}${toneClass(cell)}${heatClass(cell)}${long}`;
  const text = escaped(cell.text);
  return at === 0 ? `<th scope="row" class="${style}">${text}</th>` : `<td class="${style}">${text}</td>`;
}

function toneClass({ tone }: Cell): string {
  return tone === undefined ? "" : ` ${tone}`;
}

function heatClass({ heat }: Cell): string {
  if (heat === undefined || heat === 0 || !Number.isFinite(heat)) return "";
  const step = Math.min(HEATS, Math.max(1, Math.ceil(Math.abs(heat) * HEATS)));
  return ` ${heat > 0 ? "up" : "down"}-${String(step)}`;
}
