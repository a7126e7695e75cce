import type { Violation } from "../../domain/intent.js";
import type { RiskContext } from "../context.js";
import { atMost, joined, condition, requireAtLeast, type ReviewedOrder, type RiskRule } from "../rule.js";
import { exposureUsd, liquidationDistance, maintenanceUsd, shockedNotionalUsd } from "../shock.js";

const rule = "R19";
const code = "liquidation_distance";

/** Distance of the stop farthest from the market, as a fraction of the price; NaN where the order brings none. */
function stopDistance({ order, symbolRisk, referencePrice }: ReviewedOrder): number {
  const own = (order.intent.exits?.stopDistance ?? Number.NaN) / referencePrice;
  const { position } = symbolRisk;
  if (position === null || position.stopPrice === null) return own;
  return Math.max(own, Math.abs(position.markPrice - position.stopPrice) / position.markPrice);
}

function stopBeforeLiquidation(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const instrument = order.symbolRisk.view?.instrument ?? null;
  const liquidation = liquidationDistance({
    instrument,
    long: order.order.intent.side === "buy",
    notionalUsd: order.symbolAfterUsd,
    navUsd: ctx.navUsd,
    otherMaintenanceUsd: ctx.sums.maintenanceUsd - maintenanceUsd(instrument, exposureUsd(order.symbolRisk)),
  });
  const stop = stopDistance(order);
  const limit = ctx.policy.limits.global.liquidation.max_stop_share;
  const before = liquidation > 0 && stop > 0 && atMost(stop, limit * liquidation);
  const measured = liquidation > 0 ? stop / liquidation : Number.NaN;
  const setting = "risk_limits.global.liquidation.max_stop_share";
  return condition(before, { rule, code, measured, limit, unit: "fraction", setting }, ctx);
}

function survivesShock(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { navUsd, policy, sums } = ctx;
  const { symbolRisk } = order;
  const instrument = symbolRisk.view?.instrument ?? null;
  const buys = order.order.intent.side === "buy";
  const after = {
    hiUsd: symbolRisk.hiUsd + (buys ? order.signedUsd : 0),
    loUsd: symbolRisk.loUsd + (buys ? 0 : order.signedUsd),
  };
  const { shockPct } = symbolRisk;
  const lossUsd = sums.shockLossUsd + (order.symbolAfterUsd - exposureUsd(symbolRisk)) * shockPct;
  const shockedUsd =
    sums.shockMaintenanceUsd -
    maintenanceUsd(instrument, shockedNotionalUsd(symbolRisk, shockPct)) +
    maintenanceUsd(instrument, shockedNotionalUsd(after, shockPct));
  return requireAtLeast(
    {
      rule,
      code,
      measured: (navUsd - lossUsd) / shockedUsd,
      limit: policy.limits.global.liquidation.min_margin_ratio,
      unit: "multiple",
      setting: "risk_limits.global.liquidation.min_margin_ratio",
    },
    ctx,
  );
}

export const liquidation: RiskRule = {
  id: "R19",
  codes: ["liquidation_distance"],
  title: "liquidation",
  skipsReducing: true,
  check: (order, ctx) => joined(stopBeforeLiquidation(order, ctx), survivesShock(order, ctx)),
};
