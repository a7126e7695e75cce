import type { VenueTrade } from "../../ports/venue-gateway.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { nameOrder } from "./name-order.js";

/** Stamps of reports and trades may be so far apart; what is read twice is known by its id. */
const OVERLAP_MS = 60_000;

interface GapOptions {
  readonly symbol: string;
  /** An order that the venue calls filled: its last trade completes it. */
  readonly completes?: KnownOrder;
  /** A stop or an exit may wait for what it finds. */
  readonly urgent?: true;
}

export interface GapFilled {
  readonly told: number;
  /** The end of `completes` was told. */
  readonly completed: boolean;
}

/** Books the trades of a symbol that the stream has not told us of; null when the venue did not answer. */
export async function fillGap(context: LiveContext, options: GapOptions): Promise<GapFilled | null> {
  const { gateway, trades, orders } = context;
  const { symbol, completes, urgent = false } = options;
  const sinceMs = context.completeSinceMs() - OVERLAP_MS;
  const answer = await gateway.trades(symbol, { afterTradeId: trades.verified(symbol), sinceMs, urgent });
  if (!answer.ok) return null;
  const isNameless = ({ tradeId, venueOrderId }: VenueTrade): boolean =>
    !trades.has(symbol, tradeId) && orders.byVenueId(symbol, venueOrderId) === undefined;
  if (answer.value.some(isNameless) && !(await nameOrders(context, symbol))) return null;
  const isOfCompleted = (trade: VenueTrade): boolean =>
    completes !== undefined && orders.byVenueId(symbol, trade.venueOrderId) === completes;
  const last = answer.value.findLast(isOfCompleted);
  let told = 0;
  let completed = false;
  for (const trade of answer.value) {
    if (trade.atMs < context.openedAtMs()) continue;
    if (!tellTrade(context, trade, trade === last)) continue;
    told += 1;
    completed ||= trade === last;
  }
  const newest = answer.value.at(-1);
  if (newest !== undefined) trades.verify(symbol, newest.tradeId);
  return { told, completed };
}

/** A trade names its order by an id that may never have been told to us. False when the venue did not answer. */
async function nameOrders(context: LiveContext, symbol: string): Promise<boolean> {
  for (const order of context.orders.unnamed(symbol)) {
    const answer = await context.gateway.query(order.ref);
    if (answer.kind === "unknown") return false;
    if (answer.kind === "found") nameOrder(context, order, answer.order);
  }
  return true;
}

function tellTrade({ account, orders, words }: LiveContext, trade: VenueTrade, orderDone: boolean): boolean {
  const { venueOrderId, ...execution } = trade;
  const order = orders.byVenueId(trade.symbol, venueOrderId) ?? null;
  const clientOrderId = order?.ref.clientOrderId ?? `venue${venueOrderId}`;
  return words.filled(order, { type: "order.filled", ...execution, account, clientOrderId, orderDone });
}
