import { isFinal } from "../../domain/order.js";
import { tradingState } from "../../domain/trading-state.js";
import type { EngineState } from "../../engine/state.js";
import { haltedStrategies } from "../../engine/strategy-halts.js";
import { isZeroDec } from "../../lib/decimal.js";
import type { ControlBooks, ControlHeld, ControlVenueWord } from "../../ports/control.js";

/** What only a running executor can add to the books. */
export interface Witnessed {
  readonly heldSince: readonly ControlHeld[];
  readonly venue: ControlVenueWord | null;
}

const NOBODY: Witnessed = { heldSince: [], venue: null };

export function controlBooks(state: EngineState, witnessed: Witnessed = NOBODY): ControlBooks {
  const { portfolio, mode, atMs, lease } = state;
  const held = Object.values(portfolio.positions).filter(({ qty }) => !isZeroDec(qty));
  return {
    mode,
    atMs,
    tradingState: tradingState(portfolio.causes),
    causes: portfolio.causes,
    haltedStrategies: haltedStrategies(state),
    positions: held.map(({ account, symbol, qty }) => ({ account, symbol, qty })),
    openOrders: Object.values(portfolio.orders).filter(({ status }) => !isFinal(status)).length,
    lease,
    ...witnessed,
  };
}
