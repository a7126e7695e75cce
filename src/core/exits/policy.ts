import { z } from "zod";
import { NEUTRAL, setting, VITAL } from "../lib/setting.js";

const durationMs = z
  .number()
  .int()
  .min(0)
  .max(600_000)
  .meta(setting({ unit: "ms", ...VITAL }));

/** Section `exits` of strategy_config.json. */
export const exitPolicySchema = z.strictObject({
  disaster_stop_atr: z
    .number()
    .gt(0)
    .max(50)
    .default(6)
    .describe("distance of the venue's disaster stop in ATR")
    .meta(setting({ unit: "atr", ...VITAL })),
  liquidation_fraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe("the disaster stop lies within this share of the way from entry to liquidation")
    .meta(setting({ unit: "fraction", ...VITAL })),
  protect_deadline_ms: durationMs
    .default(10_000)
    .describe("a position that lacks its stop this long is closed at market"),
  replace_timeout_ms: durationMs.default(5_000).describe("longest overlap of a stop and its replacement"),
  flatten_retry_ms: durationMs.default(1_000).describe("wait after a forced close that failed"),
  trail_step_atr: z
    .number()
    .gt(0)
    .max(10)
    .default(0.25)
    .describe("smallest move of a trailing stop in ATR")
    .meta(setting({ unit: "atr", ...NEUTRAL })),
});

export type ExitPolicy = z.infer<typeof exitPolicySchema>;
