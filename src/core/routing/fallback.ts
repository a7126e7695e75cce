import { reachesMinNotional } from "../domain/instrument.js";
import type { SymbolView } from "../domain/market-view.js";
import { isFinal, type OrderRecord, type OrderRequest } from "../domain/order.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { compareDec, type Dec, floorToStep, toNumber } from "../lib/decimal.js";
import { onGrid } from "../domain/venue-grid.js";
import { nextIdOf } from "./client-order-id.js";
import { takerCostBps } from "./cost.js";
import { entryLimit } from "./entry-limit.js";
import type { RouterPolicy } from "./policy.js";
import { quoteOf } from "./quote.js";
import { requote } from "./requote.js";
import { POST_ONLY_WOULD_CROSS } from "./state.js";
import { urgencyOf } from "./urgency.js";

interface FallbackInput {
  readonly record: OrderRecord;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly atMs: number;
  /** Distance behind our own best price at which the symbol is quoted now; asked only of maker orders. */
  readonly offsetBps: () => number;
}

export type FallbackStep =
  | { readonly kind: "none" }
  | { readonly kind: "wait"; readonly untilMs: number }
  | { readonly kind: "cancel"; readonly reason: "maker_timeout" }
  /** Follows the market: the same order at another price. */
  | { readonly kind: "change"; readonly price: Dec; readonly qty: Dec }
  | {
      readonly kind: "take";
      readonly request: OrderRequest;
      readonly attempt: number;
      readonly maxSlippageBps: number;
      readonly expectedCostBps: number;
      readonly reason: string;
    }
  | { readonly kind: "give_up"; readonly reason: string };

const NOTHING: FallbackStep = { kind: "none" };

/**
 * What follows from a maker order: wait, follow the market that has left it behind, cancel it at its timeout, then take
 * the rest inside the slippage limit of the first decision, or give up with a reason. The rest of an exit is always
 * taken. Nothing new is sent before the end of the order is known: one whose outcome is unknown waits.
 */
export function fallback(input: FallbackInput): FallbackStep {
  const { record } = input;
  if (record.style !== "maker" || record.request.qty === null) return NOTHING;
  if (!isFinal(record.status)) return whileOpen(input);
  if (record.status === "filled") return NOTHING;
  if (record.status === "abandoned") return { kind: "give_up", reason: "abandoned" };
  if (compareDec(record.filledQty, record.request.qty) >= 0) return NOTHING;
  const refusedOutright = record.status === "rejected" && record.endCode !== POST_ONLY_WOULD_CROSS;
  if (refusedOutright) return { kind: "give_up", reason: `rejected_${record.endCode ?? "unknown"}` };
  return record.purpose === "open" ? takeEntryRest(input) : takeExitRest(input);
}

function whileOpen(input: FallbackInput): FallbackStep {
  const { record, atMs } = input;
  const untilMs = record.request.expireAtMs ?? record.intendedAtMs;
  if (record.cancelRequested || record.status === "unknown") return NOTHING;
  if (atMs >= untilMs) return { kind: "cancel", reason: "maker_timeout" };
  const price = requote(input);
  const { qty } = record.request;
  return price === null || qty === null ? { kind: "wait", untilMs } : { kind: "change", price, qty };
}

function takeEntryRest(input: FallbackInput): FallbackStep {
  const { record, view } = input;
  const { instrument } = view;
  const allowed = entryLimit(record, view);
  if (!allowed.ok) return { kind: "give_up", reason: allowed.error };
  const bound = allowed.value;
  const rest = floorToStep(unfilledQty(record), instrument.stepSize);
  const legal = compareDec(rest, instrument.minQty) >= 0 && reachesMinNotional(instrument, rest, bound);
  if (!legal) return { kind: "give_up", reason: "rest_below_minimum" };
  return take(input, rest, bound);
}

function takeExitRest(input: FallbackInput): FallbackStep {
  return take(input, unfilledQty(input.record), null);
}

function take({ record, view, policy }: FallbackInput, rest: Dec, bound: Dec | null): FallbackStep {
  const attempt = record.attempt + 1;
  const { side } = record.request;
  const costBps = takerCostBps({ view, quote: quoteOf(view), side, qty: toNumber(rest), policy });
  const maxSlippageBps = policy.max_slippage_bps[urgencyOf(record.purpose)];
  return {
    kind: "take",
    request: onGrid(
      {
        ...record.request,
        clientOrderId: nextIdOf(record),
        type: bound === null ? "market" : "limit",
        qty: rest,
        price: bound,
        timeInForce: bound === null ? "GTC" : "IOC",
        postOnly: false,
        expireAtMs: null,
      },
      view.instrument,
    ),
    attempt,
    // The limit of the first decision holds for the whole intent.
    maxSlippageBps: bound === null ? maxSlippageBps : record.maxSlippageBps,
    expectedCostBps: Number.isFinite(costBps) ? costBps : maxSlippageBps,
    reason: record.status === "rejected" ? "post_only_rejected" : "maker_unfilled",
  };
}
