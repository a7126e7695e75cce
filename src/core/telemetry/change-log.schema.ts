import { z } from "zod";
import { instantText, modeName, tally, tradingStateName } from "./parts.schema.js";

const frame = { at: instantText.describe("market time"), mode: modeName, seq: tally.describe("journal line") };

/** A line of gating.jsonl: something began to limit trading, or no longer does. */
export const gatingRow = z.strictObject({
  ...frame,
  change: z.enum(["raised", "cleared"]),
  code: z.string(),
  kind: z.enum(["gate", "latch"]).nullable().describe("null where a cause that is cleared was not known"),
  tradingState: tradingStateName.describe("after the change"),
});
export type GatingRow = z.infer<typeof gatingRow>;

/** A line of nav_freshness.jsonl: at a cycle, the NAV became too old to trade on, or young enough again. */
export const navFreshnessRow = z.strictObject({
  ...frame,
  fresh: z.boolean(),
  ageMs: z.number().min(0).describe("of the oldest mark in the NAV"),
  limitMs: z.number().min(0),
});
export type NavFreshnessRow = z.infer<typeof navFreshnessRow>;

/** A line of router_offsets.jsonl: the adaptive offset of a route moved. */
export const routerOffsetRow = z.strictObject({
  ...frame,
  route: z.string().describe("account:symbol"),
  fromBps: z.number(),
  toBps: z.number(),
  reason: z.string(),
});
export type RouterOffsetRow = z.infer<typeof routerOffsetRow>;
