import { foreignOrderKey } from "../domain/connection.js";
import type { EventBody } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import { compareDec, isZeroDec } from "../lib/decimal.js";
import { applyLedgerEvent, type LedgerEffect } from "../ledger/apply.js";
import { adoptOtherWallets } from "../ledger/other-wallets.js";
import { applyRiskEvent } from "../risk/reducer.js";
import { sliceKeyOf } from "../routing/client-order-id.js";
import { shortfall } from "../routing/shortfall.js";
import { foldAccountMarks } from "./account-marks.js";
import { applyBars, applyPoll, marketOf } from "./apply-bars.js";
import { applyPositionEffects, refreshProtection } from "./apply-positions.js";
import { foldConnection, leaseLostMs } from "./connection-gates.js";
import { foldModelFunding } from "./model-view.js";
import { foldPairGroups } from "./pair-groups.js";
import { learnRoute } from "./learn-route.js";
import { predictNav } from "./predict-nav.js";
import { foreignOrderText, noteCause } from "./noted-causes.js";
import { reconcile } from "./reconcile.js";
import { forgetRefusedCancels, noteRefusedCancel } from "./refused-cancels.js";
import { noteRefusedClose } from "./refused-closes.js";
import { foldRules } from "./changed-rules.js";
import { foldSchedules } from "./schedules.js";
import { foldFilesProblem } from "./files-problem.js";
import type { EngineContext, EngineState } from "./state.js";

/** Folds one journal event into the state. Deterministic; the only place that changes an EngineState. */
export function apply(state: EngineState, event: EventBody, ctx: EngineContext): void {
  const before = state.atMs;
  if (event.atMs > state.atMs) state.atMs = event.atMs;
  refreshProtection(state, before);
  predictNav(state, event);
  const effect = applyLedgerEvent(state.portfolio, event);
  applyMarket(state, event, ctx);
  applyPositionEffects(state, event, effect, ctx);
  foldPairGroups(state, event, { effect, ctx });
  applySession(state, event, effect);
  foldRules(state, event);
  foldFilesProblem(state, event);
  noteRefusedClose(state, event, effect);
  foldSchedules(state, event, effect);
  noteCause(state, event, { effect, foreignPolicy: ctx.foreignPolicy });
  bookShortfall(state, event, effect);
  learnRoute(state, event, effect, ctx);
  applyRiskEvent(state.risk, event, {
    nowMs: state.atMs,
    nav: state.portfolio.nav?.nav ?? null,
    order: effect.order,
    closedTrade: effect.closedTrade,
    policy: ctx.risk,
  });
  foldAccountMarks(state, event, ctx);
}

function applyMarket(state: EngineState, event: EventBody, ctx: EngineContext): void {
  switch (event.type) {
    case "market.bars":
      applyBars(state, event, ctx);
      return;
    case "poll.elapsed":
      applyPoll(state, event);
      return;
    case "market.funding":
      marketOf(state, event.symbol).fundingRate = event.rate;
      foldModelFunding(state, event, ctx);
      return;
    case "market.marks":
      for (const [symbol, mark, index, fundingRate] of event.rows) {
        const market = marketOf(state, symbol);
        market.mark = mark;
        market.markAtMs = event.atMs;
        if (fundingRate !== null) market.fundingRate = fundingRate;
        if (index !== null) market.indexPrice = index;
      }
      return;
    case "connection.changed":
      foldConnection(state, event);
      if (event.channel === "book" && !event.up) forgetBooks(state, event.symbol);
      return;
    case "market.book":
      marketOf(state, event.symbol).bookLost = false;
      marketOf(state, event.symbol).book = {
        symbol: event.symbol,
        atMs: event.stampMs ?? event.atMs,
        bids: event.bids.map(([price, qty]) => ({ price, qty })),
        asks: event.asks.map(([price, qty]) => ({ price, qty })),
      };
      return;
    default:
  }
}

/** No quote rests on a book that may have missed a change; a stream that breaks before its first book has lost it too. */
function forgetBooks(state: EngineState, symbol: string | null): void {
  for (const [name, market] of Object.entries(state.market)) {
    if (symbol !== null && symbol !== name) continue;
    market.book = null;
    market.bookLost = true;
  }
}

function applySession(state: EngineState, event: EventBody, effect: LedgerEffect): void {
  switch (event.type) {
    case "session.started":
      state.started = true;
      state.configHash = event.configHash;
      // The line itself is dated where the loaded history begins.
      state.leaselessSinceMs = event.walletsAtMs ?? event.fromMs;
      for (const symbol of event.symbols) marketOf(state, symbol);
      return;
    case "config.reloaded":
      configure(state, event);
      return;
    case "session.configured":
      configure(state, event);
      forgetFolds(state);
      for (const symbol of event.symbols) marketOf(state, symbol);
      return;
    case "lease.armed":
      state.lease = event.lease;
      return;
    case "lease.disarmed":
      state.leaselessSinceMs = leaseLostMs(state);
      state.lease = null;
      return;
    case "operator.resumed":
      if (event.codes.includes("reconcile_difference")) state.reconcileDifference = null;
      return;
    case "session.resumed":
      state.stopRequested = false;
      // A start looks at the modes itself.
      state.wrongModes = {};
      return;
    case "session.ended":
      state.ended = true;
      return;
    case "stop.requested":
      state.stopRequested = true;
      return;
    case "cycle.decided":
      state.due = null;
      state.cycle = event.cycle;
      forgetRefusedCancels(state);
      return;
    case "cancel.rejected":
      noteRefusedCancel(state, event.clientOrderId);
      return;
    case "venue.reported":
      hearReport(state, event);
      return;
    case "order.foreign":
      state.foreignOrders[foreignOrderKey(event)] = foreignOrderText(event);
      return;
    case "wallet.adjusted":
      settleWallet(state);
      return;
    case "order.intended":
      settleSlice(state, event.order.request.clientOrderId);
      return;
    case "intent.given_up":
      state.fallbacks = state.fallbacks.filter((id) => id !== event.clientOrderId);
      return;
    case "order.filled":
      // What filled late makes the rest smaller; it never asks for another order.
      return;
    default:
      noteFallback(state, effect);
  }
}

/** A lease is for one configuration: under another one there is none. */
function configure(state: EngineState, event: { readonly atMs: number; readonly configHash: string }): void {
  const loses = state.lease?.configHash === state.configHash && event.configHash !== state.configHash;
  if (loses) state.leaselessSinceMs = event.atMs;
  state.configHash = event.configHash;
}

/** What was folded under other parameters says nothing under new ones: the warm-up that follows begins anew. */
function forgetFolds(state: EngineState): void {
  state.strategies = {};
  state.features = {};
  state.hours = {};
}

/** Books and venue are compared; what the venue does not list any more has ended, by whatever way. */
function hearReport(state: EngineState, event: Extract<EventBody, { type: "venue.reported" }>): void {
  state.reconcileDifference = reconcile(state.portfolio, event);
  adoptOtherWallets(state.portfolio, event);
  const open = new Set(event.foreignOrders ?? []);
  state.foreignOrders = Object.fromEntries(Object.entries(state.foreignOrders).filter(([key]) => open.has(key)));
}

/** What is ordered anew is the rest of the attempt before it: of that slice alone, others of its intent still wait. */
function settleSlice(state: EngineState, clientOrderId: string): void {
  if (state.fallbacks.length === 0) return;
  const slice = sliceKeyOf(clientOrderId);
  state.fallbacks = state.fallbacks.filter((id) => sliceKeyOf(id) !== slice);
}

/** A wallet that now holds what the venue said it holds is no difference any more; the next report says the rest. */
function settleWallet(state: EngineState): void {
  const wallet = state.reconcileDifference?.wallet ?? null;
  if (wallet === null) return;
  const ours = state.portfolio.accounts[wallet.account]?.wallet;
  if (ours !== undefined && compareDec(ours, wallet.venue) === 0) state.reconcileDifference = null;
}

/** Adds an order's cost against its decision price once the order has ended; weighted by notional in the average. */
function bookShortfall({ portfolio }: EngineState, event: EventBody, { order }: LedgerEffect): void {
  if (order === null || !isFinal(order.status) || order.finishedAtMs !== event.atMs) return;
  const cost = shortfall([order], null);
  if (cost === null) return;
  portfolio.totals.shortfallBpsSum += cost.totalBps * cost.notionalUsd;
  portfolio.totals.shortfallNotionalUsd += cost.notionalUsd;
}

/** A maker order that ended without its whole quantity asks for a decision: take the rest or give it up. */
function noteFallback(state: EngineState, { order }: LedgerEffect): void {
  if (order?.style !== "maker" || !isFinal(order.status) || order.status === "filled") return;
  const { clientOrderId, qty } = order.request;
  const rest = qty !== null && !isZeroDec(qty) && compareDec(order.filledQty, qty) < 0;
  if (rest && !state.fallbacks.includes(clientOrderId)) state.fallbacks.push(clientOrderId);
}
