import { ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import type { UserFrame } from "../seam.js";
import { MARGIN_ASSET, markOf, placesOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { breakEvenPriceOf, entryPriceOf, isHeld, positionOf, unrealizedOf } from "./position-figures.js";
import { money, padded } from "./wire-numbers.js";

type UpdateReason =
  "ORDER" | "FUNDING_FEE" | "DEPOSIT" | "WITHDRAW" | "MARGIN_TYPE_CHANGE" | "INSURANCE_CLEAR" | "ADJUSTMENT";

export interface AccountChange {
  readonly reason: UpdateReason;
  readonly atMs: number;
  /** The position that changed; null for money alone. */
  readonly symbol?: string;
  /** Symbol of a funding payment: the position itself did not change. */
  readonly fundingSymbol?: string;
  /** What the balance changed by for other reasons than profit and commission. */
  readonly difference?: Dec;
  readonly asset?: string;
}

/** ACCOUNT_UPDATE: only what changed; on a cross position funding tells the balance alone (BINANCE_USDM 10.2). */
export function accountUpdate(context: ExchangeContext, change: AccountChange): UserFrame {
  const { books } = context;
  const asset = change.asset ?? MARGIN_ASSET;
  const balance = asset === MARGIN_ASSET ? books.wallet : (books.otherAssets.get(asset) ?? ZERO);
  const a = {
    m: change.reason,
    S: change.fundingSymbol,
    B: [{ a: asset, wb: money(balance), cw: money(balance), bc: money(change.difference ?? ZERO) }],
    P: change.symbol === undefined ? [] : [positionRow(context, change.symbol)],
  };
  return { e: "ACCOUNT_UPDATE", E: change.atMs, T: change.atMs, a };
}

function positionRow(context: ExchangeContext, symbol: string): UserFrame {
  const position = positionOf(context, symbol);
  return {
    s: symbol,
    pa: padded(position.holding.qty, placesOf(context, symbol).qty),
    ep: entryPriceOf(position),
    bep: breakEvenPriceOf(position),
    cr: money(position.realized),
    up: money(unrealizedOf(context, symbol)),
    mt: context.books.isolated.has(symbol) ? "isolated" : "cross",
    iw: "0",
    ps: "BOTH",
  };
}

/** ACCOUNT_CONFIG_UPDATE of a leverage. */
export function leverageUpdate(symbol: string, leverage: number, atMs: number): UserFrame {
  return { e: "ACCOUNT_CONFIG_UPDATE", E: atMs, T: atMs, ac: { s: symbol, l: leverage } };
}

/** ACCOUNT_CONFIG_UPDATE of the asset mode. */
export function assetModeUpdate(multiAssets: boolean, atMs: number): UserFrame {
  return { e: "ACCOUNT_CONFIG_UPDATE", E: atMs, T: atMs, ai: { j: multiAssets } };
}

/** MARGIN_CALL for all that is held: a hint, no more. */
export function marginCall(context: ExchangeContext, maintenance: ReadonlyMap<string, Dec>, atMs: number): UserFrame {
  const p = [...maintenance].flatMap(([symbol, mm]) => {
    if (!isHeld(context, symbol)) return [];
    const { qty } = positionOf(context, symbol).holding;
    return [
      {
        s: symbol,
        ps: "BOTH",
        pa: padded(qty, placesOf(context, symbol).qty),
        mt: "CROSSED",
        iw: "0",
        mp: markOf(context, symbol),
        up: money(unrealizedOf(context, symbol)),
        mm: money(mm),
      },
    ];
  });
  return { e: "MARGIN_CALL", E: atMs, cw: money(context.books.wallet), p };
}
