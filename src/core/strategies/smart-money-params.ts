import { z } from "zod";
import { setting } from "../lib/setting.js";

export const smartMoneyParamsSchema = z
  .strictObject({
    swing_length: z
      .int()
      .min(2)
      .max(100)
      .default(10)
      .describe("Bars on each side of a swing high or low.")
      .meta(setting({ unit: "bars" })),
    atr_period: z
      .int()
      .min(2)
      .max(500)
      .default(14)
      .describe("Bars of Wilder's ATR.")
      .meta(setting({ unit: "bars" })),
    close_break: z.boolean().default(true).describe("A close breaks a level; false: a wick does."),
    close_mitigation: z.boolean().default(false).describe("A body ends an order block; false: a wick does."),
    max_age_bars: z
      .int()
      .min(20)
      .max(1_000)
      .default(300)
      .describe("Bars for which a structure is followed.")
      .meta(setting({ unit: "bars" })),
    zones: z
      .array(z.enum(["order_block", "fair_value_gap"]))
      .min(1)
      .max(2)
      .default(["order_block", "fair_value_gap"])
      .describe("Zones whose return is an entry."),
    setup_bars: z
      .int()
      .min(1)
      .max(500)
      .default(60)
      .describe("Bars after a change of character in which a return counts.")
      .meta(setting({ unit: "bars" })),
    stop_buffer_atr: z
      .number()
      .min(0)
      .max(10)
      .default(0.25)
      .describe("Distance of the stop beyond the zone in ATR.")
      .meta(setting({ unit: "atr" })),
    max_stop_atr: z
      .number()
      .gt(0)
      .max(20)
      .default(4)
      .describe("A stop further away in ATR opens nothing.")
      .meta(setting({ unit: "atr" })),
    target_r: z
      .number()
      .gt(0)
      .max(20)
      .nullable()
      .default(2)
      .describe("Take-profit of half the position, in stop distances; null: none."),
    max_bars: z
      .int()
      .min(1)
      .nullable()
      .default(72)
      .describe("Bars after which a position is closed; null: never.")
      .meta(setting({ unit: "bars" })),
  })
  .superRefine(({ setup_bars, max_age_bars }, context) => {
    const within = setup_bars <= max_age_bars;
    if (within) return;
    context.addIssue({
      code: "custom",
      path: ["setup_bars"],
      message: `must be at most max_age_bars (${max_age_bars})`,
    });
  });
export type SmartMoneyParams = z.infer<typeof smartMoneyParamsSchema>;
