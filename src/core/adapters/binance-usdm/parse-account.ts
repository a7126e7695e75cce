import { z } from "zod";
import { isZeroDec, type Dec } from "../../lib/decimal.js";
import type { VenueAccountModes, VenueIncome, VenueKeyRights, VenuePosition } from "../../ports/venue-gateway.js";
import { MAX_ROWS } from "./parse-orders.js";
import { decText, idText, instant, name, nonNegativeDec } from "../ccxt/wire-types.js";

export const walletsSchema = z
  .object({ assets: z.array(z.object({ asset: name, walletBalance: decText })).max(1_000) })
  .transform(({ assets }): Readonly<Record<string, Dec>> =>
    Object.fromEntries(assets.map(({ asset, walletBalance }) => [asset, walletBalance])),
  );

/**
 * The venue's own code of the account, the same under each of its keys; null where it tells none (Futures Account Balance
 * V3: `accountAlias`, "unique account code", 2026-10).
 */
export const accountCodeSchema = z
  .array(z.object({ accountAlias: z.string().max(64).optional() }))
  .max(1_000)
  .transform((rows): string | null => rows.find(({ accountAlias = "" }) => accountAlias !== "")?.accountAlias ?? null);

/** One-way mode only: a row of another position side with a quantity can't be read as a signed position. */
export const positionsSchema = z
  .array(z.object({ symbol: name, positionSide: z.string().max(10), positionAmt: decText, entryPrice: nonNegativeDec }))
  .max(MAX_ROWS)
  .transform((rows) => rows.filter(({ positionAmt }) => !isZeroDec(positionAmt)))
  .refine((rows) => rows.every(({ positionSide }) => positionSide === "BOTH"), "a position of hedge mode")
  .transform((rows): readonly VenuePosition[] =>
    rows.map(({ symbol, positionAmt, entryPrice }) => ({ symbol, qty: positionAmt, entryPrice })),
  );

/** `canWithdraw` stands here as well, and is the account's: true for every ordinary one, whatever the key may. */
export const modesSchema = z
  .object({
    canTrade: z.boolean(),
    dualSidePosition: z.boolean(),
    multiAssetsMargin: z.boolean(),
  })
  .transform((config): VenueAccountModes => ({
    canTrade: config.canTrade,
    hedgeMode: config.dualSidePosition,
    multiAssets: config.multiAssetsMargin,
  }));

/**
 * Get API Key Permission (USER_DATA), developers.binance.com/docs/wallet/account/api-key-permission, 2026-10. Only what we
 * judge by: a missing one is a refusal, never a no.
 */
export const keyRightsSchema = z
  .object({
    ipRestrict: z.boolean(),
    enableFutures: z.boolean(),
    enableWithdrawals: z.boolean(),
    enableInternalTransfer: z.boolean(),
    permitsUniversalTransfer: z.boolean(),
  })
  .transform((key): VenueKeyRights => ({
    canTradeFutures: key.enableFutures,
    canWithdraw: key.enableWithdrawals,
    canTransfer: key.enableInternalTransfer || key.permitsUniversalTransfer,
    isAddressBound: key.ipRestrict,
  }));

/** Kinds of income (Get Income History page, 2026-09; SPECIAL_FUNDING_FEE since 2026-09-10). All others are "other". */
const INCOME_KINDS: ReadonlyMap<string, VenueIncome["kind"]> = new Map([
  ["FUNDING_FEE", "funding"],
  ["SPECIAL_FUNDING_FEE", "funding"],
  ["COMMISSION", "fee"],
  ["REALIZED_PNL", "realized_pnl"],
  ["TRANSFER", "transfer"],
  ["INTERNAL_TRANSFER", "transfer"],
  ["CROSS_COLLATERAL_TRANSFER", "transfer"],
  ["COIN_SWAP_DEPOSIT", "transfer"],
  ["COIN_SWAP_WITHDRAW", "transfer"],
  ["STRATEGY_UMFUTURES_TRANSFER", "transfer"],
  ["INSURANCE_CLEAR", "liquidation"],
]);

export const incomeSchema = z
  .array(
    z.object({
      symbol: z.union([z.literal(""), z.literal(null), name]).optional(),
      incomeType: name,
      income: decText,
      asset: name,
      time: instant,
      tranId: idText,
    }),
  )
  .max(1_000)
  .transform((rows): readonly VenueIncome[] =>
    rows.map((row) => ({
      // tranId is unique for a kind only, and an exchange of assets has a row for each.
      id: `${row.incomeType}:${row.tranId}:${row.asset}`,
      kind: INCOME_KINDS.get(row.incomeType) ?? "other",
      asset: row.asset,
      amount: row.income,
      symbol: row.symbol === "" || row.symbol === undefined ? null : row.symbol,
      atMs: row.time,
    })),
  );

export const leverageSchema = z.object({ symbol: name, leverage: z.number().int().min(1).max(1_000) });
export const feeBurnSchema = z.object({ feeBurn: z.boolean() });
export const serverTimeSchema = z.object({ serverTime: instant });
