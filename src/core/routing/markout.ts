import type { EventBody } from "../domain/event.js";
import type { Side } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { toNumber } from "../lib/decimal.js";
import { MINUTE_MS } from "../lib/time.js";
import type { RouterState } from "./state.js";

/** A markout is taken from the first price this long after the fill, and from none that is later than twice that. */
const MARKOUT_AFTER_MS = MINUTE_MS;

/** A maker fill that waits for the price a minute later. */
export interface MakerFill {
  readonly key: string;
  readonly symbol: string;
  readonly side: Side;
  readonly atMs: number;
  readonly price: number;
  /** Mid (the fill's price without a book) less mark at the fill; null without a mark. */
  readonly basis: number | null;
}

/** How the market moved within a minute of a maker fill, in bps of its price; < 0 went against us. */
export interface Markout {
  readonly atMs: number;
  readonly bps: number;
}

/** Enough for a mean; older ones make room. */
const MARKOUTS_KEPT = 128;
const FILLS_KEPT = 256;

/** The market at the fill; null where it is not known. */
export interface MarketPoint {
  readonly mid: number | null;
  readonly mark: number | null;
}

/** Notes a maker fill of a maker order, and settles those whose minute is over. */
export function applyMarkouts(
  state: RouterState,
  event: EventBody,
  order: OrderRecord | null,
  market: (symbol: string) => MarketPoint,
): void {
  if (event.type === "order.filled") {
    if (order?.style === "maker" && event.liquidity === "maker") noteFill(state, event, market(event.symbol));
    return;
  }
  if (state.makerFills.length === 0) return;
  if (event.type === "market.book") {
    const bid = event.bids[0]?.[0] ?? Number.NaN;
    const ask = event.asks[0]?.[0] ?? Number.NaN;
    settle(state, event.symbol, event.atMs, () => (bid + ask) / 2);
  } else if (event.type === "market.marks") {
    for (const [symbol, mark] of event.rows) {
      settle(state, symbol, event.atMs, ({ basis }) => (basis === null ? Number.NaN : mark + basis));
    }
  }
}

function noteFill(
  state: RouterState,
  event: Extract<EventBody, { type: "order.filled" }>,
  { mid, mark }: MarketPoint,
): void {
  const price = toNumber(event.price);
  const { account, symbol, side, atMs } = event;
  const basis = mark === null ? null : (mid ?? price) - mark;
  state.makerFills.push({ key: positionKey(account, symbol), symbol, side, atMs, price, basis });
  if (state.makerFills.length > FILLS_KEPT) state.makerFills.shift();
}

/** A fill without a price in time is forgotten: what an hour did says nothing about the fill. */
function settle(state: RouterState, symbol: string, atMs: number, fair: (fill: MakerFill) => number): void {
  state.makerFills = state.makerFills.filter((fill) => {
    const ageMs = atMs - fill.atMs;
    if (ageMs > 2 * MARKOUT_AFTER_MS) return false;
    if (fill.symbol !== symbol || ageMs < MARKOUT_AFTER_MS) return true;
    const moved = ((fair(fill) - fill.price) / fill.price) * (fill.side === "buy" ? 10_000 : -10_000);
    if (!Number.isFinite(moved)) return true;
    const known = (state.markouts[fill.key] ??= []);
    known.push({ atMs, bps: moved });
    if (known.length > MARKOUTS_KEPT) known.shift();
    return false;
  });
}
