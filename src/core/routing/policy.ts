import { z } from "zod";
import { NEUTRAL, setting, UP } from "../lib/setting.js";

const ratio = z
  .number()
  .min(0)
  .max(1)
  .meta(setting({ unit: "fraction" }));
const bps = z
  .number()
  .min(0)
  .max(10_000)
  .meta(setting({ unit: "bps" }));
const durationMs = z
  .number()
  .gt(0)
  .max(600_000)
  .meta(setting({ unit: "ms" }));

const makerSchema = z.strictObject({
  enabled: z.boolean(),
  exits: z.boolean().default(false).describe("whether closes by signal may wait as maker; protective exits never do"),
  fill_prior: ratio.default(0.5).describe("assumed fill probability before there is history"),
  fill_prior_orders: z.number().min(0).max(1_000).default(10).describe("weight of the prior, in orders"),
  markout_prior_bps: z
    .number()
    .min(-100)
    .max(100)
    .default(1)
    .describe("assumed move against a maker fill within 60 s")
    .meta(setting({ unit: "bps" })),
  max_fallback_ratio: ratio.default(0.9).describe("above this share of unfilled maker orders an order goes taker"),
});

const takerSchema = z.strictObject({
  entry_type: z
    .enum(["limit_ioc", "market"])
    .default("limit_ioc")
    .describe("limit_ioc: entries carry their slippage limit as a price; market: they don't")
    .meta(setting({ loosens: ["limit_ioc", "market"] })),
  slippage_prior_bps: bps.default(2).describe("slippage assumed where there is no order book").meta(setting(NEUTRAL)),
});

const slippageLimitSchema = z.strictObject({
  entry: bps.default(15).describe("enforced by price"),
  exit: bps.default(50).describe("measured; an exit is never given up for its price"),
  protective: bps.default(200).describe("measured; an exit is never given up for its price"),
});

const qualitySchema = z.strictObject({
  window_days: z
    .number()
    .gt(0)
    .max(90)
    .default(7)
    .meta(setting({ unit: "days" })),
  min_orders: z.number().int().min(1).max(1_000).default(20).describe("below it the quality is unknown"),
  p95_min_orders: z.number().int().min(1).max(1_000).default(100).describe("below it the median stands in for p95"),
  broken_ack_ms: durationMs.default(2_500),
  broken_reject_ratio: ratio.default(0.2),
  degraded_ack_ms: durationMs.default(1_500),
  degraded_slippage_bps: bps.default(8),
  good_ack_ms: durationMs.default(800),
  good_maker_fill: ratio.default(0.7),
  good_fallback: ratio.default(0.4),
  good_slippage_bps: bps.default(4),
  probe_after_seconds: z
    .number()
    .gt(0)
    .max(86_400)
    .default(900)
    .describe("rest of a broken symbol before one probe")
    .meta(setting({ unit: "seconds" })),
});

const offsetSchema = z.strictObject({
  quiet_bps: bps.default(0),
  normal_bps: bps.default(0.5),
  hot_bps: bps.default(1),
  panic_bps: bps.default(2),
  max_bps: bps.default(8),
});

const requoteSchema = z.strictObject({
  max_requotes: z.number().int().min(0).max(20).default(3).describe("new quotes within one time-out; 0: none"),
  drift_bps: bps.default(2).describe("distance of our price behind the one we would quote now that asks for a new one"),
});

const twapSchema = z.strictObject({
  enabled: z.boolean().default(true),
  min_notional_usd: z
    .number()
    .gt(0)
    .default(25_000)
    .describe("entries above it are sliced")
    .meta(setting({ unit: "usd" })),
  max_depth_share: ratio.default(0.25).describe("entries above this share of the book inside their limit are sliced"),
  max_participation: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe("largest share of the market's volume")
    .meta(setting({ unit: "fraction" })),
  interval_seconds: z
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(60)
    .meta(setting({ unit: "seconds" })),
  max_slices: z.number().int().min(2).max(500).default(30).describe("what does not fit into them is not ordered"),
});

const suggestionSchema = z.strictObject({
  apply: z.boolean().default(false).describe("take each symbol's suggestions (hedge router show) without asking"),
});

/** router_policy.json */
export const routerPolicySchema = z.strictObject({
  $schema: z.string().optional(),
  maker: makerSchema.meta(setting(NEUTRAL)),
  taker: takerSchema.prefault({}),
  maker_timeout_seconds: z
    .number()
    .gt(0)
    .max(3_600)
    .default(30)
    .meta(setting({ unit: "seconds", ...NEUTRAL })),
  max_slippage_bps: slippageLimitSchema.prefault({}).meta(setting(UP)),
  quality: qualitySchema.prefault({}).meta(setting(NEUTRAL)),
  offset: offsetSchema.prefault({}).meta(setting(NEUTRAL)),
  unknown_size_factor: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe("share of an entry's quantity while the quality is unknown, over recorded data")
    .meta(setting({ unit: "fraction", ...UP })),
  live_unknown_size_factor: z
    .number()
    .gt(0)
    .max(1)
    .exactOptional()
    .describe("the same in dry runs, at the demo venue and in production; left out: 0.5")
    .meta(setting({ unit: "fraction", ...UP, usual: [0.05, 1] })),
  // Left out means the defaults of the part, and leaves the hash of an older configuration as it was.
  requote: requoteSchema
    .exactOptional()
    .describe("maker orders follow the market; left out: the defaults of its keys")
    .meta(setting(NEUTRAL)),
  twap: twapSchema
    .exactOptional()
    .describe("large entries in slices; left out: the defaults of its keys")
    .meta(setting(NEUTRAL)),
  suggestions: suggestionSchema.exactOptional().describe("left out: shown, not applied").meta(setting(NEUTRAL)),
});

export type RouterPolicy = z.infer<typeof routerPolicySchema>;
export type RequotePolicy = z.infer<typeof requoteSchema>;
export type TwapPolicy = z.infer<typeof twapSchema>;

/** Half size until a venue has shown how it treats the orders of a symbol. */
const LIVE_UNKNOWN_SIZE_FACTOR = 0.5;

/** The policy of a session at a venue that is not recorded data. */
export function liveRouterPolicy(policy: RouterPolicy): RouterPolicy {
  return { ...policy, unknown_size_factor: policy.live_unknown_size_factor ?? LIVE_UNKNOWN_SIZE_FACTOR };
}

const REQUOTE_DEFAULTS: RequotePolicy = requoteSchema.parse({});
const TWAP_DEFAULTS: TwapPolicy = twapSchema.parse({});
const SUGGESTION_DEFAULTS = suggestionSchema.parse({});

export function requotePolicy({ requote }: RouterPolicy): RequotePolicy {
  return requote ?? REQUOTE_DEFAULTS;
}

export function twapPolicy({ twap }: RouterPolicy): TwapPolicy {
  return twap ?? TWAP_DEFAULTS;
}

export function suggestionPolicy({ suggestions }: RouterPolicy): z.infer<typeof suggestionSchema> {
  return suggestions ?? SUGGESTION_DEFAULTS;
}
