import type { EventBody } from "../domain/event.js";
import type { OrderRecord } from "../domain/order.js";
import { isFinal } from "../domain/order.js";
import { slippageBps } from "../domain/slippage.js";
import { positionKey } from "../domain/portfolio.js";
import { toNumber } from "../lib/decimal.js";
import type { TrippedCircuit } from "./circuits.js";
import type { IntentCost } from "./intent-cost.js";
import type { MakerFill, Markout } from "./markout.js";
import type { OffsetMemory } from "./offset-memory.js";

/** How one order of ours ended, as far as the router learns from it. */
export interface OrderOutcome {
  readonly atMs: number;
  readonly style: "maker" | "taker";
  /** Share of the quantity that filled, and the share that filled as maker. */
  readonly filledShare: number;
  readonly makerShare: number;
  /** Refused by the venue for another reason than crossing the book as post-only. */
  readonly rejected: boolean;
  /** Wall time, whatever the pace of the venue's clock: it is about networks. Null before the venue's word. */
  readonly ackMs: number | null;
  /** Average fill against the decision price, > 0 is worse; null without a fill. */
  readonly slippageBps: number | null;
}

/**
 * What the router remembers of each account × symbol, oldest first. An account lives at one venue, so this is a history
 * per symbol × venue. Plain data, a fold of the journal; all but `offsets` is independent of any policy.
 */
export interface RouterState {
  outcomes: Record<string, OrderOutcome[]>;
  /** Maker fills of the last minutes, whose markout is still to come. */
  makerFills: MakerFill[];
  markouts: Record<string, Markout[]>;
  costs: Record<string, IntentCost[]>;
  offsets: Record<string, OffsetMemory>;
  /** By account: circuit breakers of its venue that are not closed. */
  circuits: Record<string, readonly TrippedCircuit[]>;
  /** By account: when a circuit of its venue last closed; left out until one has. */
  closedAtMs?: Record<string, number>;
}

/** Enough for a p95 (100 orders); older ones make room. */
export const OUTCOMES_KEPT = 128;

/** Binance USD-M −5022: a post-only order would have crossed. The venue did its job, so it is no reject. */
export const POST_ONLY_WOULD_CROSS = -5022;

export function createRouterState(): RouterState {
  return { outcomes: {}, makerFills: [], markouts: {}, costs: {}, offsets: {}, circuits: {} };
}

export function outcomesOf(state: RouterState, account: string, symbol: string): readonly OrderOutcome[] {
  return state.outcomes[positionKey(account, symbol)] ?? [];
}

/**
 * Learns from the event that ends an order. `order` is its record after the ledger has folded the event.
 * Resting exits and forced closes don't count: they are not the router's choice.
 * timeScale: venue seconds per wall second.
 */
export function applyRouterEvent(
  state: RouterState,
  event: EventBody,
  order: OrderRecord | null,
  timeScale: number,
): void {
  if (order === null || !endsOrder(event) || !isFinal(order.status)) return;
  // A fill that arrives after the end has been counted changes the books, not the route's record.
  if (order.finishedAtMs !== event.atMs) return;
  if (order.style === "resting" || order.purpose === "flatten") return;
  const key = positionKey(order.request.account, order.request.symbol);
  const known = (state.outcomes[key] ??= []);
  known.push(outcomeOf(order, { style: order.style, atMs: event.atMs, timeScale }));
  if (known.length > OUTCOMES_KEPT) known.shift();
}

function endsOrder(event: EventBody): boolean {
  switch (event.type) {
    case "order.filled":
    case "order.canceled":
    case "order.expired":
    case "order.rejected":
      return true;
    default:
      return false;
  }
}

interface Ended extends Pick<OrderOutcome, "style" | "atMs"> {
  readonly timeScale: number;
}

function outcomeOf(order: OrderRecord, { style, atMs, timeScale }: Ended): OrderOutcome {
  const asked = order.request.qty === null ? Number.NaN : toNumber(order.request.qty);
  const share = (qty: number): number => (asked > 0 ? Math.min(1, qty / asked) : 0);
  const acked = order.acknowledgedAtMs !== null && order.submittedAtMs !== null;
  return {
    atMs,
    style,
    filledShare: share(toNumber(order.filledQty)),
    makerShare: share(toNumber(order.makerQty)),
    rejected: order.status === "rejected" && order.endCode !== POST_ONLY_WOULD_CROSS,
    ackMs: acked ? Math.round((Number(order.acknowledgedAtMs) - Number(order.submittedAtMs)) / timeScale) : null,
    slippageBps: slippageBps(order),
  };
}
