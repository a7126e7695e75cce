import { z } from "zod";

const fraction = z.number().gt(0).max(1);
const bps = z.number().min(0).max(1_000);

/** Section `sizing` of strategy_config.json. Fractions of NAV, costs in bps. */
export const sizingPolicySchema = z
  .strictObject({
    trade_nav_percentage: fraction.describe("NAV share of a full-strength trade before any scale or clamp"),
    vol_target: fraction.describe("annual volatility at which the volatility scale is 1"),
    vol_scale_min: z.number().gt(0).max(10).default(0.25).describe("smallest value of vol_target / volatility"),
    vol_scale_max: z.number().gt(0).max(10).default(2).describe("largest value of vol_target / volatility"),
    exit_slippage_bps: bps.default(5).describe("slippage assumed on the stop, part of the risk of a trade"),
    taker_fee_bps: bps.default(5).describe("fee of each of entry and stop, part of the risk of a trade"),
    adaptive_scale: fraction.default(1).describe("factor on every target; below 1 trades smaller everywhere"),
    free_margin_fraction: fraction
      .default(0.7)
      .describe("largest share of free margin that one order may have as notional"),
  })
  .refine((policy) => policy.vol_scale_min <= policy.vol_scale_max, {
    message: "vol_scale_min must not be above vol_scale_max",
    path: ["vol_scale_min"],
  });

export type SizingPolicy = z.infer<typeof sizingPolicySchema>;

/** Costs of a trade that ends at its stop, as a fraction: a fee to get in, a fee and slippage to get out. */
export function stopCostFraction(policy: SizingPolicy): number {
  return (policy.exit_slippage_bps + 2 * policy.taker_fee_bps) / 10_000;
}
