import { z } from "zod";
import { CAP, DOWN, NEUTRAL, setting, UP } from "../lib/setting.js";

const fraction = z.number().gt(0).max(1);

const orderBookPolicySchema = z
  .strictObject({
    max_spread_bps: z
      .number()
      .gt(0)
      .nullable()
      .default(10)
      .describe("Widest spread in basis points of the mid at which a position is opened; null: not checked.")
      .meta(setting({ unit: "bps", ...CAP })),
    imbalance_levels: z
      .int()
      .min(1)
      .max(1_000)
      .default(10)
      .describe("Levels of each side in the imbalance.")
      .meta(setting({ unit: "count", ...NEUTRAL })),
    max_adverse_imbalance: fraction
      .nullable()
      .default(0.6)
      .describe("Largest imbalance (B−A)/(B+A) against the direction at which a position is opened; null: not checked.")
      .meta(setting({ unit: "fraction", ...CAP })),
    max_adverse_pressure: fraction
      .nullable()
      .exactOptional()
      .describe(
        "Largest book pressure against the direction at which a position is opened; null: not checked; left out: max_adverse_imbalance.",
      )
      .meta(setting({ unit: "fraction", ...CAP, usual: [0.05, 1] })),
    pressure_halving_bps: z
      .number()
      .gt(0)
      .max(1_000)
      .exactOptional()
      .describe("Distance over which the weight of a level in the pressure halves; left out: 5.")
      .meta(setting({ unit: "bps", ...NEUTRAL, usual: [0.5, 100] })),
    depth_bps: z
      .number()
      .gt(0)
      .max(1_000)
      .default(25)
      .describe("Distance from the mid within which depth is counted.")
      .meta(setting({ unit: "bps", ...UP })),
    min_depth_usd: z
      .number()
      .gt(0)
      .nullable()
      .default(null)
      .describe("Least quote depth within depth_bps on the side an entry would take from; null: not checked.")
      .meta(setting({ unit: "usd", ...DOWN })),
  })
  .describe("Filters on the order book; they apply only where a book is known.");

const PRESSURE_HALVING_BPS = 5;

/** What is measured of a book's pressure: the limit, the setting that holds it, and how levels weigh. */
export function pressurePolicy(policy: z.infer<typeof orderBookPolicySchema>): {
  readonly limit: number | null;
  readonly setting: "max_adverse_pressure" | "max_adverse_imbalance";
  readonly halvingBps: number;
} {
  const own = policy.max_adverse_pressure;
  const halvingBps = policy.pressure_halving_bps ?? PRESSURE_HALVING_BPS;
  if (own === undefined) return { limit: policy.max_adverse_imbalance, setting: "max_adverse_imbalance", halvingBps };
  return { limit: own, setting: "max_adverse_pressure", halvingBps };
}

const metaSignalPolicySchema = z
  .strictObject({
    min_probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("Below it the model vetoes an entry.")
      .meta(setting({ unit: "fraction", ...DOWN })),
    full_probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.6)
      .describe("From it on the size is not scaled down.")
      .meta(setting({ unit: "fraction", ...DOWN })),
    floor: fraction
      .default(0.5)
      .describe("Factor on the size at min_probability; a straight line up to full_probability.")
      .meta(setting({ unit: "factor", ...UP })),
    model: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "record.json of a model with a passing evaluation (hedge ml evaluate); a session keeps its contents. Left out: no model.",
      )
      .meta(setting({ ...NEUTRAL, delicate: true })),
    max_drift: z
      .number()
      .gt(0.1)
      .max(5)
      .exactOptional()
      .describe(
        "Population stability index of a feature from which on the answers of the model count as unknown; left out: 0.25.",
      )
      .meta(setting({ unit: "factor", ...CAP, usual: [0.15, 1] })),
  })
  .refine((policy) => policy.min_probability <= policy.full_probability, {
    message: "min_probability must not be above full_probability",
    path: ["min_probability"],
  })
  .describe("What the probability of a model does to an entry; without a model nothing.");
export type MetaSignalPolicy = z.infer<typeof metaSignalPolicySchema>;

/** strategy_config.json `screener`. */
export const screenerPolicySchema = z.strictObject({
  beta_benchmark: z
    .string()
    .default("BTCUSDT")
    .describe("Symbol against whose daily returns β is measured.")
    .meta(setting(NEUTRAL)),
  default_horizon_bars: z
    .int()
    .min(1)
    .default(48)
    .describe("Bars a position is expected to last where its strategy sets no max_bars; base of expected funding.")
    .meta(setting({ unit: "bars", ...NEUTRAL })),
  order_book: orderBookPolicySchema.prefault({}),
  meta_signal: metaSignalPolicySchema.prefault({}),
});
export type ScreenerPolicy = z.infer<typeof screenerPolicySchema>;

/** strategy_config.json `intents`. */
export const intentPolicySchema = z.strictObject({
  max_concurrent_positions: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe("Most positions an account holds at once; null: only risk_limits.global.max_concurrent_positions holds.")
    .meta(setting({ unit: "count", ...CAP })),
});
export type IntentPolicy = z.infer<typeof intentPolicySchema>;

const symbolName = z.string().regex(/^[A-Z0-9-]{2,32}$/);

const universeEntrySchema = z
  .strictObject({
    symbol: symbolName.meta(setting(NEUTRAL)),
    tier: z
      .string()
      .min(1)
      .describe("Tier of risk_limits.global.tiers, e.g. CORE or SATELLITE.")
      .meta(setting({ ...NEUTRAL, delicate: true })),
    bucket: z
      .string()
      .optional()
      .describe("Label for reports; the predecessor repeats the tier here.")
      .meta(setting(NEUTRAL)),
    enabled: z.boolean().describe("A disabled symbol opens nothing; positions in it can be closed.").meta(setting(UP)),
    status: z
      .enum(["enabled", "disabled"])
      .optional()
      .describe("Repeats `enabled`; may be left out.")
      .meta(setting(NEUTRAL)),
    target_leverage: z
      .number()
      .gt(0)
      .max(125)
      .optional()
      .describe("Leverage asked of the venue at start.")
      .meta(setting({ unit: "leverage", ...NEUTRAL })),
    max_leverage: z
      .number()
      .gt(0)
      .max(125)
      .describe("Most |notional| / NAV of a position in the symbol.")
      .meta(setting({ unit: "multiple", ...UP })),
    min_notional: z
      .number()
      .min(0)
      .default(0)
      .describe("Least notional of an order in USD.")
      .meta(setting({ unit: "usd", ...DOWN })),
    min_gross_usd: z
      .number()
      .min(0)
      .default(0)
      .describe("Least notional of a position worth opening, in USD.")
      .meta(setting({ unit: "usd", ...DOWN })),
    caps: z.strictObject({
      max_nav_pct: fraction
        .describe("Most |position| as a fraction of NAV.")
        .meta(setting({ unit: "fraction", ...UP, usual: [0.01, 1] })),
      max_order_notional: z
        .number()
        .gt(0)
        .describe("Most notional of one order in USD.")
        .meta(setting({ unit: "usd", ...UP })),
      max_concurrent_positions: z
        .int()
        .min(0)
        .describe("Position slots of the symbol; 0 opens nothing.")
        .meta(setting({ unit: "count", ...UP })),
    }),
  })
  .describe("One tradable market and its caps.");

/** pairs_universe.json: markets, tiers and caps. */
export const pairsUniverseSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.string().optional().meta(setting(NEUTRAL)),
    symbols: z
      .array(symbolName)
      .optional()
      .describe("Repeats the symbols of `universe`; may be left out.")
      .meta(setting(NEUTRAL)),
    universe: z.array(universeEntrySchema),
  })
  .superRefine((pairs, context) => {
    const listed = new Set<string>();
    pairs.universe.forEach((entry, index) => {
      const path = ["universe", index];
      if (listed.has(entry.symbol)) {
        context.addIssue({ code: "custom", path: [...path, "symbol"], message: `${entry.symbol} is listed twice` });
      }
      listed.add(entry.symbol);
      if (entry.status !== undefined && (entry.status === "enabled") !== entry.enabled) {
        const message = `"${entry.status}" contradicts enabled: ${entry.enabled}`;
        context.addIssue({ code: "custom", path: [...path, "status"], message });
      }
    });
    const repeated = pairs.symbols ?? [...listed];
    const astray = [...repeated, ...listed].find((name) => !listed.has(name) || !repeated.includes(name));
    if (astray !== undefined) {
      const message = `${astray} stands in only one of symbols and universe`;
      context.addIssue({ code: "custom", path: ["symbols"], message });
    }
  });
export type PairsUniverse = z.infer<typeof pairsUniverseSchema>;
