import type { OutputEvent } from "../domain/event.js";
import { isProtectivePurpose, isReducingPurpose } from "../domain/intent.js";
import { isFinal, type OrderRecord, type OrderRequest } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { isOnGrid } from "../domain/venue-grid.js";
import { tradingState } from "../domain/trading-state.js";
import { planTrailing } from "../exits/plan-trailing.js";
import type { ProtectionAction } from "../exits/guard.js";
import { planProtection } from "../exits/plan-protection.js";
import { demandsFlatten, symbolsToFlatten } from "../risk/causes.js";
import { review } from "../risk/review.js";
import { planRoute } from "../routing/plan-route.js";
import { signDec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { causeStep } from "./causes.js";
import { type BookOf, booksOf, currentBook, decideCycle } from "./cycle.js";
import { makerStep } from "./maker.js";
import { instrumentOf } from "./instrument-of.js";
import { intendedOrder } from "./intended.js";
import type { DueCycle, EngineContext, EngineState } from "./state.js";
import { mayCancel } from "./refused-cancels.js";
import { mayCloseAtMs } from "./refused-closes.js";
import { lopsidedPositions } from "./pair-balance.js";
import { unwindingPositions } from "./pair-groups.js";
import { pairStep, waitsForItsLeg } from "./pair-steps.js";
import { haltedStrategies, whyNothingOpens } from "./strategy-halts.js";
import { twapStep } from "./twap.js";
import { exitViews, marketView, symbolView, viewAtVenue } from "./view.js";

/**
 * The next decision that follows from the state alone, null when there is nothing to do until the world says more.
 * Asked again after every event, so that whatever a crash cut off is simply the next step after the restart.
 *
 * Order: limits of trading, protection of positions, what is decided but not sent, rests of maker orders,
 * slices that are due, trailing stops, and only then new decisions.
 */
export function nextStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  if (!state.started || state.ended) return null;
  const orders = Object.values(state.portfolio.orders);
  const books = booksOf(state, ctx);
  return (
    causeStep(state, books, ctx) ??
    protectionStep(state, orders, ctx) ??
    pairStep(state, ctx) ??
    submitStep(state, orders, ctx) ??
    makerStep(state, orders, ctx) ??
    twapStep(state, ctx) ??
    trailingStep(state, ctx) ??
    stopStep(state, orders, ctx) ??
    cycleStep(state, books, ctx)
  );
}

type Orders = readonly OrderRecord[];

function protectionStep(state: EngineState, orders: Orders, ctx: EngineContext): OutputEvent | null {
  const { causes } = state.portfolio;
  const positions = Object.values(state.portfolio.positions);
  if (positions.length === 0 && orders.length === 0) return null;
  const held = positions.map(({ symbol }) => symbol);
  const actions = planProtection({
    positions,
    orders,
    view: exitViews(state, held, ctx),
    ...(ctx.instrumentsOf === undefined ? {} : { viewOf: (account) => exitViews(state, held, ctx, account) }),
    policy: ctx.exits,
    atMs: state.atMs,
    flattenAll: demandsFlatten(causes),
    flattenSymbols: symbolsToFlatten(causes),
    mayCloseAtMs: (key) => mayCloseAtMs(state, key, ctx),
    unwinding: unwindingPositions(state),
    trims: lopsidedPositions(state, ctx),
  });
  for (const action of actions) {
    const step = action.kind === "place" ? protect(state, action, ctx) : withdraw(state, action, ctx);
    // One that was refused and reported must not hide those after it.
    if (step !== null) return step;
  }
  return null;
}

type Place = Extract<ProtectionAction, { kind: "place" }>;
type Cancel = Extract<ProtectionAction, { kind: "cancel" }>;

function withdraw(state: EngineState, { clientOrderId, because }: Cancel, ctx: EngineContext): OutputEvent | null {
  if (!mayCancel(state, clientOrderId, ctx)) return null;
  return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason: because };
}

/** Protective orders are reviewed, too. One that is refused is a matter for an operator, not for a loop. */
function protect(state: EngineState, { sized, because }: Place, ctx: EngineContext): OutputEvent | null {
  const { account, symbol, purpose } = sized.intent;
  const book = currentBook(state, ctx, account);
  const { approved, vetoes } = review({
    exits: [sized],
    entries: [],
    book,
    view: viewAtVenue(marketView(state, ctx), account, state, ctx),
    policy: ctx.risk,
  });
  const [order] = approved;
  if (order === undefined) {
    // A halted session places no take-profit: the position keeps its stops, and a rung is no protection.
    if (!isProtectivePurpose(purpose)) return null;
    const code = `protection_refused:${account}:${symbol}:${purpose}`;
    if (state.portfolio.causes.some((cause) => cause.code === code)) return null;
    const refusedBy = vetoes.flatMap((veto) => veto.violations.map((violation) => violation.code)).join(", ");
    const clears = `an operator, after looking at ${symbol}: ${refusedBy}`;
    const cause = { code, kind: "latch", state: "REDUCING", sinceMs: state.atMs, clears } as const;
    return { type: "cause.raised", atMs: state.atMs, cause };
  }
  const view = present(symbolView(state, symbol, ctx, account), `view of ${symbol}`);
  const urgency = "protective";
  const routed = planRoute({ order, view, router: state.router, policy: ctx.routing, urgency, atMs: state.atMs });
  const intended = intendedOrder(routed, { attempt: 0, slice: 0, atMs: state.atMs }, state, ctx);
  return { type: "order.intended", atMs: state.atMs, order: intended, because };
}

/** Sends what is decided, protection first; entries that may no longer be sent are put aside for good. */
function submitStep(state: EngineState, orders: Orders, ctx: EngineContext): OutputEvent | null {
  const order = nextToSend(state, orders);
  if (order === null) return null;
  const { clientOrderId } = order.request;
  const { atMs } = state;
  const instrument = instrumentOf(state, order.request.symbol, ctx, order.request.account);
  if (instrument !== undefined && !isOnGrid(order.request, instrument)) {
    return { type: "order.abandoned", atMs, clientOrderId, reason: "the venue's grid has changed" };
  }
  if (!isReducingPurpose(order.purpose)) {
    const closed = whyNothingOpens(state, order.strategy) !== null;
    const fresh = atMs - order.intendedAtMs <= ctx.maxSignalAgeMs;
    if (closed) return { type: "order.abandoned", atMs, clientOrderId, reason: "trading is not active" };
    if (!fresh) return { type: "order.abandoned", atMs, clientOrderId, reason: "the signal is too old" };
  } else if (!reducesSomething(state, order.request)) {
    return { type: "order.abandoned", atMs, clientOrderId, reason: "what it was to reduce is gone" };
  }
  return { type: "order.submitted", atMs, clientOrderId };
}

function nextToSend(state: EngineState, orders: Orders): OrderRecord | null {
  let first: OrderRecord | null = null;
  for (const order of orders) {
    if (order.status !== "intended" || waitsForItsLeg(state, order)) continue;
    if (isReducingPurpose(order.purpose)) return order;
    first ??= order;
  }
  return first;
}

/** A stop that the venue never got may outlive its position: another stop closed it meanwhile. */
function reducesSomething({ portfolio }: EngineState, { account, symbol, side }: OrderRequest): boolean {
  const held = portfolio.positions[positionKey(account, symbol)];
  return held !== undefined && side === (signDec(held.qty) > 0 ? "sell" : "buy");
}

function trailingStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  if (state.due?.trigger !== "bar") return null;
  for (const [key, position] of Object.entries(state.portfolio.positions)) {
    const instrument = instrumentOf(state, position.symbol, ctx, position.account);
    if (instrument === undefined) continue;
    const strategyStop = planTrailing({ position, instrument, policy: ctx.exits });
    if (strategyStop !== null) {
      return { type: "exits.moved", atMs: state.atMs, key, strategyStop, reason: "trailing" };
    }
  }
  return null;
}

/**
 * A graceful stop, a limit on trading, or the halt of a strategy withdraws the entries that rest and leaves every
 * protective order where it is.
 */
function stopStep(state: EngineState, orders: Orders, ctx: EngineContext): OutputEvent | null {
  const { stopRequested, portfolio } = state;
  // Asked after every event: nearly always everything may open.
  const opens = !stopRequested && tradingState(portfolio.causes) === "ACTIVE" && haltedStrategies(state).length === 0;
  if (opens) return null;
  const reason = stopRequested ? "graceful stop" : "trading is not active";
  for (const order of orders) {
    const resting = order.purpose === "open" && !isFinal(order.status) && !order.cancelRequested;
    if (!resting || whyNothingOpens(state, order.strategy) === null) continue;
    const { clientOrderId } = order.request;
    if (!mayCancel(state, clientOrderId, ctx)) continue;
    return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason };
  }
  return null;
}

function cycleStep(state: EngineState, books: BookOf, ctx: EngineContext): OutputEvent | null {
  if (state.due === null || state.stopRequested || waitsForOldOrders(state, state.due)) return null;
  return decideCycle(state, state.due, ctx, books);
}

/** Nothing is opened while an order of the old position still works: a flip waits for the last of them to be gone. */
function waitsForOldOrders(state: EngineState, { trigger, symbols }: DueCycle): boolean {
  if (trigger !== "flip") return false;
  const orders = Object.values(state.portfolio.orders);
  return orders.some(({ status, request }) => !isFinal(status) && symbols?.includes(request.symbol) === true);
}
