import type { PageName } from "./pages.js";

export type KeyName =
  | "page"
  | "down"
  | "up"
  | "top"
  | "bottom"
  | "halfDown"
  | "halfUp"
  | "nextPage"
  | "previousPage"
  | "open"
  | "back"
  | "filter"
  | "sort"
  | "reverse"
  | "left"
  | "right"
  | "nextMatch"
  | "previousMatch"
  | "palette"
  | "help"
  | "zoom"
  | "freeze"
  | "copy"
  | "explain"
  | "alerts"
  | "act"
  | "group"
  | "unknown"
  | "level"
  | "quit";

export interface KeyRow {
  readonly name: KeyName;
  /** What is pressed, as Ink's input names it; several do the same. */
  readonly presses: readonly string[];
  /** As the help shows them. */
  readonly shown: string;
  /** Empty: the row of another key says it. */
  readonly means: string;
  /** A word for the footer; left out: only the help has it. */
  readonly footer?: string;
  /** Only there; left out: everywhere. */
  readonly pages?: readonly PageName[];
}

const LISTS: readonly PageName[] = ["positions", "vetoes", "orders", "risk", "router", "strategies", "health"];
/** Tables with more columns than a narrow terminal shows. */
const TABLES: readonly PageName[] = LISTS.filter((page) => page !== "health");
const INSPECTED: readonly PageName[] = ["positions", "vetoes", "orders"];

/** Every key there is. Footer, help and docs/TUI.md are made from it. */
export const KEYS: readonly KeyRow[] = [
  {
    name: "page",
    presses: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    shown: "1-9 0",
    means: "a page by its number",
  },
  { name: "nextPage", presses: ["tab"], shown: "Tab", means: "the next page; S-Tab: the one before" },
  { name: "previousPage", presses: ["shift-tab"], shown: "S-Tab", means: "" },
  {
    name: "down",
    presses: ["j", "down"],
    shown: "j k",
    means: "a row down, up (also the arrow keys)",
    footer: "move",
    pages: LISTS,
  },
  { name: "up", presses: ["k", "up"], shown: "k", means: "", pages: LISTS },
  {
    name: "top",
    presses: ["g", "home"],
    shown: "g G",
    means: "the first row, the last row; ^D ^U: ten down, up",
    pages: LISTS,
  },
  { name: "bottom", presses: ["G", "end"], shown: "G", means: "", pages: LISTS },
  { name: "halfDown", presses: ["ctrl-d", "pagedown"], shown: "^D ^U", means: "", pages: LISTS },
  { name: "halfUp", presses: ["ctrl-u", "pageup"], shown: "^U", means: "", pages: LISTS },
  {
    name: "open",
    presses: ["enter"],
    shown: "Enter",
    means: "the details of the row on the whole page",
    footer: "open",
    pages: LISTS,
  },
  {
    name: "back",
    presses: ["escape"],
    shown: "Esc",
    means: "back: out of the details, the filter, the page",
    footer: "back",
  },
  {
    name: "filter",
    presses: ["/"],
    shown: "/",
    means: "show only rows with a text in them",
    footer: "filter",
    pages: LISTS,
  },
  {
    name: "sort",
    presses: ["s"],
    shown: "s S",
    means: "the next sort order, the reverse",
    footer: "sort",
    pages: LISTS,
  },
  { name: "reverse", presses: ["S"], shown: "S", means: "", pages: LISTS },
  {
    name: "left",
    presses: ["h", "left"],
    shown: "h l",
    means: "columns that had no room, and back (also the arrow keys)",
    pages: TABLES,
  },
  { name: "right", presses: ["l", "right"], shown: "l", means: "", pages: TABLES },
  {
    name: "nextMatch",
    presses: ["n"],
    shown: "n N",
    means: "the next row with the text of the last filter, the one before",
    pages: LISTS,
  },
  { name: "previousMatch", presses: ["N"], shown: "N", means: "", pages: LISTS },
  {
    name: "group",
    presses: ["v"],
    shown: "v",
    means: "vetoes by rule, or one by one",
    footer: "group",
    pages: ["vetoes"],
  },
  {
    name: "unknown",
    presses: ["u"],
    shown: "u",
    means: "only orders whose outcome is unknown",
    footer: "unknown",
    pages: ["orders"],
  },
  { name: "level", presses: ["l"], shown: "l", means: "least level of the log", footer: "level", pages: ["health"] },
  {
    name: "explain",
    presses: ["e"],
    shown: "e",
    means: "the command that tells the whole story of the row",
    footer: "explain",
    pages: INSPECTED,
  },
  { name: "zoom", presses: ["z"], shown: "z", means: "the list alone on the page", pages: LISTS },
  {
    name: "copy",
    presses: ["y"],
    shown: "y",
    means: "copy the row as JSON (OSC 52: the terminal's clipboard)",
    footer: "copy",
    pages: LISTS,
  },
  {
    name: "palette",
    presses: [":"],
    shown: ":",
    means: "a command: pos, veto, goto TEXT, theme NAME, halt; Tab completes",
    footer: "command",
  },
  { name: "alerts", presses: ["a"], shown: "a", means: "all alerts and what is held back", footer: "alerts" },
  {
    name: "act",
    presses: ["!"],
    shown: "!",
    means: "the command for what is selected; with --operator: do it",
    footer: "act",
  },
  { name: "freeze", presses: ["p"], shown: "p", means: "stop painting, and go on", footer: "freeze" },
  { name: "help", presses: ["?"], shown: "?", means: "this help", footer: "help" },
  { name: "quit", presses: ["q", "ctrl-c"], shown: "q", means: "leave (also Ctrl-C)", footer: "quit" },
];

export function keysOf(page: PageName): readonly KeyRow[] {
  return KEYS.filter(({ pages }) => pages === undefined || pages.includes(page));
}

/** What a press means on a page; null where it means nothing. */
export function keyFor(press: string, page: PageName): KeyName | null {
  return keysOf(page).find(({ presses }) => presses.includes(press))?.name ?? null;
}

/** Whatever has no room, these stay. */
const ALWAYS: readonly KeyName[] = ["help", "quit"];

/** The keys that do something now, in one row. */
export function footerText(page: PageName, width: number): string {
  const rows = keysOf(page).filter(({ footer }) => footer !== undefined);
  const word = ({ shown, footer }: KeyRow): string => ` ${shown} ${footer ?? ""} `;
  const last = rows
    .filter(({ name }) => ALWAYS.includes(name))
    .map(word)
    .join("");
  let text = "";
  for (const row of rows) {
    if (ALWAYS.includes(row.name)) continue;
    if (text.length + word(row).length + last.length <= width) text += word(row);
  }
  return (text + last).trimEnd();
}
