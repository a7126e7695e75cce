import { z } from "zod";
import type { Instrument } from "../../domain/instrument.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import { type Dec, decFromNumber, signDec, ZERO } from "../../lib/decimal.js";
import { plainText } from "../ccxt/wire-fields.js";
import { type Amounts, baseOf } from "./amounts.js";

/** Numbers of this venue are JSON numbers, of at most 8 places. */
const amount = z.number().transform((value, context): Dec => {
  if (Number.isFinite(value) && Math.abs(value) < 1e15) return decFromNumber(value);
  context.addIssue({ code: "custom", message: "out of range" });
  return z.NEVER;
});
const text = z.string().transform(plainText);
const instant = z.number().int().min(0);

const instrumentRow = z.object({
  instrument_name: text,
  kind: text,
  instrument_type: text,
  settlement_period: text.optional(),
  base_currency: text,
  quote_currency: text,
  settlement_currency: text.optional(),
  is_active: z.boolean(),
  tick_size: amount,
  min_trade_amount: amount,
  maker_commission: z.number(),
  taker_commission: z.number(),
  max_liquidation_commission: z.number().optional(),
});

export interface Perpetual extends Amounts {
  readonly settlementAsset: string;
  readonly rules: Pick<
    Instrument,
    "baseAsset" | "quoteAsset" | "status" | "tickSize" | "makerFeeRate" | "takerFeeRate"
  >;
}

/** `BTC-PERPETUAL` is BTCUSD, `BTC_USDC-PERPETUAL` is BTCUSDC; options, combos and dated futures are nothing of ours. */
export const perpetualsSchema = z
  .object({ result: z.array(instrumentRow).max(20_000) })
  .transform(({ result }): readonly Perpetual[] =>
    result
      .filter((row) => row.kind === "future" && row.settlement_period === "perpetual")
      .map((row) => ({
        symbol: `${row.base_currency}${row.quote_currency}`,
        instrument: row.instrument_name,
        isInverse: row.instrument_type === "reversed",
        minAmount: row.min_trade_amount,
        settlementAsset: row.settlement_currency ?? row.quote_currency,
        rules: {
          baseAsset: row.base_currency,
          quoteAsset: row.quote_currency,
          status: row.is_active ? "TRADING" : "RESTRICTED",
          tickSize: row.tick_size,
          makerFeeRate: row.maker_commission,
          takerFeeRate: row.taker_commission,
        },
      })),
  );

/** `balance` is the wallet, settled once a day; `equity` has the session's profit in it. */
export const walletsSchema = z
  .object({
    result: z.object({ summaries: z.array(z.object({ currency: text, balance: amount, equity: amount })).max(100) }),
  })
  .transform(({ result }) => result.summaries);

const ORDER_STATUS = {
  open: "open",
  untriggered: "open",
  triggered: "triggered",
  filled: "filled",
  cancelled: "canceled",
  rejected: "rejected",
} as const;

const orderRow = z.object({
  order_id: text,
  label: text,
  instrument_name: text,
  direction: z.enum(["buy", "sell"]),
  amount,
  filled_amount: amount.nullish(),
  average_price: amount.nullish(),
  price: z.union([amount, z.literal("market_price")]).nullish(),
  trigger_price: amount.nullish(),
  reduce_only: z.boolean(),
  order_state: z.enum(Object.keys(ORDER_STATUS) as [keyof typeof ORDER_STATUS]),
  order_type: text,
  last_update_timestamp: instant,
});
export type OrderRow = z.infer<typeof orderRow>;

/** Answers of buy, sell and edit have the order inside, those of cancel and query are the order. */
export const orderSchema = z
  .object({ result: z.union([z.object({ order: orderRow }).transform(({ order }) => order), orderRow]) })
  .transform(({ result }) => result);

/**
 * The label is our client id. Amounts of inverse contracts become base coin at the price of their fills, else at the order's
 * own; null where an inverse order names no price at all.
 */
export function orderOf(row: OrderRow, contract: Perpetual): VenueOrder | null {
  const price = row.price === "market_price" ? null : (row.price ?? null);
  const filledAt = isPrice(row.average_price) ? row.average_price : null;
  const at = [price, row.trigger_price, filledAt].find(isPrice) ?? null;
  if (at === null && contract.isInverse) return null;
  const own = at ?? ZERO;
  return {
    clientOrderId: row.label === "" ? `venue${row.order_id}` : row.label,
    venueOrderId: row.order_id,
    symbol: contract.symbol,
    conditional: row.trigger_price !== undefined && row.trigger_price !== null,
    side: row.direction,
    qty: baseOf(row.amount, contract, own),
    filledQty: baseOf(row.filled_amount ?? ZERO, contract, filledAt ?? own),
    price: row.order_type === "limit" ? price : null,
    reduceOnly: row.reduce_only,
    closePosition: false,
    status: ORDER_STATUS[row.order_state],
    triggeredOrderId: null,
    atMs: row.last_update_timestamp,
  };
}

function isPrice(value: Dec | null | undefined): value is Dec {
  return value !== null && value !== undefined && signDec(value) > 0;
}

export const serverTimeSchema = z.object({ result: instant }).transform(({ result }) => result);
