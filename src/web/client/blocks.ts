import type { LiveBlock, Panel } from "../../core/page/live-page.js";
import { chartElement } from "./charts.js";

type Table = Extract<LiveBlock, { readonly kind: "table" }>;
type Figures = Extract<LiveBlock, { readonly kind: "figures" }>;
type Cell = Exclude<Table["rows"][number][number], string>;

const HEATS = 4;
const LONG = 24;

/** An element with a text: what a venue or a log says can't become anything else. */
export function element(name: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(name);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

function within(parent: HTMLElement, children: readonly HTMLElement[]): HTMLElement {
  parent.append(...children);
  return parent;
}

/** Puts what a panel says now in place of what it said. */
export function paintPanel(panels: HTMLElement, panel: Panel): void {
  const section = document.getElementById(panel.id) ?? newPanel(panels, panel);
  const body = section.querySelector(".panel-body");
  if (body === null) return;
  const places = scrolled(body);
  body.replaceChildren(...panel.blocks.map(blockElement));
  body.querySelectorAll(".scroll").forEach((region, at) => {
    region.scrollTop = places[at] ?? 0;
  });
}

/** How far its tables are scrolled: they stay there. */
function scrolled(body: Element): readonly number[] {
  return [...body.querySelectorAll(".scroll")].map(({ scrollTop }) => scrollTop);
}

function newPanel(panels: HTMLElement, { id, title, width }: Panel): HTMLElement {
  const section = element("section", "", `panel ${width}`);
  section.id = id;
  const heading = element("h2", title);
  heading.id = `${id}-title`;
  section.setAttribute("aria-labelledby", heading.id);
  panels.append(within(section, [heading, element("div", "", "panel-body")]));
  return section;
}

function blockElement(block: LiveBlock): HTMLElement {
  switch (block.kind) {
    case "text":
      return element("p", block.text);
    case "list":
      return within(
        element("ul"),
        block.items.map((item) => element("li", item)),
      );
    case "figures":
      return figuresElement(block);
    case "table":
      return tableElement(block);
    case "live-chart":
      return chartElement(block.chart);
  }
}

function figuresElement({ items }: Figures): HTMLElement {
  return within(
    element("dl", "", "figures"),
    items.map(({ label, cell, note }) =>
      within(element("div"), [
        element("dt", label),
        element("dd", cell.text, ["value", cell.tone ?? ""].join(" ").trim()),
        ...(note === undefined ? [] : [element("dd", note, "note")]),
      ]),
    ),
  );
}

function tableElement({ caption, columns, rows }: Table): HTMLElement {
  const heads = columns.map(({ title, align }) => {
    const head = element("th", title, align);
    head.setAttribute("scope", "col");
    return head;
  });
  const lines = rows.map((row) =>
    within(
      element("tr"),
      row.map((cell, at) => cellElement(typeof cell === "string" ? { text: cell } : cell, columns[at]?.align, at)),
    ),
  );
  const table = within(element("table"), [
    within(element("thead"), [within(element("tr"), heads)]),
    within(element("tbody"), lines),
  ]);
  const region = within(element("div", "", "scroll"), [table]);
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", caption);
  region.tabIndex = 0;
  return within(element("figure"), [element("figcaption", caption), region]);
}

function cellElement(cell: Cell, align: "text" | "figure" = "figure", at: number): HTMLElement {
  const style = [align, cell.tone ?? "", heatOf(cell.heat), cell.text.length > LONG ? "long" : ""];
  const made = element(at === 0 ? "th" : "td", cell.text, style.filter((word) => word !== "").join(" "));
  if (at === 0) made.setAttribute("scope", "row");
  return made;
}

function heatOf(heat = 0): string {
  if (heat === 0) return "";
  return `${heat > 0 ? "up" : "down"}-${String(Math.min(HEATS, Math.max(1, Math.ceil(Math.abs(heat) * HEATS))))}`;
}
