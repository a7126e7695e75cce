import type { Topic } from "../../core/readmodel/session/attention.js";

export type PageName = Topic;

export interface PageTab {
  readonly name: PageName;
  /** The key that opens it. */
  readonly key: string;
  /** As the tab row names it. */
  readonly label: string;
}

/** In the order of their keys; the names are those of `hedge prefs set page`. */
export const PAGES: readonly PageTab[] = [
  { name: "overview", key: "1", label: "Over" },
  { name: "positions", key: "2", label: "Pos" },
  { name: "vetoes", key: "3", label: "Veto" },
  { name: "orders", key: "4", label: "Ord" },
  { name: "risk", key: "5", label: "Risk" },
  { name: "router", key: "6", label: "Rout" },
  { name: "strategies", key: "7", label: "Strat" },
  { name: "fund", key: "8", label: "Fund" },
  { name: "health", key: "9", label: "Hlth" },
  { name: "ml", key: "0", label: "ML" },
];

export function pageKey(name: PageName): string {
  return PAGES.find((page) => page.name === name)?.key ?? "1";
}
