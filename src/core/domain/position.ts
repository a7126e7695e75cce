import {
  addDec,
  type Dec,
  exact,
  isZeroDec,
  mulDec,
  negDec,
  roundDec,
  signDec,
  subDec,
  toDec,
  ZERO,
} from "../lib/decimal.js";
import type { Side } from "./intent.js";

/** Signed quantity and what was paid for it; entry price = cost / qty, never stored rounded. */
export interface Holding {
  /** Base currency, > 0 long, < 0 short. */
  readonly qty: Dec;
  /** Σ signed qty × price of what is held, in quote currency; same sign as qty. */
  readonly cost: Dec;
}

export const FLAT: Holding = { qty: ZERO, cost: ZERO };

/** Places to which the cost of a closed part is rounded; the rest keeps the remainder, so nothing is lost. */
const COST_PLACES = 8;

/**
 * Books one fill on a holding (one-way mode). A fill larger than an opposite holding closes it and opens the rest.
 *
 * Units: quote currency; realizedPnl excludes fees. Exact: Δcost + cash = realized to the last digit.
 */
export function applyFill(holding: Holding, side: Side, qty: Dec, price: Dec): { holding: Holding; realizedPnl: Dec } {
  const signed = side === "buy" ? qty : negDec(qty);
  const increases = isZeroDec(holding.qty) || signDec(holding.qty) === signDec(signed);
  if (increases) {
    const cost = addDec(holding.cost, mulDec(signed, price));
    return { holding: { qty: addDec(holding.qty, signed), cost }, realizedPnl: ZERO };
  }
  const held = exact(holding.qty).abs();
  if (exact(qty).greaterThan(held)) {
    const closed = applyFill(holding, side, toDec(held), price);
    const opened = applyFill(FLAT, side, toDec(exact(qty).minus(held)), price);
    return { holding: opened.holding, realizedPnl: closed.realizedPnl };
  }
  const closesAll = exact(qty).equals(held);
  const share = exact(holding.cost).times(exact(qty)).dividedBy(held);
  const closedCost = closesAll ? holding.cost : roundDec(toDec(share.toDecimalPlaces(30)), COST_PLACES, "half-even");
  const realizedPnl = subDec(mulDec(negDec(signed), price), closedCost);
  const left = closesAll ? FLAT : { qty: addDec(holding.qty, signed), cost: subDec(holding.cost, closedCost) };
  return { holding: left, realizedPnl };
}

/** qty × mark − cost, exact. */
export function unrealizedPnl(holding: Holding, mark: Dec): Dec {
  return subDec(mulDec(holding.qty, mark), holding.cost);
}

/** Volume-weighted entry price to 8 places for display; null when flat. */
export function entryPrice(holding: Holding): Dec | null {
  if (isZeroDec(holding.qty)) return null;
  return toDec(exact(holding.cost).dividedBy(exact(holding.qty)).toDecimalPlaces(8));
}

export function isLong(holding: Holding): boolean {
  return signDec(holding.qty) > 0;
}

/** Exits that belong to a position: they live in the ledger, not in anybody's memory. */
export interface ExitPlan {
  /** Venue stop that is never moved away. */
  disasterStop: Dec;
  strategyStop: Dec | null;
  readonly atr: number;
  readonly trailDistance: number | null;
  /** Best close since entry in the position's favour: the base of the trail. */
  bestClose: number;
  readonly takeProfits: { readonly price: Dec; readonly fraction: number; done: boolean }[];
  readonly maxBars: number | null;
}

/** Owner of a position that no decision of ours opened. */
export const FOREIGN_STRATEGY = "foreign";

export interface Position {
  readonly account: string;
  readonly symbol: string;
  readonly strategy: string;
  qty: Dec;
  cost: Dec;
  readonly openedAtMs: number;
  barsHeld: number;
  /** Entry intent; the id of the round trip. */
  readonly intentId: string;
  readonly groupId: string;
  /** Asset of its profit, where that is not the settlement asset: it is in no NAV. */
  readonly settledIn?: string;
  realizedPnl: Dec;
  fees: Dec;
  funding: Dec;
  exits: ExitPlan | null;
  /** When the position last became unprotected; null while its disaster stop works. */
  unprotectedSinceMs: number | null;
  /** When the session learnt that it is unprotected: a fill may be told long after it happened. Null while it is not. */
  unprotectedKnownMs: number | null;
  /** Counts stop placements, so that each has its own id. */
  exitAttempts: number;
}
