import type { PageName } from "./pages.js";

/** Parts of a page that Tab goes through; a zoomed one has the page for itself. */
export type PanelName =
  | "equity"
  | "strategies"
  | "positions"
  | "limits"
  | "vetoes"
  | "venues"
  | "list"
  | "details"
  | "nav"
  | "drawdown"
  | "sharpe"
  | "figures"
  | "contribution"
  | "correlation"
  | "months";

const LIST: readonly PanelName[] = ["list", "details"];

/** In the order of reading: down the left side, then down the right one. */
const PANELS: Readonly<Record<PageName, readonly PanelName[]>> = {
  overview: ["equity", "strategies", "positions", "limits", "vetoes", "venues"],
  positions: LIST,
  vetoes: LIST,
  orders: LIST,
  risk: LIST,
  router: LIST,
  strategies: LIST,
  fund: ["nav", "drawdown", "sharpe", "figures", "contribution", "correlation", "months"],
  health: [],
  ml: [],
};

/** The page that says more of a panel of the overview. */
const PAGE_OF: Readonly<Partial<Record<PanelName, PageName>>> = {
  equity: "fund",
  strategies: "strategies",
  positions: "positions",
  limits: "risk",
  vetoes: "vetoes",
  venues: "router",
};

export const PANELLED: readonly PageName[] = (Object.keys(PANELS) as PageName[]).filter(
  (page) => PANELS[page].length > 0,
);

export function pageOfPanel(panel: PanelName | null): PageName | null {
  return panel === null ? null : (PAGE_OF[panel] ?? null);
}

/** The panel after or before the one that has the keys; the first or the last where none has. */
export function panelBeside(page: PageName, panel: PanelName | null, step: 1 | -1): PanelName | null {
  const panels = PANELS[page];
  const at = panel === null ? (step > 0 ? -1 : 0) : panels.indexOf(panel);
  return panels[(at + step + panels.length) % panels.length] ?? null;
}
