import { ageOfBook, type BookAge, isOfNow } from "../../domain/book-age.js";
import type { BookSnapshot } from "../../domain/book.js";
import type { Violation } from "../../domain/intent.js";
import type { SizeLimit } from "../../domain/size-limit.js";
import type { SymbolView } from "../../domain/market-view.js";
import { HOUR_MS, SECOND_MS } from "../../lib/time.js";
import { holdsUsd, leastSlippageBps } from "../../quant/book/sweep.js";
import { distanceBps, midPrice, spreadBps } from "../../quant/order-book.js";
import type { RiskContext } from "../context.js";
import { bookAgeLimitSeconds } from "../policy.js";
import {
  type Candidate,
  atMost,
  joined,
  notEvaluated,
  PASS,
  condition,
  requireAtMost,
  requireWithin,
  type ReviewedOrder,
  type RiskRule,
} from "../rule.js";

const rule = "R16";
const PATH = "risk_limits.global.market_quality";
const SLIPPAGE = "slippage_too_high";
const NO_BOOK = "no order book in the data";
const OLD_BOOK = "the order book is not of now";

/** The mark is of now; an instant of the future is as wrong as an old one. */
function fresh(view: SymbolView | null, ctx: RiskContext): readonly Violation[] {
  const limit = ctx.policy.limits.global.market_quality.max_price_age_seconds;
  const measured = (ctx.atMs - (view?.markAtMs ?? Number.NaN)) / SECOND_MS;
  const holds = measured >= 0 && measured <= limit;
  const setting = `${PATH}.max_price_age_seconds`;
  return condition(holds, { rule, code: "price_stale", measured, limit, unit: "seconds", setting }, ctx);
}

/** A book of now, one that was lost, one that is not of now, or none to judge by. */
type JudgedBook = BookSnapshot | "lost" | "old" | null;

function bookOf({ book, bookLost = false }: SymbolView, ctx: RiskContext): JudgedBook {
  if (book === null) return bookLost ? "lost" : null;
  return isOfNow(ageOf(book, ctx)) ? book : "old";
}

function ageOf(book: BookSnapshot, { atMs, policy }: RiskContext): BookAge {
  return ageOfBook(book, atMs, bookAgeLimitSeconds(policy.limits.global.market_quality));
}

/** The book is of now as well, where there is one. One that is not refuses here, and nothing else is judged by it. */
function freshBook({ book }: SymbolView, ctx: RiskContext): readonly Violation[] {
  if (book === null) return PASS;
  const age = ageOf(book, ctx);
  const [measured, limit, setting] = [age.seconds, age.limitSeconds, `${PATH}.max_book_age_seconds`];
  return condition(isOfNow(age), { rule, code: "price_stale", measured, limit, unit: "seconds", setting }, ctx);
}

function spread(view: SymbolView, ctx: RiskContext): readonly Violation[] {
  const code = "spread_too_wide";
  const book = bookOf(view, ctx);
  if (book === null || book === "old") return notEvaluated({ rule, code }, book === null ? NO_BOOK : OLD_BOOK, ctx);
  const measured = book === "lost" ? Number.NaN : spreadBps(book.bids[0]?.price, book.asks[0]?.price);
  const limit = ctx.policy.limits.global.market_quality.max_spread_bps;
  return requireAtMost({ rule, code, measured, limit, unit: "bps", setting: `${PATH}.max_spread_bps` }, ctx);
}

/**
 * The slippage of the whole order, were it taken at once; none where there is no book to judge by. What goes beyond the
 * known levels costs at least the price of the last of them: too much already refuses with that figure, and less is not
 * known.
 */
function slippageLimits({ side, symbolRisk: { view } }: Candidate, ctx: RiskContext): readonly SizeLimit[] {
  const book = view === null ? null : bookOf(view, ctx);
  if (book === null || book === "old") return [];
  const limit = ctx.policy.limits.global.market_quality.max_slippage_bps;
  return [
    {
      clamp: "expected_slippage",
      rule,
      code: SLIPPAGE,
      unit: "bps",
      setting: `${PATH}.max_slippage_bps`,
      limit,
      bound: "most",
      measuredAt: (notionalUsd) => (book === "lost" ? Number.NaN : slippageBps({ book, side, notionalUsd }, limit)),
    },
  ];
}

function slippage(order: ReviewedOrder, view: SymbolView, ctx: RiskContext): readonly Violation[] {
  const [limit] = slippageLimits(order, ctx);
  if (limit === undefined) {
    const isOld = bookOf(view, ctx) === "old";
    return notEvaluated({ rule, code: SLIPPAGE }, isOld ? OLD_BOOK : NO_BOOK, ctx);
  }
  return requireWithin(limit, order.notionalUsd, ctx);
}

interface Taking {
  readonly book: BookSnapshot;
  readonly side: Candidate["side"];
  readonly notionalUsd: number;
}

function slippageBps({ book, side, notionalUsd }: Taking, limitBps: number): number {
  const leastBps = leastSlippageBps(book, side, notionalUsd);
  const isTold = holdsUsd(book, side, notionalUsd) || !atMost(leastBps, limitBps);
  return isTold ? leastBps : Number.NaN;
}

/** The mark against everything else that is a price of now: mid of the book, index, last trade. */
function divergence(view: SymbolView, ctx: RiskContext): readonly Violation[] {
  const { max_divergence_bps: limit, max_price_age_seconds: ageSeconds } = ctx.policy.limits.global.market_quality;
  const prices: number[] = [];
  const book = bookOf(view, ctx);
  if (book !== null && typeof book !== "string") prices.push(midPrice(book));
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
  codes: ["price_stale", "spread_too_wide", SLIPPAGE, "price_divergence", "funding_too_high"],
  title: "market quality",
  skipsReducing: true,
  sizeLimits: slippageLimits,
  check(order, ctx) {
    const { view } = order.symbolRisk;
    const aged = fresh(view, ctx);
    if (view === null) return aged;
    const found = joined(
      aged,
      freshBook(view, ctx),
      spread(view, ctx),
      slippage(order, view, ctx),
      divergence(view, ctx),
      funding(order, view, ctx),
    );
    return found.length === 0 ? PASS : found;
  },
};
