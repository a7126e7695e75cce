import { z } from "zod";
import type { Instrument } from "../../domain/instrument.js";
import { type Dec, dec } from "../../lib/decimal.js";
import type { Amounts } from "./amounts.js";
import { resultOf, rowsOf, text, wireDec } from "./wire.js";

const instrumentRow = z.object({
  instrument_name: text,
  kind: text,
  instrument_type: text,
  settlement_period: text.optional(),
  base_currency: text,
  quote_currency: text,
  settlement_currency: text.optional(),
  is_active: z.boolean(),
  tick_size: wireDec,
  min_trade_amount: wireDec,
  contract_size: wireDec,
  max_leverage: z.number().positive().optional(),
  maker_commission: z.number(),
  taker_commission: z.number(),
  max_liquidation_commission: z.number().optional(),
});

/** A perpetual as the venue lists it. */
export interface Listing extends Amounts {
  readonly settlementAsset: string;
  readonly maxLeverage: number;
  readonly rules: Pick<
    Instrument,
    | "baseAsset"
    | "quoteAsset"
    | "status"
    | "tickSize"
    | "makerFeeRate"
    | "takerFeeRate"
    | "liquidationFeeRate"
    | "stepSize"
    | "minQty"
    | "maxQty"
    | "marketMaxQty"
  >;
}

/** The venue names no largest amount. */
const NO_LARGEST = dec("1000000000");

/** `BTC-PERPETUAL` and `BTC_USDC-PERPETUAL`; options, combos and dated futures are nothing of ours. */
export const listingsSchema = rowsOf(instrumentRow).transform((rows): readonly Listing[] =>
  rows.filter((row) => row.kind === "future" && row.settlement_period === "perpetual").map(listingOf),
);

function listingOf(row: z.infer<typeof instrumentRow>): Listing {
  return {
    instrument: row.instrument_name,
    isInverse: row.instrument_type === "reversed",
    minAmount: row.min_trade_amount,
    amountStep: row.contract_size,
    settlementAsset: row.settlement_currency ?? row.quote_currency,
    maxLeverage: row.max_leverage ?? 1,
    rules: {
      baseAsset: row.base_currency,
      quoteAsset: row.quote_currency,
      status: row.is_active ? "TRADING" : "RESTRICTED",
      tickSize: row.tick_size,
      stepSize: row.contract_size,
      minQty: row.min_trade_amount,
      maxQty: NO_LARGEST,
      marketMaxQty: NO_LARGEST,
      makerFeeRate: row.maker_commission,
      takerFeeRate: row.taker_commission,
      liquidationFeeRate: row.max_liquidation_commission ?? row.taker_commission,
    },
  };
}

/** Mark, and the prices beyond which an order is moved or refused. */
export const tickerSchema = resultOf(
  z.object({ mark_price: wireDec, min_price: wireDec.nullish(), max_price: wireDec.nullish() }),
).transform(({ mark_price, min_price, max_price }): { mark: Dec; lowest: Dec | null; highest: Dec | null } => ({
  mark: mark_price,
  lowest: min_price ?? null,
  highest: max_price ?? null,
}));
