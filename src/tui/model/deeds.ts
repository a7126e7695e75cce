import type { SessionView } from "../../core/readmodel/session/session-view.js";
import type { Deed } from "./act.js";
import { listed, POSITIONS, STRATEGIES } from "./lists.js";
import type { UiState } from "./ui-state.js";

/** What flattening would close now; null where nothing is held or a position has no price. */
export function flattenDeed(view: SessionView, symbol: string | null): Deed | null {
  const rows = view.positions.filter((position) => symbol === null || position.symbol === symbol);
  const notionalUsd = rows.reduce((sum, { notional }) => sum + (notional === null ? Number.NaN : Number(notional)), 0);
  if (rows.length === 0 || !Number.isFinite(notionalUsd)) return null;
  return { kind: "flatten", symbol, orders: rows.length, notionalUsd };
}

/** What `!` offers for the row under the cursor. */
export function selectedDeed(view: SessionView, ui: UiState): Deed | null {
  if (ui.page === "strategies") {
    const row = listed(STRATEGIES, "strategies", view, ui).current;
    return row === null ? null : { kind: "pause", strategy: row.strategy };
  }
  if (ui.page === "positions") {
    const row = listed(POSITIONS, "positions", view, ui).current;
    return row === null ? null : flattenDeed(view, row.symbol);
  }
  return { kind: "halt" };
}
