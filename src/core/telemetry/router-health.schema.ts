import { z } from "zod";
import { PURPOSES } from "../domain/intent.js";
import { circuitName, decimalText, instantText, modeName, sideName, tally } from "./parts.schema.js";

const quality = z.enum(["good", "ok", "degraded", "broken", "unknown"]);
const style = z.enum(["maker", "taker"]);
const bps = z.number();
const known = z.number().nullable();

const styleInForce = z.strictObject({ style, reason: z.string() });

const policyInForce = z.strictObject({
  entry: styleInForce,
  exit: styleInForce,
  protective: styleInForce,
  makerTimeoutSeconds: z.number(),
  maxSlippageBps: z.strictObject({ entry: bps, exit: bps, protective: bps }),
  expectedMakerBps: known.describe("expected cost of the symbol's usual order, waiting first"),
  expectedTakerBps: known.describe("expected cost of the symbol's usual order, taking at once"),
});

const parts = { totalBps: known, delayBps: known, spreadBps: known, impactBps: known, feeBps: known };

const intentShortfall = z.strictObject({
  intentId: z.string(),
  at: instantText.describe("of its decision"),
  side: sideName,
  purpose: z.enum(PURPOSES),
  style: style.describe("of its first order"),
  totalBps: bps.describe("price + fee, against the mid at the decision; > 0 is a cost"),
  priceBps: bps.describe("delay + spread + impact"),
  delayBps: known.describe("null without a book at arrival, like spread and impact"),
  spreadBps: known,
  impactBps: known,
  feeBps: bps,
  filledShare: known,
  notionalUsd: z.number(),
});

const shortfallSummary = z.strictObject({
  intents: tally,
  ...parts,
  makerFirstBps: known.describe("entries that waited first, as they were paid"),
  takerBps: known.describe("entries that took at once, as they were paid"),
  newest: z.array(intentShortfall).describe("newest first"),
});

const suggestion = z.strictObject({
  setting: z.string(),
  from: z.union([z.number(), z.boolean()]),
  to: z.union([z.number(), z.boolean()]),
  bounds: z.tuple([z.number(), z.number()]).nullable(),
  rationale: z.string(),
});

const schedule = z.strictObject({
  intentId: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: sideName,
  qty: decimalText,
  restQty: decimalText.describe("still to be sent"),
  slices: tally,
  nextSlice: tally.describe("1 is the first"),
  nextAt: instantText,
  endsAt: instantText.describe("what is left then is given up"),
});

/** How well orders on a symbol get filled, over the router's window. */
const routerHealthRow = z.strictObject({
  account: z.string(),
  symbol: z.string(),
  quality,
  reason: z.string(),
  orders: tally,
  makerOrders: tally,
  makerFillRatio: z.number().nullable(),
  fallbackRatio: z.number().nullable(),
  rejectRatio: z.number().nullable(),
  slippageP50Bps: z.number().nullable(),
  slippageP95Bps: z.number().nullable(),
  markoutBps: known.describe("mean move within a minute of a maker fill; < 0 went against us"),
  markoutFills: tally,
  ackP50Ms: z.number().nullable(),
  ackP95Ms: z.number().nullable(),
  regime: z.enum(["quiet", "normal", "hot", "panic"]).nullable(),
  offsetBps: z.number().nullable(),
  offsetReason: z.string().nullable(),
  offsetChange: z.strictObject({ at: instantText, fromBps: bps, toBps: bps, reason: z.string() }).nullable(),
  newRisk: z.strictObject({
    allowed: z.boolean(),
    probe: z.boolean().describe("the next order tries a broken symbol again"),
    reason: z.string(),
  }),
  policy: policyInForce.nullable().describe("null before the first bar"),
  shortfall: shortfallSummary,
  suggestions: z.array(suggestion),
  lastChange: z.strictObject({ at: instantText, from: quality, to: quality, reason: z.string() }).nullable(),
});
export type RouterHealthRow = z.infer<typeof routerHealthRow>;

export const routerHealthFile = z.strictObject({
  schema: z.literal("hedge.router-health/1"),
  mode: modeName,
  at: instantText,
  seq: tally,
  items: z.array(routerHealthRow),
  circuits: z
    .array(z.strictObject({ venue: z.string(), endpoints: z.string(), state: circuitName }))
    .default([])
    .describe("a circuit breaker for each class of endpoints of each venue; none where nothing is sent"),
  schedules: z.array(schedule).default([]).describe("entries in slices that are under way"),
});
export type RouterHealthFile = z.infer<typeof routerHealthFile>;
