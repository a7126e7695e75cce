import { type Growth, linearLimit, type SizeLimit } from "../../domain/size-limit.js";
import type { RiskContext } from "../context.js";
import { type GroupRisk, inGroup, largestBetaUsd } from "../groups.js";
import { scaled, sumGrowth } from "../growth.js";
import { type Candidate, sizeRule } from "../rule.js";

/**
 * Known β: |Σ β × notional| on the side the order pushes to, as with net exposure, and on top all members whose β is
 * unknown with `default_beta` in absolute value: nobody knows which side those are on, so no hedge is made of them.
 * Unknown β: the larger of both sides, and the order with `default_beta` on top.
 */
function betaGrowth(candidate: Candidate, group: GroupRisk, defaultBeta: number): Growth {
  const { beta } = candidate.symbolRisk;
  if (beta === null) {
    const own = scaled(sumGrowth(0, candidate), defaultBeta);
    const nowUsd = largestBetaUsd(group);
    return { taken: nowUsd + own.taken, weight: own.weight, floor: nowUsd };
  }
  const upwards = beta >= 0 === (candidate.side === "buy");
  const sideUsd = upwards ? group.betaHiUsd : -group.betaLoUsd;
  const { unknownBetaUsd } = group;
  return { taken: unknownBetaUsd + sideUsd, weight: Math.abs(beta), floor: unknownBetaUsd };
}

function groupLimits(candidate: Candidate, group: GroupRisk, ctx: RiskContext): readonly SizeLimit[] {
  const { default_beta: defaultBeta } = ctx.policy.limits.global.correlation;
  const path = `risk_limits.global.correlation.groups.${group.name}`;
  const facts = { rule: "R20", code: "correlated_exposure", unit: "usd" } as const;
  return [
    linearLimit(
      {
        ...facts,
        clamp: "correlated_exposure",
        limit: group.maxBetaExposurePct * ctx.navUsd,
        setting: `${path}.max_beta_exposure_pct`,
      },
      betaGrowth(candidate, group, defaultBeta),
    ),
    linearLimit(
      {
        ...facts,
        clamp: "correlated_gross_exposure",
        limit: group.maxGrossExposurePct * ctx.navUsd,
        setting: `${path}.max_gross_exposure_pct`,
      },
      sumGrowth(group.grossUsd, candidate),
    ),
  ];
}

/** β-weighted exposure of each group of the symbol, with all entries in flight of a side filled, and its gross. */
export const correlation = sizeRule({
  id: "R20",
  codes: ["correlated_exposure"],
  title: "correlated exposure",
  sizeLimits: (candidate, ctx) =>
    ctx.groups
      .filter((group) => inGroup(group, candidate.symbol))
      .flatMap((group) => groupLimits(candidate, group, ctx)),
});
