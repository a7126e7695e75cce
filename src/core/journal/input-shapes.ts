import { z } from "zod";
import { CIRCUIT_STATES, CONNECTION_CHANNELS, ENDPOINT_CLASSES, FOREIGN_POLICIES } from "../domain/connection.js";
import { FORCED_CAUSES } from "../domain/venue-event.js";
import {
  countSchema,
  decByKeySchema,
  decSchema,
  instantSchema,
  settingChangeSchema,
  sideSchema,
} from "./schema-parts.js";

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

const accountTagSchema = z.string().regex(/^[0-9a-f]{16}$/);
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
  settledIn: z.string().exactOptional(),
};

const rulesSchema = z.strictObject({
  status: z.enum(["TRADING", "RESTRICTED", "DELISTING", "CLOSED"]),
  delistingAtMs: instantSchema.nullable(),
  tickSize: decSchema,
  stepSize: decSchema,
  minQty: decSchema,
  maxQty: decSchema,
  marketMaxQty: decSchema,
  minNotional: decSchema,
  percentPriceUp: z.number(),
  percentPriceDown: z.number(),
});

/** Payloads of InputEvent by type: what the market, the venue and the clock told us. */
export const inputShapes = {
  "market.bars": {
    barMs: z.int().positive(),
    warmup: z.boolean(),
    rows: z.array(barRowSchema),
    missing: z.array(z.string()),
  },
  "market.funding": { symbol: z.string(), rate: z.number() },
  "market.book": {
    symbol: z.string(),
    stampMs: instantSchema.exactOptional(),
    bids: z.array(levelSchema),
    asks: z.array(levelSchema),
  },
  "market.marks": { rows: z.array(z.tuple([z.string(), z.number(), priceOrNull, priceOrNull])) },
  "connection.changed": {
    channel: z.enum(CONNECTION_CHANNELS),
    symbol: z.string().nullable(),
    up: z.boolean(),
    reason: z.string(),
  },
  "wallet.adjusted": {
    account: z.string(),
    asset: z.string(),
    kind: z.enum(["flow", "charge"]),
    amount: decSchema,
    valueUsd: decSchema.exactOptional(),
    reason: z.string(),
  },
  "account.changed": {
    account: z.string(),
    symbol: z.string().nullable(),
    what: z.enum(["leverage", "margin_type", "position_mode", "asset_mode", "instrument", "rules"]),
    detail: z.string(),
    rules: rulesSchema.exactOptional(),
  },
  "key.rotated": { account: z.string(), reason: z.string() },
  "key.refused": { account: z.string(), reason: z.string() },
  "circuit.changed": {
    account: z.string(),
    endpoints: z.enum(ENDPOINT_CLASSES),
    state: z.enum(CIRCUIT_STATES),
    reason: z.string(),
  },
  "orders.counted": { account: z.string(), tenSeconds: countSchema, minute: countSchema },
  "order.foreign": {
    account: z.string(),
    symbol: z.string(),
    clientOrderId: z.string(),
    venueOrderId: z.string(),
    conditional: z.boolean(),
    side: sideSchema,
    qty: decSchema.nullable(),
    reduceOnly: z.boolean(),
    policy: z.enum(FOREIGN_POLICIES),
  },
  "operator.halted": {
    state: z.enum(["REDUCING", "HALTED"]),
    strategy: z.string().nullable(),
    reason: z.string(),
  },
  "operator.resumed": { codes: z.array(z.string()), reason: z.string() },
  "operator.flattened": { symbol: z.string().nullable(), reason: z.string() },
  "lease.armed": {
    lease: z.strictObject({ untilMs: instantSchema, maxNotionalUsd: decSchema, configHash: z.string() }),
  },
  "lease.disarmed": { reason: z.string() },
  "interlock.refused": { what: z.enum(["start", "arm"]), code: z.string(), reason: z.string() },
  "config.reloaded": {
    configHash: z.string(),
    config: z.unknown(),
    codeVersion: z.string(),
    changes: z.array(settingChangeSchema),
    refused: z.array(settingChangeSchema),
  },
  "config.refused": { reason: z.string() },
  "clock.advanced": {},
  "poll.elapsed": { missing: z.array(z.string()) },
  "invariant.broken": { message: z.string() },
  "stop.requested": { reason: z.string() },
  "venue.reported": {
    accounts: z.array(z.string()).exactOptional(),
    askedAtMs: instantSchema.exactOptional(),
    wallets: decByKeySchema,
    otherWallets: z.record(z.string(), decByKeySchema).exactOptional(),
    positions: decByKeySchema,
    openOrders: z.array(z.string()),
    foreignOrders: z.array(z.string()).exactOptional(),
  },
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
  "order.modified": { clientOrderId: z.string(), price: decSchema, qty: decSchema },
  "modify.rejected": refused,
  "order.unknown": ended,
  "order.absent": ended,
  "funding.settled": {
    account: z.string(),
    symbol: z.string(),
    rate: z.number(),
    qty: decSchema,
    markPrice: decSchema,
    amount: decSchema,
    assumed: z.boolean(),
  },
  "position.liquidated": { ...execution, cause: z.enum(FORCED_CAUSES).exactOptional() },
};

/** Payloads of SessionEvent by type. */
export const sessionShapes = {
  "session.started": {
    fromMs: instantSchema,
    toMs: instantSchema.nullable(),
    symbols: z.array(z.string()).min(1),
    navStart: decSchema,
    wallets: decByKeySchema,
    walletsAtMs: instantSchema.exactOptional(),
    accountTag: accountTagSchema.exactOptional(),
    configHash: z.string(),
    config: z.unknown(),
    codeVersion: z.string(),
    dataHash: z.string(),
    notes: z.array(z.string()),
  },
  "session.configured": {
    symbols: z.array(z.string()).min(1),
    configHash: z.string(),
    config: z.unknown(),
    codeVersion: z.string(),
    notes: z.array(z.string()),
  },
  "session.resumed": { cutBytes: countSchema, accountTag: accountTagSchema.exactOptional() },
  "session.ended": { reason: z.literal("end_of_data") },
};
