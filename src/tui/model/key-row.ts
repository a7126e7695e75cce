import type { PageName } from "./pages.js";

export type KeyName =
  | "page"
  | "down"
  | "up"
  | "top"
  | "bottom"
  | "halfDown"
  | "halfUp"
  | "nextPanel"
  | "previousPanel"
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
  | "follow"
  | "intent"
  | "orders"
  | "decisions"
  | "returns"
  | "compare"
  | "window"
  | "months"
  | "drawdowns"
  | "correlation"
  | "export"
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
  /** A word for the footer while a story is read; left out: it does nothing there. */
  readonly inStory?: string;
  /** Investors have it too. */
  readonly forInvestors?: true;
  /** Only there; left out: everywhere. */
  readonly pages?: readonly PageName[];
}
