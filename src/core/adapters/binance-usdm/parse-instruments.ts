import { z } from "zod";
import type { Instrument, MarginBracket } from "../../domain/instrument.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { MAX_ROWS } from "./parse-orders.js";
import type { VenueLimits } from "./rate-limiter.js";
import { unreadable } from "../ccxt/parse.js";
import { instant, name, nonNegativeDec, positiveDec, rate } from "../ccxt/wire-types.js";

/** Filters, brackets and fees stand in three answers; this is what exchangeInfo alone knows. */
export type InstrumentRules = Omit<
  Instrument,
  "venue" | "makerFeeRate" | "takerFeeRate" | "brackets" | "fundingIntervalHours"
>;

const filterSchema = z.object({ filterType: z.string().max(64) }).loose();

/** Only the rows of symbols we ask for are read in full: a strange listing must not stop the others. */
export const exchangeInfoSchema = z.object({
  rateLimits: z
    .array(
      z.object({
        rateLimitType: z.string().max(40),
        interval: z.string().max(20),
        intervalNum: z.number().int().min(1).max(1_000),
        limit: z.number().int().min(1).max(1_000_000_000).optional(),
      }),
    )
    .max(50),
  symbols: z.array(z.object({ symbol: z.string().max(64) }).loose()).max(MAX_ROWS),
});

export type ExchangeInfo = z.infer<typeof exchangeInfoSchema>;

const symbolSchema = z.object({
  symbol: name,
  contractType: z.string().max(40),
  deliveryDate: instant,
  status: z.string().max(40),
  baseAsset: name,
  quoteAsset: name,
  liquidationFee: rate,
  filters: z.array(filterSchema).max(50),
});

const filtersSchema = z.object({
  PRICE_FILTER: z.object({ tickSize: positiveDec }),
  LOT_SIZE: z.object({ stepSize: positiveDec, minQty: nonNegativeDec, maxQty: positiveDec }),
  MARKET_LOT_SIZE: z.object({ maxQty: positiveDec }),
  MIN_NOTIONAL: z.object({ notional: nonNegativeDec }),
  PERCENT_PRICE: z.object({ multiplierUp: rate, multiplierDown: rate }),
});

/** Perpetuals deliver in the year 2100 (4133404800000, also seen as …802000); any nearer date is a delisting notice. */
const NEVER_DELIVERED_MS = 4_000_000_000_000;
const CLOSED = new Set(["SETTLING", "CLOSE", "CLOSED", "PRE_SETTLE", "DELIVERING", "DELIVERED", "PRE_DELIVERING"]);

function statusOf(contractType: string, status: string, deliveryDate: number): Instrument["status"] {
  if (CLOSED.has(status)) return "CLOSED";
  // Unknown states and contracts with rules of their own (TRADIFI_PERPETUAL) are not traded.
  if (status !== "TRADING" || !contractType.startsWith("PERPETUAL")) return "RESTRICTED";
  return deliveryDate >= NEVER_DELIVERED_MS ? "TRADING" : "DELISTING";
}

const ruleSchema = symbolSchema.transform((row, context): InstrumentRules => {
  const byType = Object.fromEntries(row.filters.map((filter) => [filter.filterType, filter]));
  const filters = filtersSchema.safeParse(byType);
  if (!filters.success) {
    const issue = filters.error.issues[0];
    context.addIssue({
      code: "custom",
      path: ["filters", ...(issue?.path ?? [])],
      message: issue?.message ?? "unreadable",
    });
    return z.NEVER;
  }
  const { PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, MIN_NOTIONAL, PERCENT_PRICE } = filters.data;
  const status = statusOf(row.contractType, row.status, row.deliveryDate);
  return {
    symbol: row.symbol,
    baseAsset: row.baseAsset,
    quoteAsset: row.quoteAsset,
    status,
    delistingAtMs: row.deliveryDate >= NEVER_DELIVERED_MS ? null : row.deliveryDate,
    tickSize: PRICE_FILTER.tickSize,
    stepSize: LOT_SIZE.stepSize,
    minQty: LOT_SIZE.minQty,
    maxQty: LOT_SIZE.maxQty,
    marketMaxQty: MARKET_LOT_SIZE.maxQty,
    minNotional: MIN_NOTIONAL.notional,
    percentPriceUp: PERCENT_PRICE.multiplierUp,
    percentPriceDown: PERCENT_PRICE.multiplierDown,
    liquidationFeeRate: row.liquidationFee,
  };
});

/** The rules of one symbol. -1121 where the venue lists no such symbol. */
export function rulesOf(answer: ExchangeInfo, symbol: string): Result<InstrumentRules, VenueRefusal> {
  const row = answer.symbols.find((listed) => listed.symbol === symbol);
  if (row === undefined) {
    return err({ code: -1121, reason: `${symbol} is not listed`, reaction: "bug", retryAfterMs: null });
  }
  const parsed = ruleSchema.safeParse(row);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(unreadable(`rules of ${symbol} not understood at ${issue?.path.map(String).join(".") ?? "the row"}`));
}

export function limitsOf({ rateLimits }: ExchangeInfo, fallback: VenueLimits): VenueLimits {
  const limit = (type: string, interval: string, count: number): number | undefined =>
    rateLimits.find((row) => row.rateLimitType === type && row.interval === interval && row.intervalNum === count)
      ?.limit;
  return {
    weightPerMinute: limit("REQUEST_WEIGHT", "MINUTE", 1) ?? fallback.weightPerMinute,
    ordersPerTenSeconds: limit("ORDERS", "SECOND", 10) ?? fallback.ordersPerTenSeconds,
    ordersPerMinute: limit("ORDERS", "MINUTE", 1) ?? fallback.ordersPerMinute,
  };
}

/** A JSON number; the cap of the last bracket has been seen as 2^63 − 1, which arrives as text (json-text.ts). */
const wireNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,19}$/)
      .transform(Number),
  ])
  .refine((value) => value >= 0 && value <= 1e19, "out of range");

const bracketSchema = z
  .object({
    initialLeverage: z.number().min(1).max(1_000),
    notionalCap: wireNumber,
    notionalFloor: wireNumber,
    maintMarginRatio: z.number().min(0).max(1),
    cum: wireNumber,
  })
  .transform((row): MarginBracket => ({
    notionalFloorUsd: row.notionalFloor,
    notionalCapUsd: row.notionalCap,
    maxLeverage: row.initialLeverage,
    maintenanceRate: row.maintMarginRatio,
    deductionUsd: row.cum,
  }));

const symbolBrackets = z.object({ symbol: name, brackets: z.array(bracketSchema).min(1).max(100) });

/** Smallest notional first. With a symbol the answer is an object or a list (docs and SDK differ, 2026-08). */
export const bracketsSchema = z
  .union([symbolBrackets.transform((one) => [one]), z.array(symbolBrackets).max(MAX_ROWS)])
  .transform((rows): ReadonlyMap<string, readonly MarginBracket[]> => {
    const sorted = (brackets: readonly MarginBracket[]): readonly MarginBracket[] =>
      [...brackets].sort((a, b) => a.notionalFloorUsd - b.notionalFloorUsd);
    return new Map(rows.map(({ symbol, brackets }) => [symbol, sorted(brackets)]));
  });

export const commissionSchema = z.object({ symbol: name, makerCommissionRate: rate, takerCommissionRate: rate });

/** Only symbols that differ from the 8 hours; intervals change at run time (notices of 2025-05 and 2026-01). */
export const fundingInfoSchema = z
  .array(z.object({ symbol: z.string().max(64), fundingIntervalHours: z.number().int().min(1).max(24) }))
  .max(MAX_ROWS)
  .transform((rows): ReadonlyMap<string, number> => new Map(rows.map((row) => [row.symbol, row.fundingIntervalHours])));
