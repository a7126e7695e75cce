import type { EventBody, OutputEvent, SessionEvent } from "../domain/event.js";
import { isFinal, type OrderRecord, type OrderStatus } from "../domain/order.js";
import { type ClosedTrade, type Portfolio, positionKey, SETTLEMENT_ASSET, type Totals } from "../domain/portfolio.js";
import { hasVenue, type Mode } from "../domain/mode.js";
import type { VenueEvent } from "../domain/venue-event.js";
import { addDec, compareDec, subDec, toNumber, ZERO } from "../lib/decimal.js";
import { bookExecution, accountOf } from "./fills.js";
import { bookOtherAsset } from "./other-wallets.js";
import { applyVenueEventToOrder, bookAskedChange, bookIntended } from "./orders.js";
import { emptyTotals } from "./totals.js";

export function emptyPortfolio(mode: Mode): Portfolio {
  return {
    mode,
    accounts: {},
    positions: {},
    orders: {},
    recentTrades: [],
    nav: null,
    navStart: null,
    navHigh: null,
    causes: [],
    totals: emptyTotals(),
  };
}

/** What an event changed that other stages want to know. */
export interface LedgerEffect {
  readonly order: OrderRecord | null;
  readonly closedTrade: ClosedTrade | null;
}

const NOTHING: LedgerEffect = { order: null, closedTrade: null };

/** Folds one event into the books; changes `portfolio` in place. The only writer of positions and wallets. */
export function applyLedgerEvent(portfolio: Portfolio, event: EventBody): LedgerEffect {
  switch (event.type) {
    case "session.started":
      openAccounts(portfolio, event);
      return NOTHING;
    case "market.bars":
      if (!event.warmup) portfolio.totals.bars += event.rows.length;
      return NOTHING;
    case "cycle.decided":
      bookCycle(portfolio, event);
      return NOTHING;
    case "order.intended":
      bookIntended(portfolio, event.order, event.atMs);
      return NOTHING;
    case "order.submitted":
    case "order.abandoned":
    case "cancel.requested":
    case "modify.requested":
      return bookRequest(portfolio, event);
    case "venue.reported":
      forgetEnded(portfolio, event.atMs);
      return NOTHING;
    case "wallet.adjusted":
      bookAdjustment(portfolio, event);
      return NOTHING;
    case "operator.resumed":
      portfolio.causes = portfolio.causes.filter(({ code, kind }) => kind === "gate" || !event.codes.includes(code));
      return NOTHING;
    case "cause.raised":
      portfolio.causes = [...portfolio.causes.filter((cause) => cause.code !== event.cause.code), event.cause];
      return NOTHING;
    case "cause.cleared":
      portfolio.causes = portfolio.causes.filter((cause) => cause.code !== event.code);
      return NOTHING;
    default:
      return isVenueEvent(event) ? bookVenueEvent(portfolio, event) : NOTHING;
  }
}

function isVenueEvent(event: EventBody): event is VenueEvent {
  return (
    (event.type.startsWith("order.") && event.type !== "order.intended" && event.type !== "order.foreign") ||
    event.type === "cancel.rejected" ||
    event.type === "modify.rejected" ||
    event.type === "funding.settled" ||
    event.type === "position.liquidated"
  );
}

function openAccounts(portfolio: Portfolio, event: Extract<SessionEvent, { type: "session.started" }>): void {
  portfolio.navStart = event.navStart;
  for (const [account, wallet] of Object.entries(event.wallets)) {
    portfolio.accounts[account] = {
      account,
      wallet,
      realizedPnl: ZERO,
      fees: ZERO,
      funding: ZERO,
      flows: ZERO,
      others: null,
    };
  }
}

/**
 * An order that has ended with less than it asked for, or that closed whatever was held: a fill may have been lost on
 * its way and is found by the next look at the venue. Forgotten before, that fill would be taken for somebody else's.
 * Simulated venues lose none, and nobody looks at them.
 */
function awaitsFills({ mode }: Portfolio, { status, submittedAtMs, request, filledQty }: OrderRecord): boolean {
  const wasAtVenue = hasVenue(mode) && submittedAtMs !== null && status !== "rejected";
  return wasAtVenue && (request.qty === null || compareDec(filledQty, request.qty) < 0);
}

/** Venue and books were compared: what ended before then has all its fills. */
function forgetEnded(portfolio: Portfolio, atMs: number): void {
  for (const [id, order] of Object.entries(portfolio.orders)) {
    if (isFinal(order.status) && awaitsFills(portfolio, order) && (order.finishedAtMs ?? atMs) < atMs)
      Reflect.deleteProperty(portfolio.orders, id);
  }
}

function bookCycle(portfolio: Portfolio, event: Extract<OutputEvent, { type: "cycle.decided" }>): void {
  const { totals } = portfolio;
  for (const [id, order] of Object.entries(portfolio.orders)) {
    if (isFinal(order.status) && !awaitsFills(portfolio, order)) Reflect.deleteProperty(portfolio.orders, id);
  }
  for (const order of event.orders) bookIntended(portfolio, order, event.atMs);
  if (event.trigger !== "flip") totals.cycles += 1;
  totals.signals += event.signals.length;
  totals.intents += event.intents;
  totals.vetoes += event.vetoes.length;
  for (const veto of event.vetoes) {
    totals.vetoesByRule[veto.primary] = (totals.vetoesByRule[veto.primary] ?? 0) + 1;
  }
  portfolio.nav = {
    atMs: event.atMs,
    nav: event.nav,
    wallet: event.wallet,
    unrealizedPnl: event.unrealizedPnl,
  };
  if (portfolio.navHigh === null || compareDec(event.nav, portfolio.navHigh) > 0) portfolio.navHigh = event.nav;
  const drawdown = 1 - toNumber(event.nav) / toNumber(portfolio.navHigh);
  if (drawdown > totals.maxDrawdown) totals.maxDrawdown = drawdown;
}

/**
 * Money in or out is no profit: the highest NAV moves with it. What the venue charges or gives back is one, and counts
 * with the fees. Other assets than the settlement asset are not in the NAV.
 */
function bookAdjustment(portfolio: Portfolio, event: Extract<EventBody, { type: "wallet.adjusted" }>): void {
  const account = accountOf(portfolio, event.account);
  if (event.asset !== SETTLEMENT_ASSET) {
    bookOtherAsset(account, event);
    return;
  }
  account.wallet = addDec(account.wallet, event.amount);
  if (event.kind === "charge") {
    account.fees = subDec(account.fees, event.amount);
    return;
  }
  account.flows = addDec(account.flows, event.amount);
  if (portfolio.navHigh !== null) portfolio.navHigh = addDec(portfolio.navHigh, event.amount);
  // The NAV of the last cycle moves along: before the next one it must not look like a peak, or like a loss.
  if (portfolio.nav !== null) {
    const { nav, wallet } = portfolio.nav;
    portfolio.nav = { ...portfolio.nav, nav: addDec(nav, event.amount), wallet: addDec(wallet, event.amount) };
  }
}

type RequestEvent = Extract<
  OutputEvent,
  { type: "order.submitted" | "order.abandoned" | "cancel.requested" | "modify.requested" }
>;

function bookRequest(portfolio: Portfolio, event: RequestEvent): LedgerEffect {
  const order = portfolio.orders[event.clientOrderId];
  if (order === undefined) return NOTHING;
  if (event.type === "cancel.requested") order.cancelRequested = true;
  else if (event.type === "modify.requested") bookAskedChange(order, event.change);
  else if (event.type === "order.submitted") {
    order.status = "submitted";
    order.submittedAtMs = event.atMs;
    portfolio.totals.ordersSent += 1;
  } else {
    order.status = "abandoned";
    order.finishedAtMs = event.atMs;
    order.endReason = event.reason;
  }
  return { order, closedTrade: null };
}

function bookVenueEvent(portfolio: Portfolio, event: VenueEvent): LedgerEffect {
  const before = "clientOrderId" in event ? portfolio.orders[event.clientOrderId]?.status : undefined;
  const order = applyVenueEventToOrder(portfolio, event);
  const { totals } = portfolio;
  if (order !== null && before !== undefined && !isFinal(before)) countEnd(totals, order.status);
  switch (event.type) {
    case "order.filled": {
      const exitPurpose = order?.purpose ?? "foreign";
      return { order, closedTrade: bookExecution(portfolio, { ...event, exitPurpose }, order) };
    }
    case "position.liquidated":
      return {
        order: null,
        closedTrade: bookExecution(portfolio, { ...event, exitPurpose: event.cause ?? "liquidation" }, null),
      };
    case "funding.settled": {
      const account = accountOf(portfolio, event.account);
      account.wallet = addDec(account.wallet, event.amount);
      account.funding = addDec(account.funding, event.amount);
      totals.funding = addDec(totals.funding, event.amount);
      const position = portfolio.positions[positionKey(event.account, event.symbol)];
      if (position !== undefined) position.funding = addDec(position.funding, event.amount);
      return NOTHING;
    }
    default:
      return { order, closedTrade: null };
  }
}

/** Each order ends once, whatever the venue says of it afterwards. */
function countEnd(totals: Totals, status: OrderStatus): void {
  if (status === "filled") totals.ordersFilled += 1;
  else if (status === "canceled" || status === "expired") totals.ordersCanceled += 1;
  else if (status === "rejected") totals.ordersRejected += 1;
}
