import { smallestQty } from "../../domain/instrument.js";
import type { Violation } from "../../domain/intent.js";
import { allowedUsd, holds, type SizeLimit } from "../../domain/size-limit.js";
import { sizingLimits } from "../../engine/sizing-limits.js";
import { type Dec, decFromNumber, mulDec, toNumber } from "../../lib/decimal.js";
import { known } from "../../lib/known.js";
import { buildContext } from "../../risk/context.js";
import { evaluate } from "../../risk/evaluate.js";
import { reviewedOrder } from "../../risk/reviewed-order.js";
import { openingCaps } from "../../sizing/caps.js";
import type { SizingInput } from "../../sizing/input.js";
import { targetNotionalUsd } from "../../sizing/target.js";
import { exclusionsOf } from "./exclusions.js";
import type { Trial } from "./trial-order.js";

/** The smallest order that the minimums let through, and what stands against it. */
export interface SmallestOrder {
  readonly notionalUsd: number;
  /** The minimum that makes it so large; null where it is one lot of the venue, worth more than any minimum. */
  readonly minimumSetting: string | null;
  /** Everything that refuses it, each with the setting that holds the limit. Empty: it passes. */
  readonly obstacles: readonly Violation[];
  /** What sizing makes of it: the most that the strategy asks for, and what it clamps to. */
  readonly sizing: { readonly targetUsd: number; readonly caps: readonly SizeLimit[] };
}

/** The smallest legal order of a trial, judged by sizing and by every rule. Null without instrument or caps. */
export function smallestOrder(trial: Trial): SmallestOrder | null {
  const { template, view, policies, price } = trial;
  const { symbol, strategy } = template.intent;
  const symbolView = view.symbols.get(symbol);
  const symbolCaps = policies.risk.symbols[symbol];
  const strategyCaps = policies.risk.strategies[strategy];
  if (symbolView === undefined || symbolCaps === undefined || strategyCaps === undefined) return null;
  const { instrument } = symbolView;
  const mark = decFromNumber(price);
  const qty = smallestQty(instrument, decFromNumber(symbolCaps.minNotionalUsd), mark);
  const notionalUsd = toNumber(mulDec(qty, mark));
  const input: SizingInput = {
    intent: template.intent,
    view: symbolView,
    book: trial.book,
    caps: { strategy: strategyCaps, symbol: symbolCaps },
    limits: sizingLimits(view, policies.risk),
    policy: policies.sizing,
    bucketMultiplier: largestMultiplier(trial),
    positionQty: null,
  };
  const isLot = toNumber(instrument.minQty) * price >= symbolCaps.minNotionalUsd;
  const minimumSetting = isLot ? null : symbolCaps.minNotionalSetting;
  const target = targetNotionalUsd(input);
  const sizing = { targetUsd: target.ok ? target.value : Number.NaN, caps: openingCaps(input, price) };
  const obstacles = [
    ...exclusionsOf(policies, strategy, symbol).map(({ violation }) => violation),
    ...ruleObstacles(trial, qty),
    ...sizingObstacles(input, notionalUsd, sizing),
  ];
  return { notionalUsd, minimumSetting, obstacles: firstOfSetting(obstacles), sizing };
}

function ruleObstacles({ template, book, view, policies }: Trial, qty: Dec): readonly Violation[] {
  const ctx = buildContext({ book, view, policy: policies.risk });
  const notionalUsd = toNumber(mulDec(qty, template.referencePrice));
  const order = { ...template, qty, notionalUsd, leverage: notionalUsd / ctx.navUsd };
  return evaluate(reviewedOrder(order, ctx), ctx);
}

/** Caps that leave less than the order, and a target that never becomes as large as it. */
function sizingObstacles(
  input: SizingInput,
  notionalUsd: number,
  { targetUsd, caps }: SmallestOrder["sizing"],
): readonly Violation[] {
  const tight = caps
    // The others are rules as well, which name the setting that binds.
    .filter((cap) => cap.rule === "sizing" && !holds(cap, notionalUsd))
    .map((cap): Violation => {
      const { rule, code, unit, setting } = cap;
      return { rule, code, measured: notionalUsd, limit: known(allowedUsd(cap, notionalUsd)), unit, setting };
    });
  // A bump raises what is too small to the minimum, if every cap holds.
  const enough = targetUsd >= notionalUsd || (input.limits.minNotionalPolicy === "bump" && targetUsd > 0);
  if (enough) return tight;
  const isOff = input.bucketMultiplier === 0;
  const setting = isOff
    ? `strategy_config.strategies.${input.intent.strategy}.volatility_buckets`
    : "strategy_config.sizing.trade_nav_percentage";
  const code = isOff ? "volatility_buckets" : "trade_nav_percentage";
  return [...tight, { rule: "sizing", code, measured: notionalUsd, limit: targetUsd, unit: "usd", setting }];
}

function largestMultiplier({ policies, template }: Trial): number {
  const settings = policies.strategyConfig.strategies.find(({ id }) => id === template.intent.strategy);
  return Math.max(0, ...Object.values(settings?.volatility_buckets ?? {}).map((multiplier) => multiplier ?? 0));
}

/** Sizing and risk measure the same limits. */
function firstOfSetting(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ setting, code }) => {
    const key = setting ?? code;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
