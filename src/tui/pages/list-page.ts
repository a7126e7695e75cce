import { blanksBack, boundCommands, cleanText, visibleWidth } from "../../core/lib/text.js";
import type { Pane, Span } from "../paint/pane.js";
import { drawTable, type TableColumn } from "../paint/table.js";
import type { Listed } from "../model/lists.js";
import type { PageName } from "../model/pages.js";
import { ageNote, type DrawContext, panelTitled } from "./draw-context.js";
import { drawStory, storyHeight, storyOf } from "./story.js";

interface ListPage<Row> {
  readonly page: PageName;
  readonly title: string;
  /** The title says how many there are; only a filter adds its count. */
  readonly hasCount?: boolean;
  readonly list: Listed<Row>;
  readonly columns: readonly TableColumn<Row>[];
  readonly none: string;
  /** Draws what is known of the row under the cursor; its title line is its own. */
  readonly detail: (pane: Pane, row: Row) => void;
  /** Lines that the detail wants below a list. */
  readonly detailHeight: number;
}

/** From this width on the details stand beside the list. */
const WIDE = 120;
const LEAST_LIST = 6;
/** Lines of a story that are worth to be shown beside the details. */
const LEAST_STORY = 14;

function filterNote<Row>({ ui }: DrawContext, { page, list }: ListPage<Row>): string {
  const filter = ui.filters[page] ?? "";
  return `${filter === "" ? "" : `filter: ${filter}  `}sort: ${list.sortedBy}`;
}

/** The list above or left, the details of its row below or right; zoomed the list alone, opened the details alone. */
export function drawListPage<Row>(pane: Pane, context: DrawContext, page: ListPage<Row>): void {
  const { list } = page;
  const row = list.current;
  if (context.ui.open && row !== null) {
    drawOpen(pane, context, page, row);
    return;
  }
  const [top, bottom] = context.ui.zoomed ? [pane, null] : split(pane, page.detailHeight, list.rows.length);
  const isWhole = list.rows.length === list.total;
  const found = isWhole ? String(list.total) : `${String(list.rows.length)}/${String(list.total)}`;
  const title =
    page.hasCount !== true ? `${page.title} ${found}` : isWhole ? page.title : `${page.title}, shown ${found}`;
  const note = `${filterNote(context, page)}  ${ageNote(context)}`;
  const body = panelTitled(top, context, "list", { title, note });
  const none =
    list.total === 0 ? page.none : `nothing matches the filter (${String(list.total)} hidden, Esc clears it)`;
  drawTable(body, {
    columns: page.columns,
    rows: list.rows,
    cursor: list.cursor,
    none,
    shift: context.ui.shifts[page.page] ?? 0,
  });
  if (bottom === null || row === null) return;
  page.detail(bottom, row);
  if (context.ui.panel === "details") bottom.select(0);
}

/** The details, and where the journal was asked, its story: below them where there is room, else in their place. */
function drawOpen<Row>(pane: Pane, { ui }: DrawContext, page: ListPage<Row>, row: Row): void {
  const story = storyOf(ui, row);
  const wanted = story === null ? 0 : storyHeight(story, pane.width);
  const room = pane.height - page.detailHeight;
  if (story === null || wanted <= room || room >= LEAST_STORY) {
    const detailHeight = Math.max(page.detailHeight, pane.height - wanted);
    page.detail(pane.part(0, 0, Infinity, detailHeight), row);
    if (story !== null) drawStory(pane.part(0, detailHeight), story);
    return;
  }
  drawStory(pane, story);
}

function split(pane: Pane, detailHeight: number, rows: number): readonly [Pane, Pane | null] {
  if (pane.width >= WIDE) {
    const left = Math.floor(pane.width * 0.62);
    for (let y = 0; y < pane.height; y++) pane.write(left, y, pane.theme.signs.vertical, "dim");
    return [pane.part(0, 0, left), pane.part(left + 1, 0)];
  }
  const wanted = Math.max(LEAST_LIST, Math.min(rows + 2, pane.height - detailHeight));
  const height = Math.min(wanted, pane.height);
  return [pane.part(0, 0, Infinity, height), height < pane.height - 1 ? pane.part(0, height) : null];
}

const FACT_INDENT = 11;

/** A command that is too long behind the indent begins before it. */
function startOf(word: string, width: number): number {
  return visibleWidth(word) <= width - FACT_INDENT ? FACT_INDENT : Math.max(1, width - visibleWidth(word));
}

/** `name   value` lines from `y` on; words, and commands in backticks, that have no room go to the next line. Returns the next free one. */
export function facts(
  pane: Pane,
  y: number,
  rows: readonly (readonly [name: string, ...spans: (string | Span)[]])[],
): number {
  let line = y;
  for (const [name, ...spans] of rows) {
    pane.write(1, line, name, "dim");
    let x = FACT_INDENT;
    for (const { text, tone } of spans.map((span): Span => (typeof span === "string" ? { text: span } : span))) {
      const bound = boundCommands(cleanText(text), pane.width - 1);
      for (const [word] of bound.matchAll(/ *[^ ]+ *$| *[^ ]+| +/g)) {
        const isOver = x > FACT_INDENT && x + visibleWidth(word.trimEnd()) > pane.width;
        if (isOver) line += 1;
        x = isOver ? startOf(word.trim(), pane.width) : x;
        const shown = isOver ? word.trimStart() : word;
        // Blanks beyond the edge are no reason to cut a word.
        const fits = x + visibleWidth(shown) <= pane.width;
        x += pane.write(x, line, blanksBack(fits ? shown : shown.trimEnd()), tone ?? "plain");
      }
    }
    line += 1;
  }
  return line;
}
