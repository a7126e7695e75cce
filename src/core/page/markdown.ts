import type { Block, Cell, Page, Section, Table } from "./page.js";

/** A page as Markdown; charts and files are in the HTML alone. */
export function pageMarkdown({ title, subtitle, badge, facts = [], notice, sections }: Page): string {
  const heading = badge === undefined ? plain(title) : `${plain(badge)}: ${plain(title)}`;
  const list = facts.map(([name, value]) => `* ${plain(name)}: ${plain(value)}`).join("\n");
  const opening = [`# ${heading}`, plain(subtitle), ...(list === "" ? [] : [list]), `> ${plain(notice)}`];
  const parts = [...opening, ...sections.flatMap(sectionMarkdown)];
  return `${parts.join("\n\n")}\n`;
}

function sectionMarkdown({ title, blocks }: Section): readonly string[] {
  const body = blocks.flatMap(blockMarkdown);
  return body.length === 0 ? [] : [`## ${plain(title)}`, ...body];
}

function blockMarkdown(block: Block): readonly string[] {
  switch (block.kind) {
    case "text":
      return [plain(block.text)];
    case "list":
      return [block.items.map((item) => `* ${plain(item)}`).join("\n")];
    case "code":
      return [`\`\`\`sh\n${block.text}\n\`\`\``];
    case "figures":
      return [
        rows([
          ["figure", "value", ""],
          ["---", "---:", "---"],
          ...block.items.map(({ label, cell, note }) => [plain(label), plain(cell.text), plain(note ?? "")]),
        ]),
      ];
    case "table":
      return [`${plain(block.caption)}:`, tableMarkdown(block)];
    case "tables":
      return block.tables.flatMap(blockMarkdown);
    case "chart":
    case "histogram":
    case "download":
      return [];
  }
}

function tableMarkdown({ columns, rows: lines }: Table): string {
  return rows([
    columns.map(({ title }) => plain(title)),
    columns.map(({ align }) => (align === "figure" ? "---:" : "---")),
    ...lines.map((line) => line.map((cell) => plain(textOf(cell)))),
  ]);
}

function rows(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function textOf(cell: Cell | string): string {
  return typeof cell === "string" ? cell : cell.text;
}

/** Nothing in a text may start a column, a tag or an emphasis. */
function plain(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/g, (mark) => `\\${mark}`).replace(/\n/g, " ");
}
