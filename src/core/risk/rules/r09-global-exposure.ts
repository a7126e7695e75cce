import { exposureUsd } from "../shock.js";
import { joined, requireAtMost, type RiskRule } from "../rule.js";

/** Gross, net and per-venue exposure; net at its worst, whichever entries in flight are filled. */
export const globalExposure: RiskRule = {
  id: "R09",
  codes: ["global_exposure"],
  title: "global exposure",
  skipsReducing: true,
  check(order, { navUsd, policy, sums, venueGrossUsd }) {
    const { global } = policy.limits;
    const common = { rule: "R09", code: "global_exposure", unit: "usd" } as const;
    const buyUsd = order.order.intent.side === "buy" ? order.signedUsd : 0;
    const sellUsd = order.order.intent.side === "buy" ? 0 : order.signedUsd;
    const venue = order.symbolRisk.view?.instrument.venue ?? null;
    const venueUsd = venue === null ? Number.NaN : (venueGrossUsd.get(venue) ?? 0);
    return joined(
      requireAtMost({
        ...common,
        measured: order.grossAfterUsd,
        limit: global.max_gross_exposure_pct * navUsd,
        setting: "risk_limits.global.max_gross_exposure_pct",
      }),
      requireAtMost({
        ...common,
        measured: Math.max(Math.abs(sums.netHiUsd + buyUsd), Math.abs(sums.netLoUsd + sellUsd)),
        limit: global.max_net_exposure_pct * navUsd,
        setting: "risk_limits.global.max_net_exposure_pct",
      }),
      requireAtMost({
        ...common,
        measured: venueUsd - exposureUsd(order.symbolRisk) + order.symbolAfterUsd,
        limit: global.max_venue_exposure_pct * navUsd,
        setting: "risk_limits.global.max_venue_exposure_pct",
      }),
    );
  },
};
