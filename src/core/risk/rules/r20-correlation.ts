import type { Violation } from "../../domain/intent.js";
import { type GroupRisk, inGroup } from "../context.js";
import { exposureUsd } from "../shock.js";
import { joined, PASS, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

function withinGroup(measured: number, limit: number, setting: string): readonly Violation[] {
  return requireAtMost({ rule: "R20", code: "correlated_exposure", measured, limit, unit: "usd", setting });
}

function checkGroup(order: ReviewedOrder, group: GroupRisk, navUsd: number): readonly Violation[] {
  const betaUsd = order.symbolRisk.beta * order.signedUsd;
  // As with net exposure: the side the order pushes to.
  const afterUsd = Math.max(0, betaUsd >= 0 ? group.betaHiUsd + betaUsd : -(group.betaLoUsd + betaUsd));
  const grossUsd = group.grossUsd - exposureUsd(order.symbolRisk) + order.symbolAfterUsd;
  const path = `risk_limits.global.correlation.groups.${group.name}`;
  return joined(
    withinGroup(afterUsd, group.maxBetaExposurePct * navUsd, `${path}.max_beta_exposure_pct`),
    withinGroup(grossUsd, group.maxGrossExposurePct * navUsd, `${path}.max_gross_exposure_pct`),
  );
}

/** |Σ β × notional| of each group in the direction of the order, with all entries in flight of that direction filled, and its gross. */
export const correlation: RiskRule = {
  id: "R20",
  codes: ["correlated_exposure"],
  title: "correlated exposure",
  skipsReducing: true,
  check(order, { groups, navUsd }) {
    let found = PASS;
    for (const group of groups) {
      if (inGroup(group, order.symbol)) found = joined(found, checkGroup(order, group, navUsd));
    }
    return found;
  },
};
