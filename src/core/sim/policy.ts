import { z } from "zod";
import { setting } from "../lib/setting.js";

const latencyMs = (meaning: string): z.ZodInt =>
  z
    .int()
    .min(0)
    .max(60_000)
    .describe(meaning)
    .meta(setting({ unit: "ms" }));
const bps = (mostBps: number, meaning: string): z.ZodNumber =>
  z
    .number()
    .min(0)
    .max(mostBps)
    .describe(meaning)
    .meta(setting({ unit: "bps" }));
const openOrders = (meaning: string): z.ZodInt => z.int().min(1).max(10_000).describe(meaning);

/**
 * Section `sim` of runtime.json: what the simulated venue assumes where history does not say.
 * docs/BACKTEST_ASSUMPTIONS.md explains each figure.
 */
export const simPolicySchema = z.strictObject({
  order_latency_ms: latencyMs("way of an order to the venue's gateway").default(40),
  cancel_latency_ms: latencyMs("way of a cancel to the matching engine").default(40),
  ack_latency_ms: latencyMs("from the gateway to the matching engine, which acknowledges").default(10),
  latency_jitter_ms: latencyMs("up to so much on top of each way; fixed by latency_seed and client order id").default(
    0,
  ),
  latency_seed: z.string().min(1).max(64).default("hedge").describe("another seed, another jitter"),
  leverage: z
    .int()
    .min(1)
    .max(125)
    .default(10)
    .describe("the venue's leverage setting; lowered to what the first bracket of a symbol allows"),
  gtd_min_ahead_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(600)
    .describe("a good-till-date order must live longer than this")
    .meta(setting({ unit: "seconds" })),
  max_open_orders_per_symbol: openOrders("most resting orders of an account in one symbol").default(200),
  max_conditional_orders: openOrders("most stops and take-profits of an account").default(200),
  max_fill_volume_share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.01)
    .describe("a fill is cut into parts no larger than this share of the bar's volume, each at a worse price")
    .meta(setting({ unit: "fraction" })),
  max_partial_fills: z.int().min(1).max(50).default(8).describe("most parts of a fill; the last one takes the rest"),
  slippage_bps: bps(1_000, "paid by whoever takes in bar mode, before impact").default(1),
  impact_at_full_volume_bps: bps(
    5_000,
    "impact of taking a whole bar's volume; grows with the square root of the share taken",
  ).default(50),
  assumed_funding_rate: z
    .number()
    .min(0)
    .max(0.01)
    .default(0.0001)
    .describe("stands in where no funding series exists: longs pay it, shorts receive nothing")
    .meta(setting({ unit: "fraction" })),
  assumed_funding_interval_hours: z
    .union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)])
    .default(8)
    .describe("hours between two such payments, from midnight UTC")
    .meta(setting({ unit: "hours" })),
});

export type SimPolicy = z.infer<typeof simPolicySchema>;
