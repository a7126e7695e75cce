import { z } from "zod";
import { orderRow } from "./orders.schema.js";
import { decimalText, instantText, modeName, tally } from "./parts.schema.js";

const positionRow = z.strictObject({
  account: z.string(),
  symbol: z.string(),
  strategy: z.string(),
  side: z.enum(["long", "short"]),
  qty: decimalText.describe("base currency, always positive: the side says which way"),
  entryPrice: decimalText,
  markPrice: decimalText.nullable(),
  notional: decimalText.nullable().describe("qty × mark"),
  exposure: z.number().nullable().describe("notional / NAV, negative for a short"),
  unrealizedPnl: decimalText.nullable(),
  realizedPnl: decimalText,
  fees: decimalText,
  funding: decimalText.describe("negative is paid"),
  stopPrice: decimalText.nullable().describe("the stop nearest to the market"),
  disasterStop: decimalText.nullable(),
  takeProfits: z.array(z.strictObject({ price: decimalText, fraction: z.number(), done: z.boolean() })),
  barsHeld: tally,
  maxBars: tally.nullable(),
  openedAt: instantText,
  unprotectedSince: instantText.nullable(),
  intentId: z.string(),
});
export type PositionRow = z.infer<typeof positionRow>;

const assetRow = z.strictObject({
  asset: z.string().describe("base asset"),
  net: decimalText
    .nullable()
    .describe("Σ qty × mark over all accounts and venues, shorts negative; null without a mark"),
  gross: decimalText.nullable().describe("Σ |qty × mark|"),
  exposure: z.number().nullable().describe("net / NAV"),
  venues: z.record(z.string(), decimalText.nullable()).describe("net by venue"),
});
export type AssetRow = z.infer<typeof assetRow>;

/** positions.json: open positions and the orders that are not final, of one instant. */
export const positionsFile = z.strictObject({
  schema: z.literal("hedge.positions/1"),
  mode: modeName,
  at: instantText.describe("market time"),
  seq: tally.describe("last journal line that is folded in"),
  items: z.array(positionRow),
  openOrders: z.array(orderRow),
  assets: z
    .array(assetRow)
    .exactOptional()
    .describe("where accounts stand at several venues: each asset netted over them; left out for one venue"),
});
export type PositionsFile = z.infer<typeof positionsFile>;
