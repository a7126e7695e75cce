import { z } from "zod";
import { countSchema, decByKeySchema, decSchema, instantSchema, sideSchema } from "./schema-parts.js";

const priceOrNull = z.number().nullable();

const barRowSchema = z.tuple([
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  priceOrNull,
  priceOrNull,
  priceOrNull,
  priceOrNull,
]);

const levelSchema = z.tuple([z.number(), z.number()]);

const ended = { clientOrderId: z.string(), reason: z.string() };
const refused = { clientOrderId: z.string(), code: z.int(), reason: z.string() };

const execution = {
  tradeId: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: sideSchema,
  qty: decSchema,
  price: decSchema,
  fee: decSchema,
};

/** Payloads of InputEvent by type: what the market, the venue and the clock told us. */
export const inputShapes = {
  "market.bars": {
    barMs: z.int().positive(),
    warmup: z.boolean(),
    rows: z.array(barRowSchema),
    missing: z.array(z.string()),
  },
  "market.funding": { symbol: z.string(), rate: z.number() },
  "market.book": { symbol: z.string(), bids: z.array(levelSchema), asks: z.array(levelSchema) },
  "clock.advanced": {},
  "invariant.broken": { message: z.string() },
  "stop.requested": { reason: z.string() },
  "venue.reported": { wallets: decByKeySchema, positions: decByKeySchema, openOrders: z.array(z.string()) },
  "order.acknowledged": { clientOrderId: z.string(), venueOrderId: z.string() },
  "order.rejected": refused,
  "order.triggered": { clientOrderId: z.string() },
  "order.filled": {
    clientOrderId: z.string(),
    ...execution,
    liquidity: z.enum(["maker", "taker"]),
    orderDone: z.boolean(),
  },
  "order.canceled": ended,
  "order.expired": ended,
  "cancel.rejected": refused,
  "order.unknown": ended,
  "funding.settled": {
    account: z.string(),
    symbol: z.string(),
    rate: z.number(),
    qty: decSchema,
    markPrice: decSchema,
    amount: decSchema,
    assumed: z.boolean(),
  },
  "position.liquidated": execution,
};

/** Payloads of SessionEvent by type. */
export const sessionShapes = {
  "session.started": {
    fromMs: instantSchema,
    toMs: instantSchema,
    symbols: z.array(z.string()).min(1),
    navStart: decSchema,
    wallets: decByKeySchema,
    configHash: z.string(),
    config: z.unknown(),
    codeVersion: z.string(),
    dataHash: z.string(),
    notes: z.array(z.string()),
  },
  "session.resumed": { cutBytes: countSchema },
  "session.ended": { reason: z.literal("end_of_data") },
};
