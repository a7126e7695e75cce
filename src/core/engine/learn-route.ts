import type { EventBody } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { DAY_MS } from "../lib/time.js";
import type { LedgerEffect } from "../ledger/apply.js";
import { applyCircuits } from "../routing/circuits.js";
import { applyIntentCosts } from "../routing/intent-cost.js";
import { applyMarkouts, type MarketPoint } from "../routing/markout.js";
import { noteOffset } from "../routing/offset-memory.js";
import { quoteOf } from "../routing/quote.js";
import type { Arrival } from "../routing/shortfall.js";
import { applyRouterEvent } from "../routing/state.js";
import type { EngineContext, EngineState } from "./state.js";
import { symbolView } from "./view.js";

/** All that the router learns from an event, after the ledger and the market have folded it. */
export function learnRoute(state: EngineState, event: EventBody, { order }: LedgerEffect, ctx: EngineContext): void {
  const { router } = state;
  applyCircuits(router, event, state.mode);
  applyRouterEvent(router, event, order, ctx.timeScale);
  applyMarkouts(router, event, order, (symbol) => marketPoint(state, symbol, ctx));
  applyIntentCosts(router, event, order, (symbol) => arrivalOf(state, symbol, ctx));
  if (event.type === "market.bars" && !event.warmup) lookAtOffsets(state, event.atMs, ctx);
  else if (order !== null && isFinal(order.status) && order.finishedAtMs === event.atMs) {
    const key = positionKey(order.request.account, order.request.symbol);
    if (router.outcomes[key] !== undefined) look(state, key, event.atMs, ctx);
  }
}

/** Every order looks at the offset anew; without orders the regime, and what leaves the window, count once a day. */
function lookAtOffsets(state: EngineState, atMs: number, ctx: EngineContext): void {
  for (const key of Object.keys(state.router.outcomes)) {
    const lookedAtMs = state.router.offsets[key]?.atMs ?? -Infinity;
    if (Math.floor(lookedAtMs / DAY_MS) !== Math.floor(atMs / DAY_MS)) look(state, key, atMs, ctx);
  }
}

function look(state: EngineState, key: string, atMs: number, ctx: EngineContext): void {
  const symbol = key.slice(key.indexOf(":") + 1);
  const regime = symbolView(state, symbol, ctx)?.features.volatility ?? null;
  noteOffset(state.router, key, { atMs, regime, policy: ctx.routing });
}

function marketPoint(state: EngineState, symbol: string, ctx: EngineContext): MarketPoint {
  const mid = arrivalOf(state, symbol, ctx)?.mid ?? null;
  return { mid, mark: state.market[symbol]?.mark ?? null };
}

function arrivalOf(state: EngineState, symbol: string, ctx: EngineContext): Arrival | null {
  const view = symbolView(state, symbol, ctx);
  return view === null ? null : quoteOf(view);
}
