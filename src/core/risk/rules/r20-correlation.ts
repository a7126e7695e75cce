import type { Violation } from "../../domain/intent.js";
import { type GroupRisk, inGroup, type RiskContext } from "../context.js";
import { exposureUsd } from "../shock.js";
import { joined, PASS, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

interface GroupLimit {
  readonly measured: number;
  readonly limitPct: number;
  readonly setting: string;
}

function withinGroup({ measured, limitPct, setting }: GroupLimit, ctx: RiskContext): readonly Violation[] {
  const limit = limitPct * ctx.navUsd;
  return requireAtMost({ rule: "R20", code: "correlated_exposure", measured, limit, unit: "usd", setting }, ctx);
}

function checkGroup(order: ReviewedOrder, group: GroupRisk, ctx: RiskContext): readonly Violation[] {
  const betaUsd = order.symbolRisk.beta * order.signedUsd;
  // As with net exposure: the side the order pushes to.
  const afterUsd = Math.max(0, betaUsd >= 0 ? group.betaHiUsd + betaUsd : -(group.betaLoUsd + betaUsd));
  const grossUsd = group.grossUsd - exposureUsd(order.symbolRisk) + order.symbolAfterUsd;
  const path = `risk_limits.global.correlation.groups.${group.name}`;
  return joined(
    withinGroup(
      { measured: afterUsd, limitPct: group.maxBetaExposurePct, setting: `${path}.max_beta_exposure_pct` },
      ctx,
    ),
    withinGroup(
      { measured: grossUsd, limitPct: group.maxGrossExposurePct, setting: `${path}.max_gross_exposure_pct` },
      ctx,
    ),
  );
}

/** |Σ β × notional| of each group in the direction of the order, with all entries in flight of that direction filled, and its gross. */
export const correlation: RiskRule = {
  id: "R20",
  codes: ["correlated_exposure"],
  title: "correlated exposure",
  skipsReducing: true,
  check(order, ctx) {
    let found = PASS;
    for (const group of ctx.groups) {
      if (inGroup(group, order.symbol)) found = joined(found, checkGroup(order, group, ctx));
    }
    return found;
  },
};
