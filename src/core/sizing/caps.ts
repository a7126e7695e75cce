import type { DecisionBook } from "../domain/decision-book.js";
import { type Growth, linearLimit, onTopOf, type SizeLimit } from "../domain/size-limit.js";
import type { SizingInput } from "./input.js";
import { stopCostFraction } from "./policy.js";

interface OwnLimit {
  readonly clamp: string;
  readonly limitUsd: number;
  readonly setting: string | null;
}

/** A limit that review has no rule for. */
function ownLimit({ clamp, limitUsd, setting }: OwnLimit, growth: Growth): SizeLimit {
  return linearLimit({ clamp, rule: "sizing", code: clamp, unit: "usd", limit: limitUsd, setting }, growth);
}

/** The whole position may lose so much: what is held already counts, at the farther of its stop and the new one. */
function riskCap({ intent, limits, policy, book }: SizingInput, price: number): SizeLimit {
  const held = book.positions.find(({ symbol, strategy }) => symbol === intent.symbol && strategy === intent.strategy);
  const own = (intent.exits?.stopDistance ?? Number.NaN) / price;
  const ofHeld = held === undefined ? 0 : Math.abs(price - (held.stopPrice ?? Number.NaN)) / price;
  const weight = Math.max(own, ofHeld) + stopCostFraction(policy);
  const taken = held === undefined ? 0 : held.notionalUsd * weight;
  const limitUsd = limits.riskPerTradePct * book.navUsd;
  const setting = "risk_limits.global.risk_per_trade_pct";
  return ownLimit({ clamp: "risk_per_trade_pct", limitUsd, setting }, { taken, weight, floor: taken });
}

/** What the strategy has in the symbol already. */
function capacityCap({ intent, book, caps }: SizingInput): SizeLimit {
  const own = openLegs(book).filter(({ strategy, symbol }) => strategy === intent.strategy && symbol === intent.symbol);
  return ownLimit(
    {
      clamp: "capacity_usd",
      limitUsd: caps.strategy.capacityUsd ?? Infinity,
      setting: `strategy_registry.strategies.${intent.strategy}.capacity_usd`,
    },
    onTopOf(sumUsd(own)),
  );
}

/** What is sized beyond the ceiling of a production lease would only be turned back. */
function leaseCap({ book, limits }: SizingInput): readonly SizeLimit[] {
  if (limits.maxGrossUsd === Infinity) return [];
  const ceiling = { clamp: "lease_ceiling", limitUsd: limits.maxGrossUsd, setting: null };
  return [ownLimit(ceiling, onTopOf(sumUsd(openLegs(book))))];
}

function marginCap({ book, policy }: SizingInput): SizeLimit {
  const limitUsd = policy.free_margin_fraction * book.freeMarginUsd;
  const setting = "strategy_config.sizing.free_margin_fraction";
  return ownLimit({ clamp: "free_margin", limitUsd, setting }, onTopOf(0));
}

type Leg = Pick<DecisionBook["positions"][number], "symbol" | "strategy" | "notionalUsd">;

/** Positions and everything that may still add to them; orders that only reduce give no headroom and take none. */
function openLegs({ positions, pending }: DecisionBook): readonly Leg[] {
  return [...positions, ...pending.filter((order) => !order.reduceOnly)];
}

function sumUsd(legs: readonly Leg[]): number {
  return legs.reduce((sum, { notionalUsd }) => sum + notionalUsd, 0);
}

/** Every limit on an opening order, in the order in which it clamps (docs/RISK.md#sizing): our own around review's. */
export function openingCaps(input: SizingInput, price: number): readonly SizeLimit[] {
  const { intent, book, limits } = input;
  return [
    riskCap(input, price),
    capacityCap(input),
    ...limits.ofReview({ intent, price, book }),
    ...leaseCap(input),
    marginCap(input),
  ];
}
