import { maintenanceMarginUsd } from "../domain/instrument.js";
import { toNumber } from "../lib/decimal.js";
import { accountOf, instrumentOf, leverageOf, markOf, marketOf } from "./context.js";
import type { SimContext } from "./context.js";

/** One symbol's mark in place of the current one. */
interface MarkAt {
  readonly symbol: string;
  readonly mark: number;
}

interface MarginFigures {
  /** Wallet + unrealised profit at mark. */
  readonly balanceUsd: number;
  readonly maintenanceUsd: number;
}

/** Margin balance and maintenance margin of a cross account, optionally with one mark moved. */
export function marginFigures(context: SimContext, account: string, at: MarkAt | null): MarginFigures {
  const { wallet, positions } = accountOf(context, account);
  let balanceUsd = toNumber(wallet);
  let maintenanceUsd = 0;
  for (const symbol in positions) {
    const position = positions[symbol];
    if (position === undefined) continue;
    const { qty, costUsd } = position;
    const mark = at?.symbol === symbol ? at.mark : markOf(marketOf(context, symbol));
    balanceUsd += qty * mark - costUsd;
    maintenanceUsd += maintenanceMarginUsd(instrumentOf(context, symbol).instrument, Math.abs(qty) * mark);
  }
  return { balanceUsd, maintenanceUsd };
}

/** False, which liquidates, also where a figure is not a number. */
export function isSolvent(context: SimContext, account: string, at: MarkAt | null): boolean {
  if (Object.keys(accountOf(context, account).positions).length === 0) return true;
  const { balanceUsd, maintenanceUsd } = marginFigures(context, account, at);
  return balanceUsd > maintenanceUsd;
}

/**
 * Whether the account would survive all marks at their worst within the bars at once. It is then solvent whatever single
 * mark moves: balance less maintenance falls with every adverse step, since maintenance rates are below 1.
 */
export function survivesExtremes(context: SimContext, account: string): boolean {
  const { wallet, positions } = accountOf(context, account);
  let excessUsd = toNumber(wallet);
  for (const symbol in positions) {
    const position = positions[symbol];
    if (position === undefined) continue;
    const market = marketOf(context, symbol);
    const range = market.bar === null || market.book !== null ? null : (market.bar.mark ?? market.bar);
    const extreme = range === null ? markOf(market) : position.qty > 0 ? range.low : range.high;
    const { instrument } = instrumentOf(context, symbol);
    excessUsd += position.qty * extreme - position.costUsd;
    excessUsd -= maintenanceMarginUsd(instrument, Math.abs(position.qty) * extreme);
  }
  return excessUsd > 0;
}

/** An order as the margin check sees it. */
interface ExtraExposure {
  readonly symbol: string;
  /** Signed base quantity. */
  readonly qty: number;
  readonly price: number;
}

/** Largest notional a symbol can reach if its orders of one side fill: max(|position + buys|, |position − sells|). */
export function worstNotionalUsd(
  context: SimContext,
  account: string,
  symbol: string,
  extra: ExtraExposure | null,
): number {
  const mark = markOf(marketOf(context, symbol));
  const held = (accountOf(context, account).positions[symbol]?.qty ?? 0) * mark;
  let buys = 0;
  let sells = 0;
  for (const { request, leavesQty } of context.state.orders) {
    const { price, triggerPrice, reduceOnly } = request;
    if (request.account !== account || request.symbol !== symbol || reduceOnly) continue;
    if (triggerPrice !== null || leavesQty === null) continue;
    const notional = toNumber(leavesQty) * (price === null ? mark : toNumber(price));
    if (request.side === "buy") buys += notional;
    else sells += notional;
  }
  if (extra !== null && extra.symbol === symbol) {
    if (extra.qty > 0) buys += extra.qty * extra.price;
    else sells -= extra.qty * extra.price;
  }
  return Math.max(Math.abs(held + buys), Math.abs(held - sells));
}

/** Initial margin of positions and open orders. */
export function initialMarginUsd(context: SimContext, account: string, extra: ExtraExposure | null): number {
  const symbols = new Set(Object.keys(accountOf(context, account).positions));
  for (const { request } of context.state.orders) if (request.account === account) symbols.add(request.symbol);
  if (extra !== null) symbols.add(extra.symbol);
  let sum = 0;
  for (const symbol of symbols) {
    sum += worstNotionalUsd(context, account, symbol, extra) / leverageOf(context, account, symbol);
  }
  return sum;
}
