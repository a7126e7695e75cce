import type { SizedOrder } from "../domain/intent.js";
import type { MarketView } from "../domain/market-view.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import type { Portfolio } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import { absDec } from "../lib/decimal.js";
import { exitOrder } from "./exit-order.js";
import { belongsTo } from "./protection.js";

interface PlanExitsInput {
  readonly state: Pick<Portfolio, "positions" | "orders">;
  readonly view: MarketView;
  /** At the venue of an account that has rules of its own; `view` for all where it is left out. */
  readonly viewOf?: (account: string) => MarketView;
  /** How many bars of the session, in which ages are counted, a bar of a strategy has; left out: one. */
  readonly barsOf?: (strategy: string) => number;
}

/** Closes that a position's own plan asks for at a bar close: those that have reached their `maxBars`. */
export function planExits({ state, view, viewOf, barsOf = () => 1 }: PlanExitsInput): readonly SizedOrder[] {
  const orders = Object.values(state.orders);
  return Object.values(state.positions)
    .filter((position) => isTooOld(position, barsOf(position.strategy)) && !isBeingClosed(position, orders))
    .map((position) =>
      exitOrder({
        position,
        view: (viewOf?.(position.account) ?? view).symbols.get(position.symbol),
        purpose: "close",
        part: position.barsHeld,
        qty: absDec(position.qty),
        triggerPrice: null,
        because: `max_bars: held ${position.barsHeld}`,
      }),
    );
}

function isTooOld({ exits, barsHeld }: Position, bars: number): boolean {
  const maxBars = exits?.maxBars ?? null;
  return maxBars !== null && barsHeld >= maxBars * bars;
}

/** A second close of the same quantity would turn the position around, were it not reduce-only. */
function isBeingClosed(position: Position, orders: readonly OrderRecord[]): boolean {
  return orders.some(
    (order) =>
      belongsTo(order, position) &&
      !isFinal(order.status) &&
      (order.purpose === "close" || order.purpose === "reduce" || order.purpose === "flatten"),
  );
}
