import type { Violation } from "../../domain/intent.js";
import type { RiskContext } from "../context.js";
import { exposureUsd } from "../shock.js";
import { joined, requireAtMost, type RiskRule } from "../rule.js";

/** Ways in which exposure may be too large. */
interface ExposureLimit {
  readonly measured: number;
  readonly limitPct: number;
  readonly setting: string;
}

function withinExposure({ measured, limitPct, setting }: ExposureLimit, ctx: RiskContext): readonly Violation[] {
  const limit = limitPct * ctx.navUsd;
  return requireAtMost(
    { rule: "R09", code: "global_exposure", measured, limit, unit: "usd", setting: `risk_limits.global.${setting}` },
    ctx,
  );
}

/** Gross, net and per-venue exposure; net in the direction of the order, with all entries in flight of that direction filled. */
export const globalExposure: RiskRule = {
  id: "R09",
  codes: ["global_exposure"],
  title: "global exposure",
  skipsReducing: true,
  check(order, ctx) {
    const { policy, sums, venueGrossUsd } = ctx;
    const { global } = policy.limits;
    const buys = order.order.intent.side === "buy";
    // What counts is the side the order pushes to: one that leads back from an exceeded net is welcome.
    const netUsd = Math.max(0, buys ? sums.netHiUsd + order.signedUsd : -(sums.netLoUsd + order.signedUsd));
    const venue = order.symbolRisk.view?.instrument.venue ?? null;
    const venueUsd = venue === null ? Number.NaN : (venueGrossUsd.get(venue) ?? 0);
    const venueAfterUsd = venueUsd - exposureUsd(order.symbolRisk) + order.symbolAfterUsd;
    const of = (measured: number, setting: keyof typeof global & `max_${string}_exposure_pct`): readonly Violation[] =>
      withinExposure({ measured, limitPct: global[setting], setting }, ctx);
    return joined(
      of(order.grossAfterUsd, "max_gross_exposure_pct"),
      of(netUsd, "max_net_exposure_pct"),
      of(venueAfterUsd, "max_venue_exposure_pct"),
    );
  },
};
