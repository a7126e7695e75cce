import { z } from "zod";
import type { AccountCaps, StrategyCaps, SymbolCaps } from "../domain/caps.js";
import type { VenueOrderLimits } from "../domain/order-budget.js";
import { CAP, DOWN, NEUTRAL, setting, type SettingFacts, UP, VITAL } from "../lib/setting.js";

const fraction = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(1)
    .describe(`${meaning} (fraction, 0.05 is 5 %)`)
    .meta(setting({ unit: "fraction", ...facts }));
const multiple = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(125)
    .describe(`${meaning} (multiple of NAV)`)
    .meta(setting({ unit: "multiple", ...facts }));
const usd = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(1e12)
    .describe(`${meaning} (USDT)`)
    .meta(setting({ unit: "usd", ...facts }));
const count = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .describe(`${meaning} (count)`)
    .meta(setting({ unit: "count", ...facts }));
const minutes = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .min(0)
    .max(525_600)
    .describe(`${meaning} (minutes)`)
    .meta(setting({ unit: "minutes", ...facts }));
const seconds = (meaning: string, facts: SettingFacts): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(86_400)
    .describe(`${meaning} (seconds)`)
    .meta(setting({ unit: "seconds", ...facts }));

function isTimeZone(name: string): boolean {
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name);
}

const tierSchema = z.strictObject({
  per_symbol_nav_pct: fraction("R08: largest exposure of one symbol of this tier, share of NAV", {
    ...CAP,
    usual: [0.01, 1],
  }),
});

const groupSchema = z.strictObject({
  symbols: z
    .array(z.string())
    .min(1)
    .describe('R20: members of the group; ["*"] is every symbol')
    .meta(setting({ loosens: "unlisted" })),
  max_beta_exposure_pct: multiple("R20: largest |sum of beta x notional| of the group", UP).default(1.5),
  max_gross_exposure_pct: multiple("R20: largest gross notional of the group", UP).default(1.5),
});

const correlationSchema = z.strictObject({
  default_beta: z
    .number()
    .gt(0)
    .max(10)
    .default(1.5)
    .describe("R20: beta of a symbol whose own is not known, added to both sides and never netted (beta against BTC)")
    .meta(setting({ unit: "factor", ...DOWN })),
  groups: z
    .record(z.string(), groupSchema)
    .default({ all_perps: { symbols: ["*"], max_beta_exposure_pct: 1.5, max_gross_exposure_pct: 1.5 } })
    .describe("R20: groups of symbols that fall together, by name"),
});

const liquidationSchema = z.strictObject({
  max_stop_share: fraction("R19: the stop lies within this share of the way to liquidation", UP).default(0.5),
  majors: z
    .array(z.string())
    .default(["BTCUSDT", "ETHUSDT"])
    .describe("R19: symbols shocked by majors_shock_pct")
    .meta(setting({ loosens: "listed" })),
  majors_shock_pct: fraction("R19: joint move against us of the majors", DOWN).default(0.15),
  others_shock_pct: fraction(
    "R19: joint move against us of all other symbols; never less than that of the majors",
    DOWN,
  ).default(0.25),
  min_margin_ratio: z
    .number()
    .min(1)
    .max(100)
    .default(1.5)
    .describe("R19: margin balance after the joint shock, at least (multiple of maintenance margin)")
    .meta(setting({ unit: "factor", ...DOWN })),
});

const bps = (meaning: string): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(10_000)
    .describe(`${meaning} (basis points)`)
    .meta(setting({ unit: "bps", ...UP }));

const marketQualitySchema = z.strictObject({
  max_price_age_seconds: seconds("R16: oldest mark that is traded on", UP).default(60),
  max_book_age_seconds: z
    .number()
    .gt(0)
    .max(86_400)
    .exactOptional()
    .describe("R16: oldest order book that is traded on, where there is one; left out: 10 (seconds)")
    .meta(setting({ unit: "seconds", ...UP, usual: [1, 60] })),
  max_spread_bps: bps("R16: widest spread, where there is an order book").default(20),
  max_slippage_bps: bps("R16: largest expected slippage of the order, where there is an order book").default(30),
  max_divergence_bps: bps("R16: largest distance of the mark from last price, mid and index").default(200),
  max_funding_pct: fraction(
    "R16: largest funding expected over the horizon of the trade, share of notional",
    UP,
  ).default(0.02),
});

/**
 * Twice the pause between two journaled books of a live session, and less than the silence (15 s) after which the stream
 * of a book counts as down: between the two a book may be of then and nobody has said so.
 */
export const MAX_BOOK_AGE_SECONDS = 10;

/** The oldest book that may be traded by. */
export function bookAgeLimitSeconds(quality: z.infer<typeof marketQualitySchema>): number {
  return quality.max_book_age_seconds ?? MAX_BOOK_AGE_SECONDS;
}

const lossStreakSchema = z.strictObject({
  trades: count("R12: losing round trips in a row that stop a strategy; 0 switches it off", {
    ...UP,
    zero: "off",
  }).default(8),
  cooldown_minutes: minutes("R12: how long the strategy then opens nothing", DOWN).default(240),
});

const vetoBurstSchema = z.strictObject({
  vetoes: count("R12: vetoes of one strategy on one symbol within the window that stop the symbol; 0 switches it off", {
    ...UP,
    zero: "off",
  }).default(6),
  window_minutes: minutes("R12: window in which vetoes are counted", DOWN).default(360),
  cooldown_minutes: minutes("R12: how long the symbol then opens nothing", DOWN).default(120),
});

const globalSchema = z.strictObject({
  daily_loss_limit_pct: fraction("R10: loss since the day's start that ends opening for the day", VITAL).default(0.03),
  hard_daily_loss_pct: fraction("R10: loss since the day's start that flattens and halts", VITAL).default(0.05),
  max_nav_drawdown_pct: fraction(
    "R11: fall from the risk peak that ends opening until an operator rebases",
    VITAL,
  ).default(0.15),
  hard_drawdown_pct: fraction("R11: fall from the risk peak that flattens and halts", VITAL).default(0.2),
  cooldown_minutes_after_stop: minutes("R12: how long a symbol opens nothing after a stop", DOWN).default(60),
  loss_streak: lossStreakSchema.prefault({}).describe("R12: timer of a strategy after a run of losses"),
  veto_burst: vetoBurstSchema
    .prefault({})
    .describe("R12: timer of a symbol after many vetoes (R12 vetoes don't count)"),
  max_trades_per_symbol_per_hour: count("R14: approved entries of one symbol within an hour", UP).default(6),
  max_gross_exposure_pct: multiple("R09: largest sum of |notional|", VITAL).default(1.5),
  max_net_exposure_pct: multiple("R09: largest |sum of signed notional|", UP).default(1.2),
  max_venue_exposure_pct: multiple("R09: largest gross notional at one venue", UP).default(1.5),
  max_symbol_exposure_pct: fraction("R08: largest exposure of one symbol, share of NAV", UP).default(0.3),
  max_trade_nav_pct: fraction("R04: largest notional of one order, share of NAV", UP).default(0.25),
  risk_per_trade_pct: fraction("sizing: largest loss at the stop, costs included, share of NAV", UP).default(0.005),
  max_order_notional: usd("R07: largest notional of one order, where per_symbol sets none", UP).default(50_000),
  max_leverage: multiple(
    "R05: largest gross exposure of the account, and of a position where nothing tighter is set",
    VITAL,
  ).default(3),
  max_concurrent_positions: count("R13: symbols with a position or an entry in flight", UP).default(8),
  min_notional_usdt: usd("R06: smallest notional of an order", DOWN).default(10),
  min_notional_policy: z
    .enum(["veto", "bump"])
    .default("veto")
    .describe(
      "sizing: refuse an order below the minimum, or raise it to the smallest legal quantity if every cap holds",
    )
    .meta(setting({ loosens: ["veto", "bump"] })),
  tiers: z
    .record(z.string(), tierSchema)
    .default({
      CORE: { per_symbol_nav_pct: 0.3 },
      SATELLITE: { per_symbol_nav_pct: 0.2 },
      TACTICAL: { per_symbol_nav_pct: 0.1 },
      "ALT-EXT": { per_symbol_nav_pct: 0.05 },
    })
    .describe("R08: caps by the tier of a symbol in pairs_universe.json"),
  correlation: correlationSchema.prefault({}).describe("R20: correlated exposure"),
  liquidation: liquidationSchema.prefault({}).describe("R19: distance to liquidation and joint shock"),
  market_quality: marketQualitySchema.prefault({}).describe("R16: what of the market must be well to open"),
  nav_tolerance_pct: fraction("R03: largest difference between NAV and its prediction, share of NAV", UP).default(
    0.001,
  ),
  max_unprotected_seconds: seconds(
    "R21: longest time a position may lack its stop before nothing is opened",
    VITAL,
  ).default(10),
  min_hours_to_delisting: z
    .number()
    .min(0)
    .max(8_760)
    .default(24)
    .describe("R17: no entry closer to a delisting than this (hours)")
    .meta(setting({ unit: "hours", ...DOWN })),
  max_quote_depeg_pct: fraction(
    "R17: largest distance of the quote asset from 1 USD, where an oracle is wired",
    UP,
  ).default(0.005),
});

const perSymbolSchema = z.strictObject({
  max_nav_pct: fraction("R08: largest exposure of this symbol, share of NAV", CAP).optional(),
  max_order_notional: usd("R07: largest notional of one order of this symbol, instead of the one for all", {
    ...UP,
    absent: { as: "risk_limits.global.max_order_notional" },
  }).optional(),
  max_leverage: multiple("R05: largest position of this symbol", CAP).optional(),
  min_notional: usd("R06: smallest notional of an order of this symbol", DOWN).optional(),
});

/** risk_limits.json. Every key has a default; the pairs at the end must not contradict each other. */
export const riskLimitsSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Path of the JSON Schema of this file"),
    global: globalSchema.prefault({}).describe("Limits of the whole account"),
    nav_freshness_seconds: seconds("R02: oldest NAV that may be traded on", UP).default(150),
    reset_timezone: z
      .string()
      .refine(isTimeZone, { message: "is not an IANA time zone, such as UTC or Africa/Johannesburg" })
      .default("UTC")
      .describe("R10: time zone whose midnight starts the day (IANA name)")
      .meta(setting(NEUTRAL)),
    quote_symbols: z
      .array(z.string())
      .min(1)
      .default(["USDT", "USDC", "FDUSD"])
      .describe("R17: quote assets that may be traded")
      .meta(setting({ loosens: "listed" })),
    restricted_symbols: z
      .array(z.string())
      .default([])
      .describe("R17: symbols on which nothing is opened")
      .meta(setting({ loosens: "unlisted" })),
    per_symbol: z.record(z.string(), perSymbolSchema).default({}).describe("Tighter limits by symbol"),
  })
  .superRefine((limits, context) => {
    const { global } = limits;
    const ordered = [
      ["hard_daily_loss_pct", "daily_loss_limit_pct"],
      ["hard_drawdown_pct", "max_nav_drawdown_pct"],
      ["max_gross_exposure_pct", "max_net_exposure_pct"],
    ] as const;
    for (const [larger, smaller] of ordered) {
      if (global[larger] >= global[smaller]) continue;
      context.addIssue({
        code: "custom",
        path: ["global", larger],
        message: `${global[larger]} is below ${smaller} (${global[smaller]}), so the latter could never act`,
      });
    }
  });

export type RiskLimits = z.infer<typeof riskLimitsSchema>;

/** All that risk knows of the configuration. */
export interface RiskPolicy {
  readonly limits: RiskLimits;
  readonly strategies: Readonly<Record<string, StrategyCaps>>;
  readonly symbols: Readonly<Record<string, SymbolCaps>>;
  /** Accounts with a state or limits of their own; left out where none has. */
  readonly accounts?: Readonly<Record<string, AccountCaps>>;
  /** Venue of each account; left out where all stand at one, that of the instruments. */
  readonly venues?: Readonly<Record<string, string>>;
  /** By venue; a venue that has told none (recorded data) is not in it. */
  readonly orderLimits: Readonly<Record<string, VenueOrderLimits>>;
  /** The broker's capability of the same name: R06 lets reduce-only orders below the minimum pass. */
  readonly reduceOnlyMinNotionalExempt: boolean;
}
