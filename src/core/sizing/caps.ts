import type { DecisionBook } from "../domain/decision-book.js";
import type { Intent, Side } from "../domain/intent.js";
import type { SizingInput } from "./input.js";
import type { CorrelationGroup } from "./limits.js";
import { stopCostFraction } from "./policy.js";

/**
 * One limit on an order: taken + weight × notional ≤ limit. NaN where an input is missing, which refuses the order;
 * a limit of Infinity is none.
 */
export interface Cap {
  readonly rule: string;
  readonly limitUsd: number;
  readonly takenUsd: number;
  readonly weight: number;
  readonly setting: string;
}

/** Largest notional that the limit leaves: USD, ≥ 0, Infinity for no limit, NaN for an unknown one. */
export function allowedUsd(cap: Cap): number {
  if (Number.isNaN(cap.limitUsd + cap.takenUsd + cap.weight)) return Number.NaN;
  if (cap.limitUsd === Infinity || cap.weight === 0) return Infinity;
  return Math.max(0, (cap.limitUsd - cap.takenUsd) / cap.weight);
}

/** The limit as risk will compute it. */
export function holds(cap: Cap, notionalUsd: number): boolean {
  return cap.takenUsd + cap.weight * notionalUsd <= cap.limitUsd;
}

interface Exposure {
  /** Of the order's symbol in the order's direction. */
  readonly symbolUsd: number;
  readonly strategyUsd: number;
  readonly grossUsd: number;
  /** Net exposure in the order's direction if every order in that direction fills and no other does. */
  readonly netUsd: number;
}

interface Leg {
  readonly symbol: string;
  readonly strategy: string;
  readonly side: Side;
  readonly notionalUsd: number;
  readonly pending: boolean;
}

/** Positions and everything that may still add to them; orders that only reduce give no headroom and take none. */
function legsOf(book: DecisionBook): Leg[] {
  const held = book.positions.map((position) => ({
    symbol: position.symbol,
    strategy: position.strategy,
    side: position.qty > 0 ? ("buy" as const) : ("sell" as const),
    notionalUsd: position.notionalUsd,
    pending: false,
  }));
  const opening = book.pending.filter((order) => !order.reduceOnly);
  return [...held, ...opening.map((order) => ({ ...order, pending: true }))];
}

function exposureOf(legs: readonly Leg[], intent: Intent): Exposure {
  let symbolUsd = 0;
  let strategyUsd = 0;
  let grossUsd = 0;
  let netUsd = 0;
  for (const leg of legs) {
    const along = leg.side === intent.side;
    grossUsd += leg.notionalUsd;
    if (leg.strategy === intent.strategy) strategyUsd += leg.notionalUsd;
    if (along && leg.symbol === intent.symbol) symbolUsd += leg.notionalUsd;
    // An opposite position nets off; an opposite order that may never fill does not.
    if (along) netUsd += leg.notionalUsd;
    else if (!leg.pending) netUsd -= leg.notionalUsd;
  }
  return { symbolUsd, strategyUsd, grossUsd, netUsd };
}

function headroom(rule: string, limitUsd: number, takenUsd: number, setting: string): Cap {
  return { rule, limitUsd, takenUsd, weight: 1, setting };
}

function groupCaps(group: CorrelationGroup, legs: readonly Leg[], intent: Intent, navUsd: number): Cap[] {
  const beta = group.betaBySymbol[intent.symbol];
  if (beta === undefined) return [];
  const orderSign = (intent.side === "buy" ? 1 : -1) * Math.sign(beta);
  let betaUsd = 0;
  let grossUsd = 0;
  for (const leg of legs) {
    const legBeta = group.betaBySymbol[leg.symbol];
    if (legBeta === undefined) continue;
    const signed = (leg.side === "buy" ? 1 : -1) * legBeta * leg.notionalUsd * orderSign;
    // NaN must reach the cap, so this asks for "helps" and not for "hurts".
    const helps = leg.pending && signed < 0;
    if (!helps) betaUsd += signed;
    grossUsd += leg.notionalUsd;
  }
  const setting = `risk_limits.global.correlation.groups.${group.name}`;
  const limitUsd = group.maxBetaExposurePct * navUsd;
  const cap: Cap = {
    rule: "correlated_exposure",
    limitUsd,
    takenUsd: betaUsd,
    weight: Math.abs(beta),
    setting: `${setting}.max_beta_exposure_pct`,
  };
  if (group.maxGrossPct === null) return [cap];
  return [
    cap,
    headroom("correlated_gross_exposure", group.maxGrossPct * navUsd, grossUsd, `${setting}.max_gross_exposure_pct`),
  ];
}

/** The whole position may lose so much: what is held already counts, at the farther of its stop and the new one. */
function riskCap({ intent, limits, policy, book }: SizingInput, price: number): Cap {
  const held = book.positions.find(({ symbol, strategy }) => symbol === intent.symbol && strategy === intent.strategy);
  const own = (intent.exits?.stopDistance ?? Number.NaN) / price;
  const ofHeld = held === undefined ? 0 : Math.abs(price - (held.stopPrice ?? Number.NaN)) / price;
  const weight = Math.max(own, ofHeld) + stopCostFraction(policy);
  const takenUsd = held === undefined ? 0 : held.notionalUsd * weight;
  const setting = "risk_limits.global.risk_per_trade_pct";
  return { rule: "risk_per_trade_pct", limitUsd: limits.riskPerTradePct * book.navUsd, takenUsd, weight, setting };
}

/** Every limit on an opening order, in the order in which it clamps (docs/RISK.md#sizing). */
export function openingCaps(input: SizingInput, price: number): Cap[] {
  const { intent, book, caps, limits, policy } = input;
  const nav = book.navUsd;
  const legs = legsOf(book);
  const taken = exposureOf(legs, intent);
  const ownSymbol = legs.filter((leg) => leg.strategy === intent.strategy && leg.symbol === intent.symbol);
  const capacityTaken = ownSymbol.reduce((sum, leg) => sum + leg.notionalUsd, 0);
  const positionLeverage = Math.min(caps.strategy.maxLeverage, caps.symbol.maxLeverage, limits.maxLeverage);
  const strategyPath = `strategy_config.strategies.${intent.strategy}`;
  return [
    riskCap(input, price),
    headroom(
      "capacity_usd",
      caps.strategy.capacityUsd ?? Infinity,
      capacityTaken,
      `strategy_registry.strategies.${intent.strategy}.capacity_usd`,
    ),
    headroom("max_trade_nav_pct", limits.maxTradeNavPct * nav, 0, "risk_limits.global.max_trade_nav_pct"),
    headroom("symbol_exposure", caps.symbol.maxNavPct * nav, taken.symbolUsd, caps.symbol.maxNavPctSetting),
    headroom("strategy_exposure", caps.strategy.maxNavPct * nav, taken.strategyUsd, `${strategyPath}.max_nav_pct`),
    ...limits.correlationGroups.flatMap((group) => groupCaps(group, legs, intent, nav)),
    headroom(
      "global_exposure",
      limits.maxGrossExposurePct * nav,
      taken.grossUsd,
      "risk_limits.global.max_gross_exposure_pct",
    ),
    headroom("net_exposure", limits.maxNetExposurePct * nav, taken.netUsd, "risk_limits.global.max_net_exposure_pct"),
    headroom("position_leverage", positionLeverage * nav, taken.symbolUsd, `${strategyPath}.max_leverage`),
    headroom("account_leverage", limits.maxLeverage * nav, taken.grossUsd, "risk_limits.global.max_leverage"),
    headroom("max_order_notional", caps.symbol.maxOrderNotionalUsd, 0, caps.symbol.maxOrderNotionalSetting),
    headroom(
      "free_margin",
      policy.free_margin_fraction * book.freeMarginUsd,
      0,
      "strategy_config.sizing.free_margin_fraction",
    ),
  ];
}
