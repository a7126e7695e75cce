import { z } from "zod";

const latencyMs = z.int().min(0).max(60_000);

/**
 * Section `sim` of runtime.json: what the simulated venue assumes where history does not say.
 * docs/BACKTEST_ASSUMPTIONS.md explains each figure.
 */
export const simPolicySchema = z.strictObject({
  /** Way of an order to the venue's gateway, and of a cancel to its matching engine. */
  order_latency_ms: latencyMs.default(40),
  cancel_latency_ms: latencyMs.default(40),
  /** From the gateway to the matching engine, which acknowledges. */
  ack_latency_ms: latencyMs.default(10),
  /** Up to so much on top of each way, a pure function of seed and client order id. */
  latency_jitter_ms: latencyMs.default(0),
  latency_seed: z.string().min(1).max(64).default("hedge"),
  /** The venue's leverage setting; lowered to what the first bracket of a symbol allows. */
  leverage: z.int().min(1).max(125).default(10),
  /** A good-till-date order must live longer than this. */
  gtd_min_ahead_seconds: z.int().min(0).max(86_400).default(600),
  max_open_orders_per_symbol: z.int().min(1).max(10_000).default(200),
  max_conditional_orders: z.int().min(1).max(10_000).default(200),
  /** A fill is cut into parts no larger than this share of the bar's volume, each at a worse price. */
  max_fill_volume_share: z.number().gt(0).max(1).default(0.01),
  max_partial_fills: z.int().min(1).max(50).default(8),
  /** Paid by whoever takes in bar mode, before impact. */
  slippage_bps: z.number().min(0).max(1_000).default(1),
  /** Impact of taking a whole bar's volume; grows with the square root of the share taken. */
  impact_at_full_volume_bps: z.number().min(0).max(5_000).default(50),
  /** Stands in where no funding series exists: longs pay it, shorts receive nothing. */
  assumed_funding_rate: z.number().min(0).max(0.01).default(0.0001),
  assumed_funding_interval_hours: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]).default(8),
});

export type SimPolicy = z.infer<typeof simPolicySchema>;
