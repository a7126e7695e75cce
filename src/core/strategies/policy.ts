import { z } from "zod";
import { type Timeframe, timeframeOf } from "../domain/data-series.js";
import { CAP, NEUTRAL, setting, UP } from "../lib/setting.js";

/** Bar lengths a strategy may run on. */
const STRATEGY_TIMEFRAMES = ["15m", "1h", "4h", "1d"] as const satisfies readonly Timeframe[];

const strategyId = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);
const symbol = z.string().regex(/^[A-Z0-9-]{2,32}$/);

const registryEntrySchema = z
  .strictObject({
    id: strategyId.optional().describe("Repeats the key; may be left out.").meta(setting(NEUTRAL)),
    strategy: z
      .string()
      .min(1)
      .describe("Id of the strategy's definition, e.g. `momentum`.")
      .meta(setting({ ...NEUTRAL, delicate: true })),
    enabled: z.boolean().describe("A disabled strategy is not screened at all.").meta(setting(UP)),
    max_concurrent: z
      .int()
      .min(0)
      .describe("Most positions it may hold at once; 0 opens nothing.")
      .meta(setting({ unit: "count", ...UP })),
    capacity_usd: z
      .number()
      .gt(0)
      .nullable()
      .default(null)
      .describe("Most notional of one position in USD that the strategy carries; null: no limit of its own.")
      .meta(setting({ unit: "usd", ...CAP })),
    symbols: z
      .array(symbol)
      .describe("Markets it trades.")
      .meta(setting({ loosens: "listed" })),
    tags: z.array(z.string()).default([]).describe("Free labels for reports.").meta(setting(NEUTRAL)),
  })
  .describe("One registered strategy.");

/** strategy_registry.json: which strategies exist here, on which markets, with how many slots. */
export const strategyRegistrySchema = z
  .strictObject({
    $schema: z.string().optional(),
    strategies: z.record(strategyId, registryEntrySchema),
  })
  .superRefine((registry, context) => {
    for (const [key, entry] of Object.entries(registry.strategies)) {
      const path = ["strategies", key];
      if (entry.id !== undefined && entry.id !== key) {
        context.addIssue({ code: "custom", path: [...path, "id"], message: `must repeat its key "${key}"` });
      }
      if (new Set(entry.symbols).size !== entry.symbols.length) {
        context.addIssue({ code: "custom", path: [...path, "symbols"], message: "names a symbol twice" });
      }
    }
  });
export type StrategyRegistry = z.infer<typeof strategyRegistrySchema>;

const bucketMultiplier = z
  .number()
  .min(0)
  .max(2)
  .optional()
  .meta(setting({ unit: "factor", ...UP }));

/** Size multiplier by volatility regime; 0 or a missing regime opens nothing in it. */
const volatilityBucketsSchema = z
  .strictObject({
    quiet: bucketMultiplier.describe("True range of 50 bars under 0.5 × that of 500."),
    normal: bucketMultiplier.describe("0.5 to 1.5."),
    hot: bucketMultiplier.describe("1.5 to 2.5."),
    panic: bucketMultiplier.describe("2.5 and more."),
  })
  .describe("Size multiplier by volatility regime; a regime with 0, or not listed, opens nothing.");

const trend = z.enum(["up", "down", "range"]);
const allowedTrendsSchema = z
  .strictObject({
    long: z
      .array(trend)
      .describe("Trend regimes in which a long may be opened.")
      .meta(setting({ loosens: "listed", absent: "unlimited" })),
    short: z
      .array(trend)
      .describe("Trend regimes in which a short may be opened.")
      .meta(setting({ loosens: "listed", absent: "unlimited" })),
  })
  .describe("Trend regimes in which the strategy may open; null: in all.");

/** One entry of strategy_config.json `strategies`; `params` are checked against the strategy's own schema. */
export const strategySettingsSchema = z.strictObject({
  id: strategyId.describe("Key of the strategy in strategy_registry.json.").meta(setting(NEUTRAL)),
  label: z.string().optional().describe("Name on screens.").meta(setting(NEUTRAL)),
  timeframe: z
    .enum(STRATEGY_TIMEFRAMES)
    .describe("Bar length; must be one that the strategy is defined on (docs/STRATEGIES.md).")
    .meta(setting(NEUTRAL)),
  max_nav_pct: z
    .number()
    .gt(0)
    .max(1)
    .describe("Most gross exposure of the strategy, as a fraction of NAV (R15).")
    .meta(setting({ unit: "fraction", ...UP, usual: [0.01, 1] })),
  max_leverage: z
    .number()
    .gt(0)
    .max(125)
    .describe("Most |notional| / NAV of one of its positions (R05).")
    .meta(setting({ unit: "multiple", ...UP })),
  volatility_buckets: volatilityBucketsSchema.default({ quiet: 1, normal: 1, hot: 0.5 }),
  allowed_trends: allowedTrendsSchema.nullable().default(null),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Parameters of the strategy; defaults in its schema.")
    .meta(setting(NEUTRAL)),
});
export type StrategySettings = z.infer<typeof strategySettingsSchema>;

/** Settings of a strategy that the configuration does not name: every default, and no bound of its own. */
export function unnamedSettings({ id, barMs }: { readonly id: string; readonly barMs: number }): StrategySettings {
  return strategySettingsSchema.parse({ id, timeframe: timeframeOf(barMs), max_nav_pct: 1, max_leverage: 1 });
}

/** The part of strategy_config.json that strategies are built from. */
export interface StrategyConfig {
  readonly strategies: readonly StrategySettings[];
}
