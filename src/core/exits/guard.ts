import type { Side, SizedOrder } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import type { Position } from "../domain/position.js";
import { absDec, compareDec, type Dec, floorToStep, isZeroDec, toNumber, ZERO } from "../lib/decimal.js";
import type { ExitPolicy } from "./policy.js";
import { isLive } from "./protection.js";

export type ProtectionAction =
  | { readonly kind: "place"; readonly sized: SizedOrder; readonly because: string }
  | { readonly kind: "cancel"; readonly clientOrderId: string; readonly because: string };

/** Asked after every event: nothing is allocated while there is nothing to do. */
export const NO_ACTIONS: readonly ProtectionAction[] = [];

/** What exits look at in a market. */
export type ExitView = Pick<SymbolView, "instrument" | "mark" | "last" | "markAtMs">;

/** By symbol. */
export interface ExitViews {
  readonly symbols: ReadonlyMap<string, ExitView>;
}

/** A part of a position that is to go at market, and why; the rest stays with its exits. */
export interface Trim {
  readonly qty: Dec;
  readonly because: string;
}

/** One position with the orders on its symbol, oldest first, as the planners of its exits see it. */
export interface Guard {
  readonly position: Position;
  readonly orders: readonly OrderRecord[];
  /** Of the orders that reduce the position. */
  readonly side: Side;
  readonly view: ExitView | undefined;
  readonly policy: ExitPolicy;
  readonly atMs: number;
  readonly flattenAll: boolean;
  /** Not before then: the venue has refused to close it. 0 where it hasn't. */
  readonly mayCloseAtMs: number;
  /** Why, where it is not for a flat book. */
  readonly flattenBecause: string | null;
  /** Null where the whole position may stay. */
  readonly trim: Trim | null;
}

/** An order that is only intended is not at the venue: it is sent or abandoned first. */
export function isCancellable(order: OrderRecord): boolean {
  return isLive(order) && order.status !== "intended";
}

export function cancel(order: OrderRecord, because: string): ProtectionAction {
  return { kind: "cancel", clientOrderId: order.request.clientOrderId, because };
}

/** Ended without having done what it was for. */
export function hasFailed(order: OrderRecord): boolean {
  return isFinal(order.status) && order.status !== "filled";
}

/** Quantities are whole steps to so many parts in a million: what is beyond is no float noise. */
const GRID_NOISE = 1e-6;

/**
 * The position's quantity, or the venue's largest market order where that is less; 0 where an order for it would be too
 * small. A position can be finer than the grid: the venue may have made its steps coarser since.
 */
export function marketLot({ position, view }: Guard): Dec {
  const whole = position.qty.startsWith("-") ? absDec(position.qty) : position.qty;
  if (view === undefined) return whole;
  const { marketMaxQty, minQty, stepSize } = view.instrument;
  const steps = toNumber(whole) / toNumber(stepSize);
  const isOnGrid = Math.abs(steps - Math.round(steps)) < GRID_NOISE;
  // Far below the maximum, as nearly always, numbers are exact enough to say so.
  const isUsual =
    toNumber(whole) > toNumber(minQty) && toNumber(whole) < 0.99 * toNumber(marketMaxQty) - toNumber(stepSize);
  if (isOnGrid && isUsual) return whole;
  const largest = floorToStep(marketMaxQty, stepSize);
  const lot = compareDec(whole, largest) > 0 ? largest : floorToStep(whole, stepSize);
  return compareDec(lot, minQty) < 0 ? ZERO : lot;
}

/** What a market close takes: the lot, or all that is held where that is less than the venue's smallest order. */
export function closingLot(of: Guard): Dec {
  const lot = marketLot(of);
  return isZeroDec(lot) ? absDec(of.position.qty) : lot;
}
