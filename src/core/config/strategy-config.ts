import { z } from "zod";
import { NEUTRAL, setting, UP } from "../lib/setting.js";
import { exitPolicySchema } from "../exits/policy.js";
import { intentPolicySchema, screenerPolicySchema } from "../screener/policy.js";
import { sizingPolicySchema } from "../sizing/policy.js";
import { strategySettingsSchema } from "../strategies/policy.js";

/** strategy_config.json: when a cycle runs, and one section for each stage it passes on its way to an order. */
export const strategyConfigSchema = z.strictObject({
  version: z.string().optional().describe("Free label; nothing depends on it.").meta(setting(NEUTRAL)),
  poll_seconds: z
    .number()
    .gt(0)
    .max(86_400)
    .default(300)
    .describe("Longest time between two cycles on a live feed (seconds); a bar close starts one as well.")
    .meta(setting({ unit: "seconds", ...NEUTRAL })),
  bar_grace_seconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(30)
    .describe("A bar that is missing this long after its close makes its symbol stale (seconds).")
    .meta(setting({ unit: "seconds", ...UP })),
  universe: z
    .array(z.string().regex(/^[A-Z0-9-]{2,32}$/))
    .min(1)
    .describe("Symbols whose bars are fed; each stands in pairs_universe.json.")
    .meta(setting(NEUTRAL)),
  screener: screenerPolicySchema.prefault({}).describe("Filters before a signal becomes a proto-intent."),
  intents: intentPolicySchema.prefault({}).describe("Slots of the intent builder."),
  sizing: sizingPolicySchema.describe("From intent to notional."),
  exits: exitPolicySchema.prefault({}).describe("Protection of positions."),
  strategies: z.array(strategySettingsSchema).describe("Settings of the strategies of strategy_registry.json, by id."),
});

export type StrategyConfigFile = z.infer<typeof strategyConfigSchema>;
