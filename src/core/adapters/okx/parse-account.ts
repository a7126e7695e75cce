import { z } from "zod";
import { type Dec, isZeroDec, ZERO } from "../../lib/decimal.js";
import type { VenueAccountModes, VenueIncome, VenueKeyRights } from "../../ports/venue-gateway.js";
import { wireDec, wireDecOrNull, instant, rowOf, rowsOf, text, textOrNull } from "./wire.js";

/** `cashBal` is the wallet: `eq` has the open profit in it. */
export const walletsSchema = rowOf(
  z.object({ details: z.array(z.object({ ccy: text, cashBal: wireDec })).max(1_000) }),
).transform(({ details }): Readonly<Record<string, Dec>> =>
  Object.fromEntries(details.map(({ ccy, cashBal }) => [ccy, cashBal])),
);

/** Net mode and cross margin only: a row of any other kind can't be read as one signed position. */
export const positionsSchema = rowsOf(
  z.object({ instId: text, posSide: text, mgnMode: text, pos: wireDec, avgPx: wireDecOrNull }),
)
  .transform((rows) => rows.filter(({ pos }) => !isZeroDec(pos)))
  .refine((rows) => rows.every(({ posSide }) => posSide === "net"), "a position of long/short mode")
  .refine((rows) => rows.every(({ mgnMode }) => mgnMode === "cross"), "a position of isolated margin")
  .transform((rows) => rows.map(({ instId, pos, avgPx }) => ({ instId, pos, entryPrice: avgPx ?? ZERO })));

const configRow = z.object({
  uid: text,
  posMode: text,
  acctLv: text,
  perm: z.string().max(200),
  ip: z.string().max(2_000).optional(),
});

/** Account modes 1 (spot) trades no swaps, 3 and 4 (multi-currency, portfolio) let all coins back positions. */
export const modesSchema = rowOf(configRow).transform(({ posMode, acctLv, perm }): VenueAccountModes => ({
  canTrade: acctLv !== "1" && perm.split(",").includes("trade"),
  hedgeMode: posMode !== "net_mode",
  multiAssets: acctLv === "3" || acctLv === "4",
}));

/** "Trade: place and cancel orders, funding transfer, make settings" (API keys page, 2026-06): who trades may transfer. */
export const keyRightsSchema = rowOf(configRow).transform(({ perm, ip = "" }): VenueKeyRights => {
  const may = new Set(perm.split(","));
  return {
    canTradeFutures: may.has("trade"),
    canWithdraw: may.has("withdraw"),
    canTransfer: may.has("trade"),
    isAddressBound: ip !== "",
  };
});

/** What tells this account from every other, whichever key asks. */
export const accountCodeSchema = rowOf(configRow).transform(({ uid }): string => uid);

export const leverageSchema = rowsOf(z.object({ instId: text, mgnMode: text, lever: wireDec }));
export const timeSchema = rowOf(z.object({ ts: instant })).transform(({ ts }) => ts);
export const doneSchema = z.object({ code: z.literal("0") });

/** Types of bills (Get bills details page, 2026-06). Trades carry fee and profit in one row. */
const BILL_KINDS: ReadonlyMap<string, VenueIncome["kind"]> = new Map([
  ["1", "transfer"],
  ["2", "realized_pnl"],
  ["3", "realized_pnl"],
  ["5", "liquidation"],
  ["8", "funding"],
  ["9", "liquidation"],
]);

export const billsSchema = rowsOf(
  z.object({ billId: text, type: text, ccy: text, balChg: wireDec, instId: textOrNull, ts: instant }),
);
export type BillRow = z.infer<typeof billsSchema>[number];

export function incomeOf(row: BillRow, symbol: string | null): VenueIncome {
  return {
    id: row.billId,
    kind: BILL_KINDS.get(row.type) ?? "other",
    asset: row.ccy,
    amount: row.balChg,
    symbol,
    atMs: row.ts,
  };
}
