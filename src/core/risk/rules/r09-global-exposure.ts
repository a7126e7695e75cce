import { fundNavUsd } from "../../domain/decision-book.js";
import { type Growth, linearLimit, type SizeLimit } from "../../domain/size-limit.js";
import { accountLimit, type SetLimit } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { sumGrowth } from "../growth.js";
import { type Candidate, sizeRule } from "../rule.js";

/** What counts is the side the order pushes to: one that leads back from an exceeded net is welcome. */
function netGrowth({ side }: Candidate, { sums }: RiskContext): Growth {
  return { taken: side === "buy" ? sums.netHiUsd : -sums.netLoUsd, weight: 1, floor: 0 };
}

function venueGrowth(candidate: Candidate, { venueGrossUsd }: RiskContext): Growth {
  const venue = candidate.symbolRisk.view?.instrument.venue ?? null;
  return sumGrowth(venue === null ? Number.NaN : (venueGrossUsd.get(venue) ?? 0), candidate);
}

/** Gross and net exposure of the account, and the fund's at each venue; net in the direction of the order, with all entries in flight of that direction filled. */
export const globalExposure = sizeRule({
  id: "R09",
  codes: ["global_exposure"],
  title: "global exposure",
  sizeLimits(candidate, ctx) {
    const of = (clamp: string, { limit, setting }: SetLimit, growth: Growth, navUsd = ctx.navUsd): SizeLimit =>
      linearLimit({ clamp, rule: "R09", code: "global_exposure", unit: "usd", limit: limit * navUsd, setting }, growth);
    const ofVenue = {
      limit: ctx.policy.limits.global.max_venue_exposure_pct,
      setting: "risk_limits.global.max_venue_exposure_pct",
    };
    return [
      of("global_exposure", accountLimit(ctx, "max_gross_exposure_pct"), sumGrowth(ctx.sums.grossUsd, candidate)),
      of("net_exposure", accountLimit(ctx, "max_net_exposure_pct"), netGrowth(candidate, ctx)),
      of("venue_exposure", ofVenue, venueGrowth(candidate, ctx), fundNavUsd(ctx.book)),
    ];
  },
});
