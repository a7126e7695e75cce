import { z } from "zod";
import { circuitName, instantText, modeName, tally } from "./parts.schema.js";

const quality = z.enum(["good", "ok", "degraded", "broken", "unknown"]);

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
  markoutBps: z.number().nullable(),
  ackP50Ms: z.number().nullable(),
  ackP95Ms: z.number().nullable(),
  offsetBps: z.number().nullable(),
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
});
export type RouterHealthFile = z.infer<typeof routerHealthFile>;
