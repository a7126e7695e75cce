import type { EventBody } from "../domain/event.js";
import type { OrderRecord } from "../domain/order.js";
import { type ClosedTrade, isForcedExit, positionKey } from "../domain/portfolio.js";
import type { ExitLevels } from "../domain/intent.js";
import { entryPrice, type ExitPlan, FOREIGN_STRATEGY, isLong, type Position } from "../domain/position.js";
import { present } from "../lib/invariant.js";
import { openExitPlan } from "../exits/plan.js";
import { isProtected, levelOf } from "../exits/protection.js";
import type { LedgerEffect } from "../ledger/apply.js";
import { instrumentOf } from "./instrument-of.js";
import { liquidationPrice } from "./liquidation.js";
import type { EngineContext, EngineState } from "./state.js";
import { flatSignal } from "./strategy-state.js";
import { symbolView } from "./view.js";

/** Adds the time since the last event to the unprotected clock while a position lacks its working stop. */
export function refreshProtection(state: EngineState, beforeMs: number): void {
  const { totals, positions } = state.portfolio;
  let unprotected = false;
  for (const key in positions) {
    const since = positions[key]?.unprotectedSinceMs ?? null;
    if (since === null) continue;
    unprotected = true;
    const lastedMs = state.atMs - since;
    if (lastedMs > totals.longestUnprotectedMs) totals.longestUnprotectedMs = lastedMs;
  }
  if (unprotected) totals.unprotectedMs += state.atMs - Math.max(beforeMs, 0);
}

/** What a fill, a stop or an acknowledgement means for exits, re-arming and flips. */
export function applyPositionEffects(
  state: EngineState,
  event: EventBody,
  effect: LedgerEffect,
  ctx: EngineContext,
): void {
  if (event.type === "order.filled" && effect.order !== null) {
    planNewPosition(state, effect.order, ctx);
    markTakeProfit(state, effect.order);
  }
  if (event.type === "order.filled" && effect.order === null) protectForeign(state, event, ctx);
  if (event.type === "order.intended" && event.order.purpose !== "open") countExitAttempt(state, event.order.request);
  if (event.type === "exits.moved") {
    const position = state.portfolio.positions[event.key];
    if (position !== undefined && position.exits !== null) position.exits.strategyStop = event.strategyStop;
  }
  if (effect.closedTrade !== null) afterClose(state, effect.closedTrade, ctx);
  const changesStops = effect.order !== null || event.type === "order.filled" || event.type === "position.liquidated";
  if (changesStops) watchStops(state, ctx);
}

function countExitAttempt(state: EngineState, request: OrderRecord["request"]): void {
  const position = positionOf(state, request.account, request.symbol);
  if (position !== undefined) position.exitAttempts += 1;
}

function planNewPosition(state: EngineState, order: OrderRecord, ctx: EngineContext): void {
  const position = positionOf(state, order.request.account, order.request.symbol);
  if (position === undefined || position.exits !== null || order.exits === null) return;
  position.exits = exitPlanOf(state, position, { ctx, levels: order.exits });
}

function exitPlanOf(
  state: EngineState,
  position: Position,
  { ctx, levels }: { readonly ctx: EngineContext; readonly levels: ExitLevels },
): ExitPlan {
  const instrument = present(
    instrumentOf(state, position.symbol, ctx, position.account),
    `instrument ${position.symbol}`,
  );
  return openExitPlan({
    levels,
    direction: isLong(position) ? "long" : "short",
    entryPrice: present(entryPrice(position), "entry price"),
    liquidationPrice: liquidationPrice(state, position, instrument),
    instrument,
    policy: ctx.exits,
  });
}

/**
 * A position that somebody else opened on our account gets a disaster stop and nothing more, unless the policy is to
 * ignore it. Where its range is not known no stop can be placed, and the deadline of protection closes it.
 */
function protectForeign(
  state: EngineState,
  { account, symbol }: { readonly account: string; readonly symbol: string },
  ctx: EngineContext,
): void {
  const position = positionOf(state, account, symbol);
  if (position?.strategy !== FOREIGN_STRATEGY || position.exits !== null || ctx.foreignPolicy === "ignore") return;
  const atr = symbolView(state, symbol, ctx)?.features.atr ?? Number.NaN;
  const isKnown = atr > 0 && Number.isFinite(atr);
  if (!isKnown) return;
  const levels = { stopDistance: 0, atr, trailDistance: null, takeProfits: [], maxBars: null };
  position.exits = exitPlanOf(state, position, { ctx, levels });
}

/** A rung of the ladder that has filled is not placed again. */
function markTakeProfit(state: EngineState, order: OrderRecord): void {
  if (order.purpose !== "take_profit" || order.status !== "filled") return;
  const position = positionOf(state, order.request.account, order.request.symbol);
  const rung = position?.exits?.takeProfits.find(({ price, done }) => !done && price === levelOf(order));
  if (rung !== undefined) rung.done = true;
}

/** Keeps `unprotectedSinceMs` and `unprotectedKnownMs` true to whether the disaster stop works at the venue now. */
function watchStops(state: EngineState, { foreignPolicy }: EngineContext): void {
  const orders = Object.values(state.portfolio.orders);
  for (const position of Object.values(state.portfolio.positions)) {
    const isIgnored = position.strategy === FOREIGN_STRATEGY && foreignPolicy === "ignore";
    const safe = isIgnored || isProtected(position, orders);
    if (safe) position.unprotectedSinceMs = position.unprotectedKnownMs = null;
    else {
      position.unprotectedSinceMs ??= state.atMs;
      position.unprotectedKnownMs ??= state.atMs;
    }
  }
}

function afterClose(state: EngineState, trade: ClosedTrade, ctx: EngineContext): void {
  if (isForcedExit(trade)) waitForRearm(state, trade);
  if (trade.exitPurpose === "close") considerFlip(state, trade, ctx);
}

function waitForRearm(state: EngineState, trade: ClosedTrade): void {
  const zone = trade.direction === "long" ? 1 : -1;
  const others = state.rearm.filter((wait) => wait.strategy !== trade.strategy || wait.symbol !== trade.symbol);
  state.rearm = [...others, { strategy: trade.strategy, symbol: trade.symbol, zone }];
}

/** A flip is two orders: once the close has filled, the open is reviewed anew on the same closed bar. */
function considerFlip(state: EngineState, trade: ClosedTrade, ctx: EngineContext): void {
  const signal = flatSignal(state, trade, ctx);
  // A close by age is no flip: its strategy still wants the same direction.
  const turns = signal?.kind === "target" && signal.direction !== "flat" && signal.direction !== trade.direction;
  if (!turns) return;
  const symbols = state.due?.trigger === "flip" ? [...(state.due.symbols ?? []), trade.symbol] : [trade.symbol];
  state.due ??= { atMs: state.atMs, trigger: "flip", symbols };
  if (state.due.trigger === "flip") state.due = { ...state.due, symbols };
}

export function positionOf(state: EngineState, account: string, symbol: string): Position | undefined {
  return state.portfolio.positions[positionKey(account, symbol)];
}
