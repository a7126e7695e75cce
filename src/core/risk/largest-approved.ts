import type { SizedOrder, Violation } from "../domain/intent.js";
import type { Instrument } from "../domain/instrument.js";
import { type Dec, dec, mulDec, toNumber } from "../lib/decimal.js";
import { type ContextInput, type RiskContext, symbolRiskOf } from "./context.js";
import { evaluate } from "./evaluate.js";
import { RISK_RULES } from "./registry.js";
import { contextOf, reviewedOrder } from "./reviewed-order.js";
import { minNotional } from "./rules/r06-min-notional.js";

interface SearchInput extends ContextInput {
  /** An order whose quantity is left open; everything else of it is reviewed as it stands. */
  readonly template: SizedOrder;
}

/** Notional that passes all rules, or the rules that exclude each other. */
type Feasible =
  { readonly minNotionalUsd: number; readonly maxNotionalUsd: number } | { readonly excludedBy: readonly string[] };

// R06 is the only rule that a larger quantity can satisfy; all others only get worse with it.
const UPPER_RULES = RISK_RULES.filter((rule) => rule !== minNotional);

/** Steps of a quantity beyond which numbers are no longer exact. */
const MOST_STEPS = Number.MAX_SAFE_INTEGER;

/** Largest quantity on the step grid, within the venue's filters, that passes every rule; null if none does. */
export function largestApproved(input: SearchInput): SizedOrder | null {
  const search = searchOf(input);
  const largest = search === null ? 0 : largestSteps(search);
  if (search === null || largest === 0) return null;
  const order = search.orderOf(largest);
  return evaluate(reviewedOrder(order, search.ctx), search.ctx).length === 0 ? order : null;
}

/** Interval of notionals that pass every rule and filter for this order on these books. */
export function feasibleNotional(input: SearchInput): Feasible {
  const search = searchOf(input);
  if (search === null) return { excludedBy: ["R17"] };
  const smallest = smallestSteps(search);
  const largest = largestSteps(search);
  if (smallest <= largest) {
    return {
      minNotionalUsd: search.orderOf(smallest).notionalUsd,
      maxNotionalUsd: search.orderOf(largest).notionalUsd,
    };
  }
  const alone = rulesOf(upperViolations(search, 1));
  if (alone.length > 0) return { excludedBy: alone };
  const against = rulesOf(upperViolations(search, smallest));
  return { excludedBy: [minNotional.id, ...(against.length > 0 ? against : ["maxQty"])] };
}

interface Search {
  readonly ctx: RiskContext;
  readonly orderOf: (steps: number) => SizedOrder;
  /** Bounds of the venue's quantity filters in steps. */
  readonly fewest: number;
  readonly most: number;
}

function searchOf(input: SearchInput): Search | null {
  const ctx = contextOf(input);
  const { template } = input;
  const risk = symbolRiskOf(ctx, template.intent.symbol);
  const instrument = risk.view?.instrument ?? null;
  if (instrument === null) return null;
  const step = toNumber(instrument.stepSize);
  const heldQty = template.reduceOnly ? Math.abs(risk.position?.qty ?? 0) : Infinity;
  const largestQty = Math.min(toNumber(instrument.maxQty), toNumber(instrument.marketMaxQty), heldQty);
  const usable = step > 0 && largestQty >= 0;
  if (!usable) return null;
  return {
    ctx,
    orderOf: (steps) => withQty(template, quantity(instrument, steps), ctx.navUsd),
    fewest: Math.max(1, Math.ceil(toNumber(instrument.minQty) / step - 1e-9)),
    most: Math.min(MOST_STEPS, Math.floor(largestQty / step + 1e-9)),
  };
}

function quantity({ stepSize }: Instrument, steps: number): Dec {
  return mulDec(dec(steps.toFixed(0)), stepSize);
}

function withQty(template: SizedOrder, qty: Dec, navUsd: number): SizedOrder {
  const notionalUsd = toNumber(mulDec(qty, template.referencePrice));
  return { ...template, qty, notionalUsd, leverage: notionalUsd / navUsd };
}

function upperViolations({ ctx, orderOf }: Search, steps: number): readonly Violation[] {
  return evaluate(reviewedOrder(orderOf(steps), ctx), ctx, UPPER_RULES);
}

/** Most steps that pass all rules with an upper bound; 0 if not even the smallest quantity does. */
function largestSteps(search: Search): number {
  const passes = (steps: number): boolean => upperViolations(search, steps).length === 0;
  if (search.most < search.fewest || !passes(search.fewest)) return 0;
  return lastTrue(search.fewest, search.most, passes);
}

/** Fewest steps that reach the minimum notional; one more than the venue allows if none does. */
function smallestSteps({ ctx, orderOf, fewest, most }: Search): number {
  const below = (steps: number): boolean => evaluate(reviewedOrder(orderOf(steps), ctx), ctx, [minNotional]).length > 0;
  if (!below(fewest)) return fewest;
  return lastTrue(fewest, Math.max(fewest, most), below) + 1;
}

/** Last whole number of [from, to] for which `holds`, which is true at `from` and never becomes true again. */
function lastTrue(from: number, to: number, holds: (steps: number) => boolean): number {
  if (holds(to)) return to;
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function rulesOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ rule }) => rule))];
}
