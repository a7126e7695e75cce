import type { VolatilityRegime } from "../domain/market-view.js";
import { intentShortfall, type IntentCost } from "./intent-cost.js";
import type { RouterPolicy } from "./policy.js";
import type { RouteMeasures } from "./quality.js";

/** A change of the router's policy for one symbol that its figures speak for. */
export interface Suggestion {
  /** Path in the configuration. */
  readonly setting: string;
  readonly from: number | boolean;
  readonly to: number | boolean;
  /** No suggestion leaves this range; null for a switch. */
  readonly bounds: readonly [number, number] | null;
  readonly rationale: string;
}

interface Evidence {
  readonly measures: RouteMeasures;
  readonly regime: VolatilityRegime | null;
  readonly costs: readonly IntentCost[];
  readonly policy: RouterPolicy;
}

/** Unfilled share above which waiting is too short or too far out, and the one above which the distance is too far. */
const FALLBACK_MUCH = 0.5;
const FALLBACK_MOST = 0.8;
/** A move against our fills that the adaptive step of 0.5 bps alone does not answer. */
const ADVERSE_BPS = -2;
/** How much dearer maker-first must have been. */
const DEARER_BPS = 1;
const TIMEOUT_BOUNDS = [1, 120] as const;
const OFFSET_STEP_BPS = 0.5;

/** What the figures speak for, none before `quality.min_orders` maker orders. */
export function suggestionsFor(evidence: Evidence): readonly Suggestion[] {
  const { measures, policy } = evidence;
  if (!policy.maker.enabled || measures.makerOrders < policy.quality.min_orders) return [];
  return [longerWait(evidence), otherDistance(evidence), noMaker(evidence)].filter((one) => one !== null);
}

function longerWait({ measures, policy }: Evidence): Suggestion | null {
  const fallback = measures.fallbackRatio ?? 0;
  const from = policy.maker_timeout_seconds;
  const [, most] = TIMEOUT_BOUNDS;
  const to = Math.min(most, Math.ceil(from * 1.5));
  if (fallback <= FALLBACK_MUCH || (measures.markoutBps ?? 0) < 0 || to <= from) return null;
  const rationale = `${share(fallback)} of ${String(measures.makerOrders)} maker orders ended unfilled and fills were not adverse`;
  return { setting: "router_policy.maker_timeout_seconds", from, to, bounds: TIMEOUT_BOUNDS, rationale };
}

function otherDistance({ measures, policy, regime }: Evidence): Suggestion | null {
  if (regime === null) return null;
  const key = `${regime}_bps` as const;
  const from = policy.offset[key];
  const bounds = [0, policy.offset.max_bps] as const;
  const setting = `router_policy.offset.${key}`;
  const fallback = measures.fallbackRatio ?? 0;
  const markoutBps = measures.markoutBps ?? 0;
  const nearer = Math.max(0, from - OFFSET_STEP_BPS);
  if (fallback > FALLBACK_MOST && nearer < from) {
    const rationale = `${share(fallback)} of ${String(measures.makerOrders)} maker orders ended unfilled`;
    return { setting, from, to: nearer, bounds, rationale };
  }
  const farther = Math.min(policy.offset.max_bps, from + OFFSET_STEP_BPS);
  const adverse = markoutBps < ADVERSE_BPS && (measures.makerFillRatio ?? 0) > 0.7;
  if (!adverse || farther <= from) return null;
  const rationale = `the market went ${Math.abs(markoutBps).toFixed(1)} bps against ${String(measures.markoutFills)} maker fills within a minute`;
  return { setting, from, to: farther, bounds, rationale };
}

/** Maker-first against taker entries, as they were paid: price and fee. */
function noMaker({ costs, policy }: Evidence): Suggestion | null {
  const maker = paidBps(costs, "maker");
  const taker = paidBps(costs, "taker");
  const least = policy.quality.min_orders;
  if (maker.intents < least || taker.intents < least || !(maker.bps > taker.bps + DEARER_BPS)) return null;
  const rationale = `maker-first cost ${maker.bps.toFixed(1)} bps over ${String(maker.intents)} intents, taker ${taker.bps.toFixed(1)} over ${String(taker.intents)}`;
  return { setting: "router_policy.maker.enabled", from: true, to: false, bounds: null, rationale };
}

/** Shortfall of the entries that began in a style, weighted by notional; NaN without any. */
export function paidBps(
  costs: readonly IntentCost[],
  style: IntentCost["style"],
): { readonly bps: number; readonly intents: number } {
  const paid = costs
    .filter((cost) => cost.style === style && cost.purpose === "open")
    .map(intentShortfall)
    .filter((one) => one !== null);
  const notionalUsd = paid.reduce((sum, one) => sum + one.notionalUsd, 0);
  const weighted = paid.reduce((sum, one) => sum + one.totalBps * one.notionalUsd, 0);
  return { bps: weighted / notionalUsd, intents: paid.length };
}

function share(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`;
}

/** The policy with suggestions taken; another than those of this file changes nothing. */
export function withSuggestions(policy: RouterPolicy, suggestions: readonly Suggestion[]): RouterPolicy {
  let changed = policy;
  for (const { setting, to } of suggestions) {
    const [, key = "", inner = ""] = setting.split(".");
    if (typeof to === "boolean") changed = { ...changed, maker: { ...changed.maker, enabled: to } };
    else if (key === "maker_timeout_seconds") changed = { ...changed, maker_timeout_seconds: to };
    else if (key === "offset") changed = { ...changed, offset: { ...changed.offset, [inner]: to } };
  }
  return changed;
}
