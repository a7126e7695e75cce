import type { IntendedOrder, JournalEvent } from "../../domain/event.js";
import type { VetoRecord } from "../../domain/veto-record.js";
import type { Clamp, Violation } from "../../domain/intent.js";
import type { SymbolView } from "../../domain/market-view.js";
import { type Dec, decFromNumber, roundDec } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import { featureFigures } from "../../screener/filters.js";
import type { EngineContext } from "../../engine/state.js";
import type { ClampLine } from "../whatif/try-order.js";
import type { Met } from "./re-decide.js";
import type { RuleVerdict } from "../../risk/verdicts.js";
import { ruleVerdicts } from "./rule-verdicts.js";
import { sizingFacts } from "./sizing-facts.js";
import type { BarFacts, IntentFacts, RouteFacts, Step, TrialFacts } from "./step.js";

export type CycleEvent = Extract<JournalEvent, { readonly signals: unknown }>;

/** What the decision saw of its symbol, and the intent it made of it. */
export interface DecidedIntent {
  readonly cycle: CycleEvent;
  readonly view: SymbolView | null;
  readonly reasons: readonly string[];
  readonly ctx: EngineContext;
  /** The order as this version decides it again, with the books it met; null where it decides otherwise. */
  readonly met: Met | null;
  /** Sizing found no legal quantity for it. */
  readonly bySizing: boolean;
  /** What would have passed, and how `whatif` repeats it. */
  readonly trial: TrialFacts | null;
}

function sizingSteps({ cycle, met, ctx }: DecidedIntent): readonly Step[] {
  const facts = met === null ? null : sizingFacts(met.order.intent, met, ctx);
  return facts === null ? [] : [{ step: "sizing", at: isoUtc(cycle.atMs), data: facts }];
}

/** An order without a quantity was never shown to the rules. */
function ruleSteps({ cycle, met, ctx, bySizing }: DecidedIntent, violations: readonly Violation[]): readonly Step[] {
  if (met === null || Number(met.order.qty) <= 0) return [];
  const judged = ruleVerdicts(met, ctx.risk);
  const conditions = bySizing ? judged.map((verdict) => asVetoed(verdict, violations)) : judged;
  return [{ step: "rules", at: isoUtc(cycle.atMs), data: { conditions } }];
}

/**
 * Sizing has the minimum judge what was left for the order, and counts as taken what it had sized before in the same
 * cycle: what the veto says of a limit holds.
 */
function asVetoed(verdict: RuleVerdict, violations: readonly Violation[]): RuleVerdict {
  const { rule, code, setting } = verdict;
  const own = violations.find((found) => found.rule === rule && found.code === code && found.setting === setting);
  if (own === undefined) return verdict;
  const { measured, limit, unit } = own;
  return { ...verdict, verdict: "veto", measured, limit, unit };
}

/** Bar, signal and intent of a vetoed order, and the veto. */
export function vetoedSteps(decided: DecidedIntent, veto: VetoRecord): readonly Step[] {
  const at = isoUtc(decided.cycle.atMs);
  const intent: IntentFacts = {
    id: veto.intentId,
    side: veto.side,
    purpose: veto.purpose,
    qty: veto.qty,
    referencePrice: veto.referencePrice,
    notional: decFromNumber(veto.notionalUsd),
    stopDistance: veto.stopDistance === null ? null : figure(veto.stopDistance),
    clamps: veto.clamps.map(clampLine),
    ...leftFor(decided, veto),
  };
  const rules = [...new Set(veto.violations.map(({ rule }) => rule))];
  return [
    ...marketSteps(decided, veto.strategy, veto.symbol),
    ...sizingSteps(decided),
    { step: "intent", at, data: intent },
    ...ruleSteps(decided, veto.violations),
    { step: "veto", at, data: { id: veto.id, primary: veto.primary, rules } },
    ...(decided.trial === null ? [] : [{ step: "trial" as const, at, data: decided.trial }]),
  ];
}

/** What an intent without a legal quantity could have had. */
function leftFor({ bySizing }: DecidedIntent, { violations }: VetoRecord): Pick<IntentFacts, "left"> {
  const measured = bySizing ? violations.find(({ code }) => code === "min_notional")?.measured : undefined;
  return typeof measured === "number" ? { left: decFromNumber(measured) } : {};
}

/** Bar, signal and intent of an approved order; its routes follow one by one. */
export function approvedSteps(decided: DecidedIntent, orders: readonly IntendedOrder[]): readonly Step[] {
  const [first] = orders;
  if (first === undefined) return [];
  const at = isoUtc(decided.cycle.atMs);
  const { request, exits } = first;
  const qty = orders.reduce((sum, order) => sum + Number(order.request.qty ?? 0), 0);
  const intent: IntentFacts = {
    id: first.intentId,
    side: request.side,
    purpose: first.purpose,
    qty: figure(qty),
    referencePrice: first.decisionPrice,
    notional: decFromNumber(first.notionalUsd),
    stopDistance: exits === null ? null : figure(exits.stopDistance),
    clamps: first.clamps.map(clampLine),
  };
  return [
    ...marketSteps(decided, first.strategy, request.symbol),
    ...sizingSteps(decided),
    { step: "intent", at, data: intent },
    ...ruleSteps(decided, []),
    { step: "approval", at, data: { rulesEvaluated: first.rulesEvaluated } },
    ...orders.map((order): Step => ({ step: "route", at, data: routeFacts(order, null) })),
  ];
}

export function routeFacts(order: IntendedOrder, because: string | null): RouteFacts {
  const { request } = order;
  return {
    clientOrderId: request.clientOrderId,
    purpose: order.purpose,
    style: order.style,
    reason: order.routeReason,
    type: request.type,
    timeInForce: request.timeInForce,
    side: request.side,
    qty: request.qty,
    price: request.price,
    triggerPrice: request.triggerPrice,
    expectedCostBps: order.expectedCostBps,
    maxSlippageBps: order.maxSlippageBps,
    because,
  };
}

function marketSteps({ cycle, view, reasons, ctx }: DecidedIntent, strategy: string, symbol: string): readonly Step[] {
  const steps: Step[] = [];
  const bar = view?.lastBar ?? null;
  if (view !== null && bar !== null) {
    steps.push({ step: "bar", at: isoUtc(bar.closeTimeMs), data: barFacts(view, bar) });
  }
  const signal = cycle.signals.find((candidate) => candidate.strategy === strategy && candidate.symbol === symbol);
  if (signal === undefined) return steps;
  const features = view === null ? {} : featureFigures(view, ctx.screener);
  steps.push({ step: "signal", at: isoUtc(cycle.atMs), data: { ...signal, features, reasons } });
  return steps;
}

function barFacts({ symbol, mark }: SymbolView, bar: NonNullable<SymbolView["lastBar"]>): BarFacts {
  const { open, high, low, close, volume } = bar;
  return {
    symbol,
    open: decFromNumber(open),
    high: decFromNumber(high),
    low: decFromNumber(low),
    close: decFromNumber(close),
    volume: decFromNumber(volume),
    mark: Number.isFinite(mark) ? decFromNumber(mark) : null,
  };
}

function clampLine({ rule, beforeUsd, afterUsd }: Clamp): ClampLine {
  return { rule, before: decFromNumber(beforeUsd), after: decFromNumber(afterUsd) };
}

/** A plain number as a decimal, to eight places: what comes behind is binary noise. */
function figure(value: number): Dec {
  return roundDec(decFromNumber(value), 8, "half-even");
}
