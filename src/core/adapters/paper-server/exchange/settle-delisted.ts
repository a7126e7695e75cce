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
    books.isSettling = true;
    cancelAllOrders(context, symbol);
    cancelAllAlgos(context, symbol);
    const close = { account, symbol, share: 1, cause: "settlement" } as const;
    tellEvents(context, market.sim.desk.closeAtMark(close, context.nowMs()));
    books.isSettling = false;
  }
}
