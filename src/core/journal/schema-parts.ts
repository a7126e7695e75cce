import { z } from "zod";
import { DROP_REASONS, PURPOSES } from "../domain/intent.js";
import { ORDER_TYPES, TIMES_IN_FORCE } from "../domain/order.js";
import type { Dec } from "../lib/decimal.js";

/** As `parseDec`, but as long as exact sums and products get: a NAV has the digits of quantity and mark together. */
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,60})?$/;

/** Parts of more than one event. Objects are strict: a member nobody knows is a mistake or a newer version. */
export const decSchema = z.custom<Dec>((value) => typeof value === "string" && PLAIN_DECIMAL.test(value), {
  message: "expected a plain decimal in quotes",
});

export const instantSchema = z.int();
export const countSchema = z.int().nonnegative();
export const sideSchema = z.enum(["buy", "sell"]);
export const decByKeySchema = z.record(z.string(), decSchema);

export const settingChangeSchema = z.strictObject({
  path: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  effect: z.string(),
});

const unitSchema = z.enum(["usd", "fraction", "multiple", "count", "seconds", "bps", "state"]);

const exitLevelsSchema = z.strictObject({
  stopDistance: z.number(),
  atr: z.number(),
  trailDistance: z.number().nullable(),
  takeProfits: z.array(z.strictObject({ distance: z.number(), fraction: z.number() })),
  maxBars: z.number().nullable(),
});

const clampSchema = z.strictObject({ rule: z.string(), beforeUsd: z.number(), afterUsd: z.number() });

export const dropSchema = z.strictObject({
  strategy: z.string(),
  symbol: z.string(),
  reason: z.enum(DROP_REASONS),
  detail: z.strictObject({ measured: z.number(), limit: z.number(), setting: z.string() }).nullable(),
});

const violationSchema = z.strictObject({
  rule: z.string(),
  code: z.string(),
  measured: z.number().nullable(),
  limit: z.number().nullable(),
  unit: unitSchema,
  setting: z.string().nullable(),
  leg: z.string().exactOptional(),
});

export const vetoSchema = z.strictObject({
  id: z.string(),
  intentId: z.string(),
  strategy: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: sideSchema,
  purpose: z.string(),
  primary: z.string(),
  violations: z.array(violationSchema).min(1),
  qty: decSchema,
  notionalUsd: z.number(),
  referencePrice: decSchema,
  strength: z.number(),
  stopDistance: z.number().nullable(),
  clamps: z.array(clampSchema),
});

const orderRequestSchema = z.strictObject({
  clientOrderId: z.string().regex(/^[A-Za-z0-9]{1,32}$/),
  account: z.string(),
  symbol: z.string(),
  side: sideSchema,
  type: z.enum(ORDER_TYPES),
  qty: decSchema.nullable(),
  price: decSchema.nullable(),
  triggerPrice: decSchema.nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  postOnly: z.boolean(),
  expireAtMs: instantSchema.nullable(),
  reduceOnly: z.boolean(),
  closePosition: z.boolean(),
  workingType: z.enum(["mark", "last"]),
});

const pairLegSchema = z.strictObject({
  pair: z.string(),
  share: z.number(),
  rank: z.union([z.literal(0), z.literal(1)]),
  terms: z.strictObject({
    beta: z.number(),
    mean: z.number(),
    deviation: z.number(),
    halfLifeBars: z.number(),
    side: z.union([z.literal(-1), z.literal(1)]),
    hedgeTimeoutMs: z.number(),
  }),
});

export const intendedOrderSchema = z.strictObject({
  request: orderRequestSchema,
  intentId: z.string(),
  groupId: z.string(),
  strategy: z.string(),
  purpose: z.enum(PURPOSES),
  attempt: countSchema,
  exits: exitLevelsSchema.nullable(),
  style: z.enum(["maker", "taker", "resting"]),
  routeReason: z.string(),
  maxSlippageBps: z.number(),
  expectedCostBps: z.number(),
  decisionPrice: decSchema,
  notionalUsd: z.number(),
  stopPrice: decSchema.nullable(),
  strength: z.number(),
  reasons: z.array(z.string()),
  clamps: z.array(clampSchema),
  rulesEvaluated: countSchema,
  leg: pairLegSchema.exactOptional(),
  twap: z
    .strictObject({ qty: decSchema, stepSize: decSchema, slices: countSchema, intervalMs: countSchema })
    .exactOptional(),
});

export const stateCauseSchema = z.strictObject({
  code: z.string(),
  kind: z.enum(["gate", "latch"]),
  state: z.enum(["REDUCING", "HALTED"]),
  sinceMs: instantSchema,
  clears: z.string(),
});
