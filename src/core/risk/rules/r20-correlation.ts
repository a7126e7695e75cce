import type { Violation } from "../../domain/intent.js";
import { inGroup } from "../context.js";
import { exposureUsd } from "../shock.js";
import { PASS, requireAtMost, type RiskRule } from "../rule.js";

/** |Σ β × notional| of each group at its worst, whichever entries in flight are filled, and its gross. */
export const correlation: RiskRule = {
  id: "R20",
  codes: ["correlated_exposure"],
  title: "correlated exposure",
  skipsReducing: true,
  check(order, { groups, navUsd }) {
    const { symbolRisk } = order;
    const betaUsd = symbolRisk.beta * order.signedUsd;
    const found: Violation[] = [];
    for (const group of groups) {
      if (!inGroup(group, order.symbol)) continue;
      const path = `risk_limits.global.correlation.groups.${group.name}`;
      const common = { rule: "R20", code: "correlated_exposure", unit: "usd" } as const;
      const hiUsd = Math.abs(group.betaHiUsd + Math.max(0, betaUsd));
      const loUsd = Math.abs(group.betaLoUsd + Math.min(0, betaUsd));
      found.push(
        ...requireAtMost({
          ...common,
          measured: Math.max(hiUsd, loUsd),
          limit: group.maxBetaExposurePct * navUsd,
          setting: `${path}.max_beta_exposure_pct`,
        }),
        ...requireAtMost({
          ...common,
          measured: group.grossUsd - exposureUsd(symbolRisk) + order.symbolAfterUsd,
          limit: group.maxGrossExposurePct * navUsd,
          setting: `${path}.max_gross_exposure_pct`,
        }),
      );
    }
    return found.length === 0 ? PASS : found;
  },
};
