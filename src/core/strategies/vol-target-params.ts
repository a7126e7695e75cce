import { z } from "zod";
import { setting, UP } from "../lib/setting.js";

export const volTargetParamsSchema = z.strictObject({
  horizons: z
    .array(z.int().min(1).max(1_000))
    .min(1)
    .max(5)
    .default([20, 60, 120])
    .describe("Bars of the returns whose signs make the direction."),
  lambda: z.number().gt(0.5).lt(1).default(0.94).describe("Decay of the EWMA volatility, a bar."),
  target_vol: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe("Annual volatility of NAV that one position may bring at full direction.")
    .meta(setting(UP)),
  max_leverage: z
    .number()
    .gt(0)
    .max(10)
    .default(1)
    .describe("Most |exposure| of one position, a multiple of NAV.")
    .meta(setting({ unit: "multiple", ...UP })),
  rebalance_band: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("Change of the position, as a fraction of the wanted one, up to which it is left alone."),
  atr_period: z.int().min(2).max(500).default(14).describe("Bars of Wilder's ATR, the unit of the disaster stop."),
});
export type VolTargetParams = z.infer<typeof volTargetParamsSchema>;
