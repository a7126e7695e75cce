import { z } from "zod";
import { DOWN, setting, UP } from "../lib/setting.js";

const fraction = z
  .number()
  .gt(0)
  .max(1)
  .meta(setting({ unit: "fraction", ...UP }));
const scale = z
  .number()
  .gt(0)
  .max(10)
  .meta(setting({ unit: "factor", ...UP }));
const costBps = z
  .number()
  .min(0)
  .max(1_000)
  .meta(setting({ unit: "bps", ...DOWN }));

const scaleCurveSchema = z
  .strictObject({
    start: z.number().min(0).max(100).describe("up to here the factor is 1").meta(setting(UP)),
    full: z
      .number()
      .min(0)
      .max(100)
      .describe("from here on it is `floor`; between the two a straight line")
      .meta(setting(UP)),
    floor: z
      .number()
      .gt(0)
      .max(1)
      .describe("smallest factor; 1 switches the curve off")
      .meta(setting({ unit: "factor", ...UP })),
  })
  .refine(({ start, full }) => start < full, { message: "start must be below full", path: ["start"] });

/** A factor that falls from 1 at `start` to `floor` at `full`. */
export type ScaleCurve = z.infer<typeof scaleCurveSchema>;

/** Section `sizing` of strategy_config.json. Fractions of NAV, costs in bps. */
export const sizingPolicySchema = z
  .strictObject({
    trade_nav_percentage: fraction
      .describe("NAV share of a full-strength trade before any scale or clamp")
      .meta(setting({ usual: [0.001, 0.5] })),
    vol_target: fraction
      .describe("annual volatility at which the volatility scale is 1")
      .meta(setting({ usual: [0.03, 1] })),
    vol_scale_min: scale.default(0.25).describe("smallest value of vol_target / volatility"),
    vol_scale_max: scale.default(2).describe("largest value of vol_target / volatility"),
    exit_slippage_bps: costBps.default(5).describe("slippage assumed on the stop, part of the risk of a trade"),
    taker_fee_bps: costBps.default(5).describe("fee of each of entry and stop, part of the risk of a trade"),
    adaptive_scale: fraction.default(1).describe("factor on every target; below 1 trades smaller everywhere"),
    drawdown_scale: scaleCurveSchema
      .default({ start: 0.05, full: 0.15, floor: 1 })
      .describe("factor on every target by the fall of the NAV from its risk peak (fraction)"),
    volatility_scale: scaleCurveSchema
      .default({ start: 1, full: 2.5, floor: 1 })
      .describe("factor on every target by the symbol's mean true range of 50 over that of 500 bars (ratio)"),
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
