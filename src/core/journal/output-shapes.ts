import { z } from "zod";
import { SWITCH_REASONS } from "../domain/account-switch.js";
import {
  countSchema,
  decSchema,
  dropSchema,
  intendedOrderSchema,
  sideSchema,
  stateCauseSchema,
  vetoSchema,
} from "./schema-parts.js";

const signalSchema = z.strictObject({
  strategy: z.string(),
  symbol: z.string(),
  direction: z.string(),
  strength: z.number(),
});

const predictionSchema = z.strictObject({
  model: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  side: sideSchema,
  probability: z.number().nullable(),
  scale: z.number().nullable(),
  drift: z.number().nullable(),
  features: z.record(z.string(), z.number().nullable()),
});

const switchSchema = z.strictObject({
  strategy: z.string(),
  symbol: z.string(),
  from: z.string(),
  to: z.string(),
  because: z.enum(SWITCH_REASONS),
  reason: z.string(),
});

const orderReason = { clientOrderId: z.string(), reason: z.string() };

/** Payloads of OutputEvent by type: what we decided. */
export const outputShapes = {
  "cycle.decided": {
    cycle: countSchema,
    trigger: z.enum(["bar", "poll", "flip"]),
    nav: decSchema,
    wallet: decSchema,
    unrealizedPnl: decSchema,
    signals: z.array(signalSchema),
    drops: z.array(dropSchema),
    vetoes: z.array(vetoSchema),
    orders: z.array(intendedOrderSchema),
    intents: countSchema,
    predictions: z.array(predictionSchema).exactOptional(),
    switches: z.array(switchSchema).exactOptional(),
  },
  "order.intended": { order: intendedOrderSchema, because: z.string() },
  "order.submitted": { clientOrderId: z.string() },
  "order.abandoned": orderReason,
  "cancel.requested": orderReason,
  "modify.requested": {
    ...orderReason,
    change: z.strictObject({
      clientOrderId: z.string(),
      symbol: z.string(),
      side: sideSchema,
      reduceOnly: z.boolean(),
      price: decSchema,
      qty: decSchema,
    }),
  },
  "intent.given_up": { ...orderReason, intentId: z.string() },
  "exits.moved": { key: z.string(), strategyStop: decSchema, reason: z.string() },
  "cause.raised": { cause: stateCauseSchema },
  "cause.cleared": { code: z.string() },
};
