import { cancelAllAlgos, cancelAllOrders } from "./end-orders.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { isHeld } from "./position-figures.js";
import { tellEvents } from "./tell-events.js";

/** A contract that has closed settles at its mark: orders expire (`er` 7), positions end without a fee. */
export function settleDelisted(context: ExchangeContext): void {
  const { books, market, account } = context;
  const ordered = [...books.openOrders, ...books.openAlgos].map(({ symbol }) => symbol);
  const held = [...books.positions.keys()].filter((symbol) => isHeld(context, symbol));
  for (const symbol of new Set([...ordered, ...held])) {
    if (instrumentOf(context, symbol)?.status !== "CLOSED") continue;
    books.forcing = "SETTLEMENT";
    cancelAllOrders(context, symbol);
    cancelAllAlgos(context, symbol);
    tellEvents(context, market.sim.desk.deleverage(account, symbol, 1, context.nowMs()));
    books.forcing = null;
  }
}
