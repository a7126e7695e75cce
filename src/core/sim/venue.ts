import type { BookSnapshot } from "../domain/book.js";
import type { Instrument } from "../domain/instrument.js";
import type { OrderChange, OrderRequest } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import type { VenueEvent } from "../domain/venue-event.js";
import type { Dec } from "../lib/decimal.js";
import { addDec } from "../lib/decimal.js";
import { amendOrder } from "./amend.js";
import type { Amendment } from "./amend.js";
import { accountOf, indexInstrument, indexInstruments, leverageOf, markOf, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { exposuresOf } from "./exposure.js";
import type { SymbolExposure } from "./exposure.js";
import { fillableQty } from "./fillable.js";
import { settleFunding } from "./funding.js";
import type { FundingStamp } from "./funding.js";
import type { Interference } from "./interference.js";
import { closeAtMark, liquidate } from "./liquidation.js";
import type { ForcedClose } from "./liquidation.js";
import { applyBook, fillFromTrade } from "./matching-book.js";
import type { PublicTrade } from "./matching-book.js";
import { runTask } from "./orders.js";
import type { SimPolicy } from "./policy.js";
import type { SimRequest } from "./request.js";
import type { Rejection } from "./rejection.js";
import { jitterMs, schedule } from "./schedule.js";
import { checkMargin, closeSpan, openSpan, passMiddle } from "./span.js";
import type { SimState, Span } from "./state.js";
import { fireReached } from "./triggers.js";

/** The venue's word on its accounts; a session hears it as `venue.reported`. */
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
  place(request: SimRequest, atMs: number): void;
  cancel(clientOrderId: string, atMs: number): void;
  /** Sends new terms for a resting limit. */
  modify(change: OrderChange, atMs: number): void;
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
  /** What a venue that others write to does beside matching. */
  readonly desk: SimDesk;
}

/** Acts on accounts and rules; each takes effect at once. */
export interface SimDesk {
  /** The venue's rules for a symbol from now on. */
  setInstrument(instrument: Instrument): void;
  leverage(account: string, symbol: string): number;
  setLeverage(account: string, symbol: string, leverage: number): void;
  exposures(account: string): readonly SymbolExposure[];
  /** How much of a limit order would fill if it arrived now. */
  fillableQty(request: OrderRequest): Dec;
  amend(
    amendment: Amendment,
    atMs: number,
  ): { readonly rejection: Rejection | null; readonly events: readonly VenueEvent[] };
  /** Money in or out; taking too much out liquidates. */
  adjustWallet(account: string, difference: Dec, atMs: number): VenueEvent[];
  /** Liquidates a position although its margin would do. */
  liquidate(account: string, symbol: string, atMs: number): VenueEvent[];
  /** Closes a share of a position at its mark, as auto-deleveraging and settlement do. */
  closeAtMark(close: ForcedClose, atMs: number): VenueEvent[];
  interfere(interference: Interference): void;
}

interface SimVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly policy: SimPolicy;
  readonly state: SimState;
}

export function createSimVenue({ instruments, policy, state }: SimVenueOptions): SimVenue {
  const context: SimContext = {
    policy,
    instruments: indexInstruments(instruments, policy),
    interference: null,
    state,
    out: [],
  };
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
    modify: (change, atMs) => {
      const latencyMs = policy.order_latency_ms + jitterMs(context, `modify/${change.clientOrderId}`);
      schedule(context, Math.max(atMs, state.nowMs) + latencyMs, { kind: "modify", change });
    },
    openBars: (span) => happens(span.openMs, () => openSpan(context, span)),
    book: (snapshot) => happens(snapshot.atMs, () => onBook(context, snapshot)),
    trade: (trade) => happens(trade.atMs, () => onTrade(context, trade)),
    mark: (symbol, price, atMs) => happens(atMs, () => onMark(context, symbol, price)),
    fund: (stamp) => happens(stamp.atMs, () => settleFunding(context, stamp)),
    nextAtMs: () => nextAtMs(state),
    advance: (toMs) => happens(state.nowMs, () => advance(context, toMs)),
    report: () => reportOf(state),
    desk: createDesk(context, happens),
  };
}

function createDesk(context: SimContext, happens: (atMs: number, what: () => void) => VenueEvent[]): SimDesk {
  return {
    setInstrument: (instrument) => {
      context.instruments.set(instrument.symbol, indexInstrument(instrument, context.policy));
    },
    leverage: (account, symbol) => leverageOf(context, account, symbol),
    setLeverage: (account, symbol, leverage) => {
      accountOf(context, account).leverages[symbol] = leverage;
    },
    exposures: (account) => exposuresOf(context, account),
    fillableQty: (request) => fillableQty(context, request),
    amend: (amendment, atMs) => {
      let rejection: Rejection | null = null;
      const events = happens(atMs, () => {
        rejection = amendOrder(context, amendment);
      });
      return { rejection, events };
    },
    adjustWallet: (account, difference, atMs) =>
      happens(atMs, () => {
        const held = accountOf(context, account);
        held.wallet = addDec(held.wallet, difference);
        checkMargin(context);
      }),
    liquidate: (account, symbol, atMs) =>
      happens(atMs, () => {
        const isHeld = accountOf(context, account).positions[symbol] !== undefined;
        if (isHeld) liquidate(context, account, symbol, markOf(marketOf(context, symbol)));
      }),
    closeAtMark: (close, atMs) => happens(atMs, () => closeAtMark(context, close)),
    interfere: (interference) => {
      context.interference = interference;
    },
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
