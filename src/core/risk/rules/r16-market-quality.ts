import type { Violation } from "../../domain/intent.js";
import type { SymbolView } from "../../domain/market-view.js";
import { HOUR_MS, SECOND_MS } from "../../lib/time.js";
import { sweepBook } from "../../quant/book/sweep.js";
import { distanceBps, midPrice, spreadBps } from "../../quant/order-book.js";
import type { RiskContext } from "../context.js";
import { joined, notEvaluated, PASS, require, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

const rule = "R16";
const PATH = "risk_limits.global.market_quality";
const NO_BOOK = "no order book in the data";

/** The mark, and the book where there is one, are of now; an instant of the future is as wrong as an old one. */
function fresh(view: SymbolView | null, ctx: RiskContext): readonly Violation[] {
  const limit = ctx.policy.limits.global.market_quality.max_price_age_seconds;
  const book = view?.book ?? null;
  const instants = [view?.markAtMs ?? Number.NaN, ...(book === null ? [] : [book.atMs])];
  return instants.flatMap((atMs) => {
    const measured = (ctx.atMs - atMs) / SECOND_MS;
    const holds = measured >= 0 && measured <= limit;
    const setting = `${PATH}.max_price_age_seconds`;
    return require(holds, { rule, code: "price_stale", measured, limit, unit: "seconds", setting }, ctx);
  });
}

function spread({ book, bookLost = false }: SymbolView, ctx: RiskContext): readonly Violation[] {
  const code = "spread_too_wide";
  if (book === null && !bookLost) return notEvaluated({ rule, code }, NO_BOOK, ctx);
  const measured = spreadBps(book?.bids[0]?.price, book?.asks[0]?.price);
  const limit = ctx.policy.limits.global.market_quality.max_spread_bps;
  return requireAtMost({ rule, code, measured, limit, unit: "bps", setting: `${PATH}.max_spread_bps` }, ctx);
}

/** What taking the whole order from the book would cost against the mid; what lies behind the known levels is unknown. */
function slippage(
  order: ReviewedOrder,
  { book, bookLost = false }: SymbolView,
  ctx: RiskContext,
): readonly Violation[] {
  const code = "slippage_too_high";
  if (book === null && !bookLost) return notEvaluated({ rule, code }, NO_BOOK, ctx);
  const known = book !== null && order.notionalUsd > 0 && Number.isFinite(order.notionalUsd);
  const swept = known ? sweepBook(book, order.order.intent.side, order.notionalUsd) : null;
  const measured = swept?.ok === true ? swept.value.slippageBps : Number.NaN;
  const limit = ctx.policy.limits.global.market_quality.max_slippage_bps;
  return requireAtMost({ rule, code, measured, limit, unit: "bps", setting: `${PATH}.max_slippage_bps` }, ctx);
}

/** The mark against everything else that is a price of now: mid of the book, index, last trade. */
function divergence(view: SymbolView, ctx: RiskContext): readonly Violation[] {
  const { max_divergence_bps: limit, max_price_age_seconds: ageSeconds } = ctx.policy.limits.global.market_quality;
  const prices: number[] = [];
  if (view.book !== null) prices.push(midPrice(view.book));
  if (typeof view.indexPrice === "number") prices.push(view.indexPrice);
  // The last price is that of the newest bar, which is an hour old just before the next one.
  const ageMs = ctx.atMs - (view.lastBar?.closeTimeMs ?? Number.NaN);
  if (ageMs >= 0 && ageMs <= ageSeconds * SECOND_MS) prices.push(view.last);
  const code = "price_divergence";
  if (prices.length === 0) return notEvaluated({ rule, code }, "no other price of now beside the mark", ctx);
  const measured = prices.reduce((most, price) => Math.max(most, distanceBps(view.mark, price)), 0);
  return requireAtMost({ rule, code, measured, limit, unit: "bps", setting: `${PATH}.max_divergence_bps` }, ctx);
}

/** Funding that the side of the order would pay until its horizon, at the rate of now; what it would receive counts 0. */
function funding(order: ReviewedOrder, view: SymbolView, ctx: RiskContext): readonly Violation[] {
  const code = "funding_too_high";
  if (view.fundingRate === null) return notEvaluated({ rule, code }, "no funding rate in the data", ctx);
  const { intent } = order.order;
  const barMs = order.strategyCaps?.barMs ?? HOUR_MS;
  const settlements = (intent.horizonBars * barMs) / (view.instrument.fundingIntervalHours * HOUR_MS);
  const paid = (intent.side === "buy" ? view.fundingRate : -view.fundingRate) * settlements;
  const measured = paid < 0 ? 0 : paid;
  const limit = ctx.policy.limits.global.market_quality.max_funding_pct;
  return requireAtMost({ rule, code, measured, limit, unit: "fraction", setting: `${PATH}.max_funding_pct` }, ctx);
}

/**
 * Whether the market is fit to open in. What neither the venue nor the recorded data tells is not judged, and
 * `risk explain` says so; what they tell and is old, missing or NaN refuses.
 */
export const marketQuality: RiskRule = {
  id: rule,
  codes: ["price_stale", "spread_too_wide", "slippage_too_high", "price_divergence", "funding_too_high"],
  title: "market quality",
  skipsReducing: true,
  check(order, ctx) {
    const { view } = order.symbolRisk;
    const aged = fresh(view, ctx);
    if (view === null) return aged;
    const found = joined(
      aged,
      spread(view, ctx),
      slippage(order, view, ctx),
      divergence(view, ctx),
      funding(order, view, ctx),
    );
    return found.length === 0 ? PASS : found;
  },
};
