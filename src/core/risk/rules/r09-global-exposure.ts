import type { Violation } from "../../domain/intent.js";
import { exposureUsd } from "../shock.js";
import { joined, requireAtMost, type RiskRule } from "../rule.js";

function withinExposure(measured: number, limit: number, setting: string): readonly Violation[] {
  return requireAtMost({ rule: "R09", code: "global_exposure", measured, limit, unit: "usd", setting });
}

/** Gross, net and per-venue exposure; net in the direction of the order, with all entries in flight of that direction filled. */
export const globalExposure: RiskRule = {
  id: "R09",
  codes: ["global_exposure"],
  title: "global exposure",
  skipsReducing: true,
  check(order, { navUsd, policy, sums, venueGrossUsd }) {
    const { global } = policy.limits;
    const buys = order.order.intent.side === "buy";
    // What counts is the side the order pushes to: one that leads back from an exceeded net is welcome.
    const netUsd = Math.max(0, buys ? sums.netHiUsd + order.signedUsd : -(sums.netLoUsd + order.signedUsd));
    const venue = order.symbolRisk.view?.instrument.venue ?? null;
    const venueUsd = venue === null ? Number.NaN : (venueGrossUsd.get(venue) ?? 0);
    const venueAfterUsd = venueUsd - exposureUsd(order.symbolRisk) + order.symbolAfterUsd;
    const path = "risk_limits.global";
    return joined(
      withinExposure(order.grossAfterUsd, global.max_gross_exposure_pct * navUsd, `${path}.max_gross_exposure_pct`),
      withinExposure(netUsd, global.max_net_exposure_pct * navUsd, `${path}.max_net_exposure_pct`),
      withinExposure(venueAfterUsd, global.max_venue_exposure_pct * navUsd, `${path}.max_venue_exposure_pct`),
    );
  },
};
