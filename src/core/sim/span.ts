import { isWorking, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { evaluateIntrabar } from "./intrabar.js";
import { liquidateAtMarks } from "./liquidation.js";
import { executeMarket } from "./orders.js";
import type { Span } from "./state.js";
import { fireReached } from "./triggers.js";

/**
 * Opens a span: prices jump to the opens. Market orders that waited for a bar fill, stops that the gap has passed fire,
 * and only then is margin checked.
 */
export function openSpan(context: SimContext, { openMs, closeMs, bars }: Span): void {
  const { state } = context;
  const midMs = openMs + Math.floor((closeMs - openMs) / 2);
  state.span = { openMs, midMs, closeMs, phase: "open" };
  for (const market of Object.values(state.markets)) market.bar = null;
  for (const bar of bars) {
    const market = marketOf(context, bar.symbol);
    market.bar = bar;
    market.takenQty = 0;
    if (market.book !== null) continue;
    market.last = bar.open;
    market.mark = bar.mark?.open ?? null;
  }
  for (const symbol of symbolsWithOrders(context)) {
    const market = marketOf(context, symbol);
    if (market.bar === null || market.book !== null) continue;
    for (const order of state.orders) {
      const waits = order.request.symbol === symbol && order.request.type === "market";
      if (waits && isWorking(context, order)) executeMarket(context, order, market);
    }
    fireReached(context, symbol, true);
  }
  checkMargin(context);
}

/** The nominal instant at which everything inside the bars happens. */
export function passMiddle(context: SimContext): void {
  const { state } = context;
  if (state.span === null) return;
  state.span.phase = "late";
  for (const account of Object.values(state.accounts)) {
    const symbols = new Set(Object.keys(account.positions));
    for (const { request } of state.orders) if (request.account === account.account) symbols.add(request.symbol);
    for (const symbol of symbols) evaluateIntrabar(context, account.account, symbol);
  }
}

export function closeSpan(context: SimContext): void {
  const { state } = context;
  if (state.span === null) return;
  state.span.phase = "closed";
  for (const market of Object.values(state.markets)) {
    if (market.bar === null || market.book !== null) continue;
    market.last = market.bar.close;
    market.mark = market.bar.mark?.close ?? null;
  }
  checkMargin(context);
}

export function checkMargin(context: SimContext): void {
  for (const { account } of Object.values(context.state.accounts)) liquidateAtMarks(context, account);
}

function symbolsWithOrders(context: SimContext): ReadonlySet<string> {
  return new Set(context.state.orders.map(({ request }) => request.symbol));
}
