import { grownTo, type SizeLimit } from "../../domain/size-limit.js";
import type { RiskContext } from "../context.js";
import { symbolGrowth } from "../growth.js";
import { type Candidate, sizeRule } from "../rule.js";
import { exposureUsd, liquidationDistance, maintenanceUsd, shockedNotionalUsd } from "../shock.js";

const PATH = "risk_limits.global.liquidation";
const facts = { rule: "R19", code: "liquidation_distance" } as const;

/** Distance of the stop farthest from the market, as a fraction of the price; NaN where the order brings none. */
function stopDistance({ symbolRisk, referencePrice, stopDistance: ownUsd }: Candidate): number {
  const own = ownUsd / referencePrice;
  const { position } = symbolRisk;
  if (position === null || position.stopPrice === null) return own;
  return Math.max(own, Math.abs(position.markPrice - position.stopPrice) / position.markPrice);
}

/** Share of the way to liquidation at which the stop lies; a larger position is liquidated nearer. */
function stopBeforeLiquidation(candidate: Candidate, { navUsd, policy, sums }: RiskContext): SizeLimit {
  const { symbolRisk, side } = candidate;
  const instrument = symbolRisk.view?.instrument ?? null;
  const growth = symbolGrowth(candidate);
  const otherMaintenanceUsd = sums.maintenanceUsd - maintenanceUsd(instrument, exposureUsd(symbolRisk));
  const stop = stopDistance(candidate);
  return {
    ...facts,
    clamp: "stop_before_liquidation",
    unit: "fraction",
    setting: `${PATH}.max_stop_share`,
    limit: policy.limits.global.liquidation.max_stop_share,
    bound: "most",
    measuredAt(orderUsd) {
      const notionalUsd = grownTo(growth, orderUsd);
      const input = { instrument, long: side === "buy", notionalUsd, navUsd, otherMaintenanceUsd };
      const liquidation = liquidationDistance(input);
      return liquidation > 0 && stop > 0 && stop < Infinity ? stop / liquidation : Number.NaN;
    },
  };
}

/** Margin balance after the joint shock as a multiple of the maintenance margin of what is then held. */
function survivesShock(candidate: Candidate, { navUsd, policy, sums }: RiskContext): SizeLimit {
  const { symbolRisk, side } = candidate;
  const { shockPct } = symbolRisk;
  const instrument = symbolRisk.view?.instrument ?? null;
  const growth = symbolGrowth(candidate);
  const nowUsd = exposureUsd(symbolRisk);
  const shockedNowUsd = maintenanceUsd(instrument, shockedNotionalUsd(symbolRisk, shockPct));
  const { hiUsd, loUsd } = symbolRisk;
  return {
    ...facts,
    clamp: "joint_shock",
    unit: "multiple",
    setting: `${PATH}.min_margin_ratio`,
    limit: policy.limits.global.liquidation.min_margin_ratio,
    bound: "least",
    measuredAt(orderUsd) {
      const after = side === "buy" ? { hiUsd: hiUsd + orderUsd, loUsd } : { hiUsd, loUsd: loUsd - orderUsd };
      const lossUsd = sums.shockLossUsd + (grownTo(growth, orderUsd) - nowUsd) * shockPct;
      const shockedUsd = maintenanceUsd(instrument, shockedNotionalUsd(after, shockPct));
      return (navUsd - lossUsd) / (sums.shockMaintenanceUsd - shockedNowUsd + shockedUsd);
    },
  };
}

export const liquidation = sizeRule({
  id: facts.rule,
  codes: [facts.code],
  title: "liquidation",
  sizeLimits: (candidate, ctx) => [stopBeforeLiquidation(candidate, ctx), survivesShock(candidate, ctx)],
});
