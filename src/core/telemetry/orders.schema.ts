import { z } from "zod";
import { PURPOSES } from "../domain/intent.js";
import { ORDER_STATUSES, ORDER_TYPES, TIMES_IN_FORCE } from "../domain/order.js";
import { decimalText, instantText, modeName, sideName } from "./parts.schema.js";

/**
 * One order: a line of orders.jsonl at its end, a row of positions.json while it works.
 * A fill that arrives after the end adds a corrected line with the same id; the last one counts.
 */
export const orderRow = z.strictObject({
  id: z.string().describe("client order id"),
  at: instantText.describe("when it last changed, market time"),
  mode: modeName,
  intentId: z.string(),
  account: z.string(),
  symbol: z.string(),
  strategy: z.string(),
  side: sideName,
  purpose: z.enum(PURPOSES),
  type: z.enum(ORDER_TYPES),
  timeInForce: z.enum(TIMES_IN_FORCE),
  status: z.enum(ORDER_STATUSES),
  qty: decimalText.nullable().describe("null: the whole position"),
  filledQty: decimalText,
  price: decimalText.nullable(),
  triggerPrice: decimalText.nullable(),
  averagePrice: decimalText.nullable(),
  decisionPrice: decimalText.describe("mid or mark at the decision"),
  shortfallBps: z.number().nullable().describe("cost of the fills against the decision price, fees apart"),
  expectedCostBps: z.number(),
  fees: decimalText,
  makerQty: decimalText,
  reduceOnly: z.boolean(),
  closePosition: z.boolean(),
  style: z.enum(["maker", "taker", "resting"]),
  routeReason: z.string(),
  attempt: z.number().int(),
  venueOrderId: z.string().nullable(),
  intendedAt: instantText,
  submittedAt: instantText.nullable(),
  acknowledgedAt: instantText.nullable(),
  finishedAt: instantText.nullable(),
  reason: z.string().nullable().describe("why it ended, in the venue's or our words"),
  code: z.number().nullable().describe("the venue's number"),
});
export type OrderRow = z.infer<typeof orderRow>;
