import { age, bps, money, price, quantity, signedMoney } from "../../core/lib/format.js";
import { rulesText, sizingText } from "./judged-sentences.js";
import type { ChainStep, FillView, OrderNote, RouteView } from "./explain-view.js";

/**
 * Codes as words: `no_position` is "no position". What stands in quotes is somebody's own word, and what has capitals a
 * name: both stay as they are.
 */
export function spoken(text: string): string {
  return text.replace(/"[^"]*"|(?<!\w)'[^']*'|(?<!\w)[a-z0-9]+(?:_-?[a-z0-9]+)+\b/g, (found) =>
    /^["']/.test(found) ? found : found.replaceAll("_", " "),
  );
}

type FactsOf<Name extends ChainStep["step"]> = Extract<ChainStep, { readonly step: Name }>["data"];

function barText({ symbol, high, low, close, mark }: FactsOf<"bar">): string {
  const marked = mark === null || mark === close ? "" : `, mark ${price(mark)}`;
  return `${symbol} closed at ${price(close)} (low ${price(low)}, high ${price(high)}${marked})`;
}

function signalText({ strategy, direction, strength, reasons, features }: FactsOf<"signal">): string {
  const said = [...reasons, ...bookText(features)];
  const why = said.length === 0 ? "" : `: ${said.join("; ")}`;
  return `${strategy} says ${direction}, strength ${strength.toFixed(2)}${why}`;
}

/** What the order book said, where there was one: recorded bars have none. */
function bookText({
  spreadBps,
  buySlippage10kUsdBps,
  sellSlippage10kUsdBps,
}: Readonly<Record<string, number>>): string[] {
  if (spreadBps === undefined) return [];
  const costs = [
    ...(buySlippage10kUsdBps === undefined ? [] : [`bought ${bps(buySlippage10kUsdBps)}`]),
    ...(sellSlippage10kUsdBps === undefined ? [] : [`sold ${bps(sellSlippage10kUsdBps)}`]),
  ];
  const taken = costs.length === 0 ? "" : `, 10,000 USD at once ${costs.join(" and ")} bps off the mid`;
  return [`book: spread ${bps(spreadBps)} bps${taken}`];
}

function intentText(intent: FactsOf<"intent">): string {
  const { side, purpose, qty, referencePrice, notional, stopDistance, clamps, left } = intent;
  const stop = stopDistance === null ? "" : `, stop ${price(stopDistance)} away`;
  const cut = clamps.map(
    ({ rule, before, after }) => `${rule.replaceAll("_", " ")} cut ${money(before)} to ${money(after)}`,
  );
  const sized = cut.length === 0 ? "" : `; ${cut.join(", ")}`;
  const order = `${side} ${quantity(qty)} at ${price(referencePrice)}, ${money(notional)} USDT${stop}`;
  if (left === undefined) return `${purpose}: ${order}${sized}`;
  return `${purpose}: ${money(left)} USDT are left for it${sized}; the smallest legal order is ${order}`;
}

function kindOf({ type, timeInForce }: RouteView): string {
  return type === "limit" ? `limit ${timeInForce}` : type.replaceAll("_", " ");
}

function routeText(route: RouteView): string {
  const limit = route.price === null ? "" : ` at ${price(route.price)}`;
  const why = `${route.style} (${spoken(route.reason)})`;
  return `${why}: ${kindOf(route)} ${route.side} ${quantity(route.qty)}${limit}, costs ${bps(route.expectedCostBps)} bps expected`;
}

function exitText(route: RouteView): string {
  const what = route.purpose.replaceAll("_", " ");
  const trigger = route.triggerPrice === null ? "" : ` at ${price(route.triggerPrice)}`;
  const qty = route.qty === null ? "the whole position" : quantity(route.qty);
  const why = route.because === null || route.because === "" ? "" : `: ${route.because}`;
  return `${what} ${route.side}s ${qty}${trigger}${why}`;
}

function fillText({ side, qty, price: paid, fee, liquidity }: FillView): string {
  return `${side === "buy" ? "bought" : "sold"} ${quantity(qty)} at ${price(paid)} as ${liquidity}, fee ${money(fee)}`;
}

function positionText({ symbol, side, qty, entryPrice }: FactsOf<"position">): string {
  return `${side} ${quantity(qty)} ${symbol} from ${price(entryPrice)}`;
}

function closedText({ by, netPnl, realizedPnl, fees, funding, heldMs }: FactsOf<"closed">): string {
  const parts = `trade ${signedMoney(realizedPnl)}, fees ${money(fees)}, funding ${signedMoney(funding)}`;
  return `by ${by.replaceAll("_", " ")} after ${age(heldMs)}: ${signedMoney(netPnl)} USDT (${parts})`;
}

function noteText({ reason, clientOrderId, purpose }: OrderNote): string {
  const why = reason === null ? "" : `: ${spoken(reason)}`;
  return `${purpose.replaceAll("_", " ")} order ${clientOrderId}${why}`;
}

/** One link of the chain as a sentence. */
export function sentenceOf(link: ChainStep): string {
  switch (link.step) {
    case "bar":
      return barText(link.data);
    case "signal":
      return signalText(link.data);
    case "sizing":
      return sizingText(link.data);
    case "intent":
      return intentText(link.data);
    case "rules":
      return rulesText(link.data);
    case "trial":
      return `${link.data.side} ${quantity(link.data.qty)}, ${money(link.data.notional)} USDT, passes with ${link.data.set.join(" and ")}`;
    case "veto":
      return `refused by ${link.data.rules.join(", ")}`;
    case "approval":
      return `passed all ${String(link.data.rulesEvaluated)} rules`;
    case "route":
      return routeText(link.data);
    case "exit_order":
      return exitText(link.data);
    case "fill":
    case "liquidation":
      return fillText(link.data);
    case "position":
      return positionText(link.data);
    case "still_open":
      return `${positionText(link.data)}, now at ${price(link.data.mark)}; fees ${money(link.data.fees)}, funding ${signedMoney(link.data.funding)}`;
    case "stop_moved":
      return `stop moved to ${price(link.data.strategyStop)} (${link.data.reason})`;
    case "closed":
      return closedText(link.data);
    default:
      return noteText(link.data);
  }
}
