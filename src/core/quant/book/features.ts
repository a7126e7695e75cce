import { distanceBps, imbalance, microprice, midPrice, spreadBps } from "../order-book.js";
import type { BookSides } from "../order-book.js";
import type { Result } from "../../lib/result.js";
import { bandImbalance, depthBands } from "./depth-bands.js";
import type { DepthBand } from "./depth-bands.js";
import { bookPressure } from "./pressure.js";
import { sweepBook } from "./sweep.js";
import type { Sweep, SweepRefusal } from "./sweep.js";

export interface BookFeatureRules {
  /** Levels a side of the imbalance at the top. */
  readonly levels: number;
  /** Distance of the imbalance within a band. */
  readonly bandBps: number;
  /** Distances at which depth is measured. */
  readonly depthBps: readonly number[];
  /** Distance over which a level's weight in the pressure halves. */
  readonly halvingBps: number;
  /** Notional whose slippage is expected. */
  readonly sweepUsd: number;
}

/** What a book says at one instant. */
export interface BookFeatures {
  readonly mid: number;
  readonly spreadBps: number;
  readonly microprice: number;
  /** Microprice against the mid: positive when it lies above. */
  readonly leanBps: number;
  readonly imbalance: number;
  readonly bandImbalance: number;
  readonly pressure: number;
  readonly depth: readonly DepthBand[];
  readonly buy: Result<Sweep, SweepRefusal>;
  readonly sell: Result<Sweep, SweepRefusal>;
}

/** The features of a book; null where a side is empty or prices are crossed: such a book says nothing. */
export function bookFeatures(book: BookSides, rules: BookFeatureRules): BookFeatures | null {
  const mid = midPrice(book);
  if (Number.isNaN(mid)) return null;
  const micro = microprice(book.bids, book.asks);
  return {
    mid,
    spreadBps: spreadBps(book.bids[0]?.price, book.asks[0]?.price),
    microprice: micro,
    leanBps: Math.sign(micro - mid) * distanceBps(micro, mid),
    imbalance: imbalance(book.bids, book.asks, rules.levels),
    bandImbalance: bandImbalance(book, rules.bandBps),
    pressure: bookPressure(book, rules.halvingBps),
    depth: depthBands(book, rules.depthBps),
    buy: sweepBook(book, "buy", rules.sweepUsd),
    sell: sweepBook(book, "sell", rules.sweepUsd),
  };
}
