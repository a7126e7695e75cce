import { z } from "zod";
import { setting } from "../lib/setting.js";

const atrMultiple = z
  .number()
  .gt(0)
  .max(100)
  .meta(setting({ unit: "atr" }));

const takeProfitSchema = z.strictObject({
  atr: atrMultiple.describe("Distance from the entry in ATR."),
  fraction: z
    .number()
    .gt(0)
    .max(1)
    .describe("Share of the position closed there.")
    .meta(setting({ unit: "fraction", usual: [0.01, 1] })),
});

export const momentumParamsSchema = z
  .strictObject({
    fast: z
      .int()
      .min(2)
      .max(1_000)
      .default(20)
      .describe("Bars of the fast EMA.")
      .meta(setting({ unit: "bars" })),
    slow: z
      .int()
      .min(3)
      .max(2_000)
      .default(50)
      .describe("Bars of the slow EMA; longer than the fast one.")
      .meta(setting({ unit: "bars" })),
    atr_period: z
      .int()
      .min(2)
      .max(500)
      .default(14)
      .describe("Bars of Wilder's ATR.")
      .meta(setting({ unit: "bars" })),
    entry_strength: z.number().gt(0).max(10).default(0.25).describe("|x| from which a position is opened."),
    full_strength: z.number().gt(0).max(10).default(1).describe("|x| at which the strength is 1."),
    stop_atr: atrMultiple.default(2.5).describe("Distance of the strategy's stop in ATR."),
    trail_atr: atrMultiple.nullable().default(null).describe("Distance of the trailing stop in ATR; null: no trail."),
    take_profit: z.array(takeProfitSchema).max(10).default([]).describe("Ladder of take-profits; empty: none."),
    max_bars: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe("Bars after which a position is closed; null: never.")
      .meta(setting({ unit: "bars" })),
  })
  .superRefine((params, context) => {
    if (params.fast >= params.slow) {
      context.addIssue({ code: "custom", path: ["fast"], message: `must be below slow (${params.slow})` });
    }
    const closed = params.take_profit.reduce((sum, step) => sum + step.fraction, 0);
    const within = closed <= 1 + 1e-9;
    if (!within) {
      const message = `closes ${closed} of the position in all, at most 1 is there`;
      context.addIssue({ code: "custom", path: ["take_profit"], message });
    }
  });
export type MomentumParams = z.infer<typeof momentumParamsSchema>;
