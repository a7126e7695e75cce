import type { BookSnapshot } from "../domain/book.js";
import type { Instrument } from "../domain/instrument.js";
import type { OrderRequest } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import type { VenueEvent } from "../domain/venue-event.js";
import type { Dec } from "../lib/decimal.js";
import { indexInstruments, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { settleFunding } from "./funding.js";
import type { FundingStamp } from "./funding.js";
import { applyBook, fillFromTrade } from "./matching-book.js";
import type { PublicTrade } from "./matching-book.js";
import { runTask } from "./orders.js";
import type { SimPolicy } from "./policy.js";
import { jitterMs, schedule } from "./schedule.js";
import { checkMargin, closeSpan, openSpan, passMiddle } from "./span.js";
import type { SimState, Span } from "./state.js";
import { fireReached } from "./triggers.js";

/** The venue's word on its accounts, as `ports/broker.ts` reports it. */
interface SimReport {
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly positions: Readonly<Record<string, Dec>>;
  readonly openOrders: readonly string[];
}

/**
 * A simulated venue in virtual time: the one fill model of paper trading and backtests. Every call that makes time
 * pass returns what happened, in order, stamped with market time. All it knows is in `state`.
 */
export interface SimVenue {
  readonly state: SimState;
  /** Sends an order at `atMs`; its fate comes back from later calls. */
  place(request: OrderRequest, atMs: number): void;
  cancel(clientOrderId: string, atMs: number): void;
  /** The bars of the span that starts now: orders fill inside them, never look at them. */
  openBars(span: Span): VenueEvent[];
  book(snapshot: BookSnapshot): VenueEvent[];
  trade(trade: PublicTrade): VenueEvent[];
  mark(symbol: string, price: number, atMs: number): VenueEvent[];
  fund(stamp: FundingStamp): VenueEvent[];
  /** When something happens by itself next; null when nothing is due. */
  nextAtMs(): number | null;
  /** Lets everything up to and including this instant happen. */
  advance(toMs: number): VenueEvent[];
  report(): SimReport;
}

interface SimVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly policy: SimPolicy;
  readonly state: SimState;
}

export function createSimVenue({ instruments, policy, state }: SimVenueOptions): SimVenue {
  const context: SimContext = { policy, instruments: indexInstruments(instruments, policy), state, out: [] };
  const happens = (atMs: number, what: () => void): VenueEvent[] => {
    state.nowMs = Math.max(state.nowMs, atMs);
    what();
    return context.out.splice(0);
  };
  return {
    state,
    place: (request, atMs) => {
      const latencyMs = policy.order_latency_ms + jitterMs(context, request.clientOrderId);
      schedule(context, Math.max(atMs, state.nowMs) + latencyMs, { kind: "arrive", request });
    },
    cancel: (clientOrderId, atMs) => {
      const latencyMs = policy.cancel_latency_ms + jitterMs(context, `cancel/${clientOrderId}`);
      schedule(context, Math.max(atMs, state.nowMs) + latencyMs, { kind: "cancel", clientOrderId });
    },
    openBars: (span) => happens(span.openMs, () => openSpan(context, span)),
    book: (snapshot) => happens(snapshot.atMs, () => onBook(context, snapshot)),
    trade: (trade) => happens(trade.atMs, () => onTrade(context, trade)),
    mark: (symbol, price, atMs) => happens(atMs, () => onMark(context, symbol, price)),
    fund: (stamp) => happens(stamp.atMs, () => settleFunding(context, stamp)),
    nextAtMs: () => nextAtMs(state),
    advance: (toMs) => happens(state.nowMs, () => advance(context, toMs)),
    report: () => reportOf(state),
  };
}

function advance(context: SimContext, toMs: number): void {
  const { state } = context;
  for (let atMs = nextAtMs(state); atMs !== null && atMs <= toMs; atMs = nextAtMs(state)) {
    state.nowMs = Math.max(state.nowMs, atMs);
    const head = state.schedule[0];
    const phaseAtMs = nextPhaseAtMs(state);
    const isTask = head?.atMs === atMs && (phaseAtMs !== atMs || head.rank === 0);
    if (isTask) {
      state.schedule.shift();
      runTask(context, head.task);
    } else if (state.span?.phase === "open") passMiddle(context);
    else closeSpan(context);
  }
}

function nextAtMs(state: SimState): number | null {
  const taskAtMs = state.schedule[0]?.atMs ?? null;
  const phaseAtMs = nextPhaseAtMs(state);
  if (taskAtMs === null || phaseAtMs === null) return taskAtMs ?? phaseAtMs;
  return Math.min(taskAtMs, phaseAtMs);
}

function nextPhaseAtMs({ span }: SimState): number | null {
  if (span === null || span.phase === "closed") return null;
  return span.phase === "open" ? span.midMs : span.closeMs;
}

function onBook(context: SimContext, snapshot: BookSnapshot): void {
  const market = marketOf(context, snapshot.symbol);
  applyBook(context, market, snapshot);
  const [bid, ask] = [snapshot.bids[0]?.price, snapshot.asks[0]?.price];
  if (market.last === null && bid !== undefined && ask !== undefined) market.last = (bid + ask) / 2;
}

function onTrade(context: SimContext, trade: PublicTrade): void {
  const market = marketOf(context, trade.symbol);
  market.last = trade.price;
  if (market.book !== null) fillFromTrade(context, market, trade);
  fireReached(context, trade.symbol);
  checkMargin(context);
}

function onMark(context: SimContext, symbol: string, price: number): void {
  marketOf(context, symbol).mark = price;
  fireReached(context, symbol);
  checkMargin(context);
}

function reportOf(state: SimState): SimReport {
  const wallets: Record<string, Dec> = {};
  const positions: Record<string, Dec> = {};
  for (const { account, wallet, positions: held } of Object.values(state.accounts)) {
    wallets[account] = wallet;
    for (const [symbol, { holding }] of Object.entries(held)) positions[positionKey(account, symbol)] = holding.qty;
  }
  return { wallets, positions, openOrders: state.orders.map(({ request }) => request.clientOrderId) };
}
