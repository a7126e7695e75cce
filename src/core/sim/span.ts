import { accountOf, isWorking, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { evaluateIntrabar, isReached } from "./intrabar.js";
import { liquidateAtExtreme, liquidateAtMarks } from "./liquidation.js";
import { survivesExtremes } from "./margin.js";
import { executeMarket } from "./meet-market.js";
import type { SimOrder, Span } from "./state.js";
import { followMarket } from "./trailing.js";
import { isTriggeredAt } from "./trigger-rules.js";
import { fireOrder } from "./triggers.js";

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
  for (const order of state.orders) followMarket(order, marketOf(context, order.request.symbol));
  for (const order of state.orders) meetOpen(context, order);
  checkMargin(context);
}

/**
 * The nominal instant at which everything inside the bars happens. Only symbols are looked at whose orders the bar
 * reaches; positions without such orders only where the worst of all marks at once would break the account.
 */
export function passMiddle(context: SimContext): void {
  const { state } = context;
  if (state.span === null) return;
  state.span.phase = "late";
  for (const { account } of Object.values(state.accounts)) {
    const reached = new Set<string>();
    for (const order of state.orders) {
      const { symbol } = order.request;
      if (order.request.account === account && isReached(context, order, marketOf(context, symbol)))
        reached.add(symbol);
    }
    for (const symbol of reached) evaluateIntrabar(context, account, symbol);
    if (survivesExtremes(context, account)) continue;
    for (const symbol of Object.keys(accountOf(context, account).positions))
      liquidateAtExtreme(context, account, symbol);
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

function meetOpen(context: SimContext, order: SimOrder): void {
  const { request, triggerPrice } = order;
  const market = marketOf(context, request.symbol);
  if (market.bar === null || market.book !== null || !isWorking(context, order)) return;
  if (request.type === "market") executeMarket(context, order, market);
  // A take-profit gains nothing from a gap: it waits for the bar's own range.
  if (request.type !== "stop_market" || triggerPrice === null) return;
  if (isTriggeredAt(request, triggerPrice, market)) fireOrder(context, order, market);
}
