import type { Side } from "../../../domain/intent.js";
import type { Holding } from "../../../domain/position.js";
import type { Dec } from "../../../lib/decimal.js";
import type { StpMode } from "../../../sim/request.js";
import type { PriceMatch } from "./price-match.js";

export type AlgoTimeInForce = "GTC" | "IOC" | "FOK" | "GTX" | "GTD";
export type WireTimeInForce = AlgoTimeInForce | "RPI";
export type WorkingType = "CONTRACT_PRICE" | "MARK_PRICE";
export type OrderState = "NEW" | "PARTIALLY_FILLED" | "FILLED" | "CANCELED" | "EXPIRED" | "EXPIRED_IN_MATCH";
export type AlgoState = "NEW" | "TRIGGERING" | "TRIGGERED" | "FINISHED" | "CANCELED" | "REJECTED" | "EXPIRED";
export const ALGO_TYPES = ["STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"] as const;
export type AlgoType = (typeof ALGO_TYPES)[number];

/** STOP and TAKE_PROFIT become limit orders, the others market orders. */
export function hasLimit(type: AlgoType): boolean {
  return type === "STOP" || type === "TAKE_PROFIT";
}

/** A regular order, open or past. */
export interface ExchangeOrder {
  readonly orderId: bigint;
  readonly clientOrderId: string;
  readonly simId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: "LIMIT" | "MARKET";
  readonly timeInForce: WireTimeInForce;
  readonly closePosition: boolean;
  readonly workingType: WorkingType;
  readonly priceProtect: boolean;
  readonly stpMode: StpMode;
  /** What named its price at the book; null where the price was sent. */
  priceMatch: PriceMatch | null;
  /** 0 unless it is good till a date. */
  readonly goodTillMs: number;
  readonly createdMs: number;
  /** The conditional order that it was born from. */
  readonly algo: AlgoOrder | null;
  reduceOnly: boolean;
  /** 0 for a market order. */
  price: Dec;
  origQty: Dec;
  executedQty: Dec;
  /** Σ qty × price of its fills. */
  cumQuote: Dec;
  status: OrderState;
  updatedMs: number;
  modifyCount: number;
  modifyId: string | null;
}

/** A conditional order of the algo service, waiting or past. */
export interface AlgoOrder {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly simId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: AlgoType;
  /** Null with closePosition. */
  readonly qty: Dec | null;
  /** Null for a trailing stop. */
  readonly triggerPrice: Dec | null;
  /** Limit of STOP and TAKE_PROFIT; null for what becomes a market order, and until the book has named it. */
  price: Dec | null;
  readonly priceMatch: PriceMatch | null;
  /** Of a trailing stop: null where it is active from the start, the rate in percent. */
  readonly activatePrice: Dec | null;
  readonly callbackRate: Dec | null;
  /** 0 unless it is good till a date. */
  readonly goodTillMs: number;
  readonly timeInForce: AlgoTimeInForce;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly priceProtect: boolean;
  readonly reduceOnly: boolean;
  readonly stpMode: StpMode;
  readonly createdMs: number;
  /** Whether a trailing stop follows the price already. */
  isActive: boolean;
  status: AlgoState;
  /** The regular order it became. */
  actual: ExchangeOrder | null;
  triggeredMs: number;
  updatedMs: number;
}

export interface ExchangeTrade {
  readonly tradeId: number;
  readonly orderId: bigint;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  readonly fee: Dec;
  readonly realizedPnl: Dec;
  readonly isMaker: boolean;
  readonly atMs: number;
}

export type IncomeKind = "TRANSFER" | "REALIZED_PNL" | "FUNDING_FEE" | "COMMISSION" | "INSURANCE_CLEAR";

export interface IncomeEntry {
  readonly tranId: number;
  /** Empty where it belongs to none. */
  readonly symbol: string;
  readonly kind: IncomeKind;
  readonly income: Dec;
  readonly asset: string;
  readonly tradeId: string;
  readonly atMs: number;
}

export interface Amendment {
  readonly amendmentId: number;
  readonly order: ExchangeOrder;
  readonly atMs: number;
  readonly price: { readonly before: Dec; readonly after: Dec };
  readonly origQty: { readonly before: Dec; readonly after: Dec };
  readonly count: number;
  readonly modifyId: string | null;
}

/** An order of the venue's own against a position of the account. */
export interface ForcedOrder {
  readonly kind: "LIQUIDATION" | "ADL" | "SETTLEMENT";
  readonly order: ExchangeOrder;
}

/** What the account holds of a symbol, and what it has cost beside the price. */
export interface ExchangePosition {
  holding: Holding;
  /** Fees paid less funding received since it was opened: the break-even price bears them. */
  costs: Dec;
  /** Realised since the account exists, before fees. */
  realized: Dec;
  updatedMs: number;
}
