import type { ClosedTrade } from "../../domain/portfolio.js";
import { isLong } from "../../domain/position.js";
import {
  absDec,
  addDec,
  type Dec,
  decFromNumber,
  mulDec,
  roundDec,
  subDec,
  toNumber,
  ZERO,
} from "../../lib/decimal.js";
import type { OpenPosition, RunRecord } from "../run/run-recorder.js";

/** What leaving a position costs. Fractions. */
export interface EdgeCosts {
  readonly takerFee: number;
  readonly slippage: number;
}

/** Why such a trade ended. */
export const FOLD_EDGE = "fold_edge";
const PLACES = 8;

interface Closed {
  readonly trade: ClosedTrade;
  readonly fee: Dec;
  readonly notionalUsd: number;
  /** Fee, and what the fill is worse than the mark. */
  readonly cost: number;
}

/**
 * The record with all that was held at its end closed at the last mark, with slippage and taker fee, so that the next fold
 * begins flat: the last NAV pays for it and each position becomes a trade. Returns the fees of that as well.
 */
export function closeAtEdge(
  record: RunRecord,
  costs: EdgeCosts,
  atMs: number,
): { readonly record: RunRecord; readonly fees: Dec } {
  const closed = record.open.map((held) => closeOne(held, costs, atMs));
  const sum = (of: (one: Closed) => number): number => closed.reduce((total, one) => total + of(one), 0);
  const atLast = (values: readonly number[], change: number): readonly number[] =>
    values.map((value, row) => (row === values.length - 1 ? value + change : value));
  const fees = closed.reduce((total, { fee }) => addDec(total, fee), ZERO);
  const { equity } = record;
  const flat: RunRecord = {
    ...record,
    equity: {
      ...equity,
      nav: atLast(equity.nav, -sum(({ cost }) => cost)),
      fees: atLast(equity.fees, toNumber(fees)),
      takerUsd: atLast(
        equity.takerUsd,
        sum(({ notionalUsd }) => notionalUsd),
      ),
    },
    trades: [...record.trades, ...closed.map(({ trade }) => trade)],
    tradedUsd: record.tradedUsd + sum(({ notionalUsd }) => notionalUsd),
    open: [],
  };
  return { record: flat, fees };
}

function closeOne({ position, markPrice }: OpenPosition, { takerFee, slippage }: EdgeCosts, atMs: number): Closed {
  const long = isLong(position);
  const price = decFromNumber(markPrice * (1 + (long ? -slippage : slippage)));
  const notional = mulDec(absDec(position.qty), price);
  const fee = roundDec(mulDec(notional, decFromNumber(takerFee)), PLACES, "up");
  const gained: Dec = roundDec(subDec(mulDec(position.qty, price), position.cost), PLACES, "half-even");
  const { intentId, groupId, strategy, account, symbol, openedAtMs, realizedPnl, fees, funding } = position;
  return {
    trade: {
      ...{ intentId, groupId, strategy, account, symbol, direction: long ? "long" : "short" },
      ...{ openedAtMs, closedAtMs: atMs, realizedPnl: addDec(realizedPnl, gained), fees: addDec(fees, fee), funding },
      exitPurpose: FOLD_EDGE,
    },
    fee,
    notionalUsd: toNumber(notional),
    cost: toNumber(fee) + toNumber(notional) * Math.abs(markPrice / toNumber(price) - 1),
  };
}
