import { z } from "zod";
import { addDec, type Dec, isZeroDec, subDec } from "../../lib/decimal.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import type { VenueAccountModes, VenueIncome, VenueKeyRights } from "../../ports/venue-gateway.js";
import { instant, resultOf, rowsOf, text, textOrNull, wireDec } from "./wire.js";

const rate = z.object({ burst: z.number().positive(), rate: z.number().positive() });
export type Limit = z.infer<typeof rate>;

const summary = z
  .object({
    currency: text,
    balance: wireDec,
    equity: wireDec,
    futures_session_rpl: wireDec,
    futures_session_upl: wireDec,
    futures_pl: wireDec,
    cross_collateral_enabled: z.boolean().optional(),
    limits: z
      .object({ non_matching_engine: rate, matching_engine: z.object({ trading: z.object({ total: rate }) }) })
      .optional()
      .catch(undefined),
  })
  .transform((row) => ({ ...row, wallet: walletOf(row) }));

interface SessionMoney {
  readonly balance: Dec;
  readonly futures_session_rpl: Dec;
  readonly futures_session_upl: Dec;
  readonly futures_pl: Dec;
}

/**
 * What has been booked, without the profit of open positions. `balance` takes the profit of a session in at its
 * settlement, 08:00 UTC, open positions included: what the session has realised since comes on top, and what of the open
 * positions was settled already comes off. (In the recorded account equity = balance + futures_session_rpl +
 * futures_session_upl + options_value; `futures_pl` is the profit of open positions since their entry.)
 */
function walletOf(money: SessionMoney): Dec {
  const settledOpen = subDec(money.futures_session_upl, money.futures_pl);
  return addDec(addDec(money.balance, money.futures_session_rpl), settledOpen);
}

export const accountSchema = resultOf(z.object({ id: z.number().int(), summaries: z.array(summary).max(100) }));
export type Account = z.infer<typeof accountSchema>;

/** What tells this account from every other, whichever key asks. */
export const accountCodeSchema = accountSchema.transform(({ id }): string => String(id));

export function modesOf({ summaries }: Account, scope: string): VenueAccountModes {
  return {
    canTrade: scopesOf(scope).has("trade:read_write"),
    hedgeMode: false,
    multiAssets: summaries.some(({ cross_collateral_enabled }) => cross_collateral_enabled === true),
  };
}

/** Scopes of a token ("Access scope", 2026): who may write to the wallet may withdraw and transfer. */
export function keyRightsOf(scope: string): VenueKeyRights {
  const may = scopesOf(scope);
  return {
    canTradeFutures: may.has("trade:read_write"),
    canWithdraw: may.has("wallet:read_write"),
    canTransfer: may.has("wallet:read_write"),
    isAddressBound: [...may].some((word) => word.startsWith("ip:")),
  };
}

function scopesOf(scope: string): ReadonlySet<string> {
  return new Set(scope.split(" "));
}

export const positionsSchema = rowsOf(
  z.object({ instrument_name: text, size: wireDec, average_price: wireDec }),
).transform((rows) => rows.filter(({ size }) => !isZeroDec(size)));

export const tokenSchema = resultOf(
  z.object({
    access_token: z.string().min(1).max(4_000),
    refresh_token: z.string().min(1).max(4_000),
    expires_in: z.number().positive(),
    scope: z.string().max(2_000),
  }),
);

export const serverTimeSchema = resultOf(instant);
export const countSchema = resultOf(z.number().int().min(0));

const logRow = z.object({
  id: z.union([z.number().int(), z.string().max(40)]).transform(String),
  type: text,
  currency: text,
  change: wireDec.nullish(),
  total_interest_pl: wireDec.nullish(),
  instrument_name: textOrNull,
  timestamp: instant,
});
export type LogRow = z.infer<typeof logRow>;

export const logSchema = resultOf(
  z.object({
    logs: z.array(logRow).max(1_000),
    continuation: z.union([z.number().int(), z.string().max(40)]).nullish(),
  }),
);

/** Flows move money between owners, all else the venue took or gave. */
const FLOWS: ReadonlySet<string> = new Set(["deposit", "withdrawal", "transfer", "internal transfer"]);
const OF_TRADES: ReadonlySet<string> = new Set(["trade", "liquidation", "delivery"]);

interface IncomeNames {
  /** Ours. */
  readonly asset: string;
  readonly symbol: string | null;
}

/**
 * A row of the transaction log; null where nothing moved.
 *
 * Of the settlement asset trades tell their money themselves, and a settlement moves the session's profit into the balance,
 * which is none to us: what it pays beyond is the funding of the session. Any other asset is what the venue calls its
 * balance, and every change of that is a row, to the last digit.
 */
export function incomeOf(row: LogRow, names: IncomeNames): VenueIncome | null {
  const { id, type, timestamp: atMs } = row;
  const isOfBooks = names.asset === SETTLEMENT_ASSET;
  const isSettlement = type === "settlement";
  if (isOfBooks && OF_TRADES.has(type)) return null;
  const amount = (isOfBooks && isSettlement ? row.total_interest_pl : row.change) ?? null;
  if (amount === null || isZeroDec(amount)) return null;
  const kind = isOfBooks && isSettlement ? "funding" : FLOWS.has(type) ? "transfer" : "other";
  return { id, kind, ...names, amount, atMs };
}
