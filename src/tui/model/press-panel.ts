import type { KeyName } from "./key-row.js";
import { pageList } from "./lists.js";
import { pageOfPanel, type PanelName, panelBeside } from "./panels.js";
import type { PressContext } from "./press.js";
import { type Face, goTo, type UiState, WINDOWS } from "./ui-state.js";

/** Keys that choose a part of a page, or what stands in it; null for any other. */
export function pressPanel(ui: UiState, name: KeyName, { view }: PressContext): UiState | null {
  switch (name) {
    case "nextPanel":
      return { ...ui, panel: panelBeside(ui.page, ui.panel, 1) };
    case "previousPanel":
      return { ...ui, panel: panelBeside(ui.page, ui.panel, -1) };
    case "open":
      return ui.page === "overview" ? opened(ui) : null;
    case "zoom":
      return zoomed(ui);
    case "months":
      return alone(ui, "months");
    case "drawdowns":
      return alone(ui, "drawdown");
    case "correlation":
      return alone(ui, "correlation");
    case "decisions":
      return { ...faced(ui, "decisions"), open: ui.face !== "decisions" };
    case "returns":
      return faced(ui, "returns");
    case "compare":
      return faced(ui, "compare");
    case "window":
      return { ...ui, window: (ui.window + 1) % WINDOWS.length };
    case "orders":
      return ordersOf(ui, view);
    case "intent":
      return { ...ui, overlay: "intent" };
    case "follow":
      return { ...ui, cursors: without(ui.cursors, ui.page), said: "follows the newest line" };
    case "export":
      return { ...ui, said: `hedge report --state ${view.directory}` };
    default:
      return null;
  }
}

function opened(ui: UiState): UiState {
  const page = pageOfPanel(ui.panel);
  return page === null ? { ...ui, said: "Tab chooses a panel, Enter opens its page" } : goTo(ui, page);
}

/** Details alone are what Enter shows. */
function zoomed(ui: UiState): UiState {
  if (ui.panel === "details") return { ...ui, open: !ui.open };
  if (ui.panel === null && (ui.page === "overview" || ui.page === "fund"))
    return { ...ui, said: "Tab chooses a panel, z shows it alone" };
  return { ...ui, zoomed: !ui.zoomed };
}

/** One panel on the whole page, and back. */
function alone(ui: UiState, panel: PanelName): UiState {
  const isAlone = ui.zoomed && ui.panel === panel;
  return { ...ui, panel: isAlone ? null : panel, zoomed: !isAlone };
}

function faced(ui: UiState, face: Face): UiState {
  return { ...ui, face: ui.face === face ? null : face };
}

/** The orders on the market of the row. */
function ordersOf(ui: UiState, view: PressContext["view"]): UiState {
  const row = pageList(ui.page, view, ui)?.current;
  const symbol: unknown = typeof row === "object" && row !== null ? Reflect.get(row, "symbol") : null;
  if (typeof symbol !== "string") return { ...ui, said: "no row, no orders" };
  const there = goTo(ui, "orders");
  return { ...there, filters: { ...there.filters, orders: symbol } };
}

function without(cursors: UiState["cursors"], page: UiState["page"]): UiState["cursors"] {
  const { [page]: _gone, ...others } = cursors;
  return others;
}
