import type { Bar } from "../../domain/bar.js";
import { onTimeframe } from "../../strategies/on-timeframe.js";
import type { StrategyDefinition } from "../../strategies/definition.js";
import type { PairDefinition } from "../../strategies/pair-definition.js";
import { createTimeframe, nextTimeframe } from "../../strategies/timeframe-bars.js";
import type { KernelMarket } from "./market.js";

export type AnyStrategy = StrategyDefinition<unknown, unknown>;
export type AnyPairStrategy = PairDefinition<unknown, unknown>;

/** A live fold over the recorded bars of a market, or of both markets of a pair. */
export interface StrategyFeed {
  /** The strategy's own state. */
  readonly state: unknown;
  /** Gives it the bar of this row; rows come in their order. */
  take(row: number): void;
}

/** The fold of a strategy on one market, at the strategy's own granularity. */
export function marketFeed(definition: AnyStrategy, params: unknown, market: KernelMarket): StrategyFeed {
  const fold = onTimeframe(definition, params, { barMs: definition.barMs, baseMs: market.barMs });
  const state = fold.create();
  const barAt = barsOf(market);
  return {
    state: fold.read(state),
    take: (row) => {
      fold.next(state, barAt(row));
    },
  };
}

/** The fold of a strategy on a pair. */
export function pairFeed(
  definition: AnyPairStrategy,
  params: unknown,
  [y, x]: readonly [KernelMarket, KernelMarket],
): StrategyFeed {
  const state = definition.create(params);
  const legs = [y, x].map((market) => ({ barAt: barsOf(market), under: createTimeframe() }));
  return {
    state,
    take: (row) => {
      legs.forEach(({ barAt, under }, leg) => {
        for (const over of nextTimeframe(under, barAt(row), definition.barMs)) {
          definition.next(state, leg === 0 ? 0 : 1, over, params);
        }
      });
    },
  };
}

/** 1 at each row whose bar closes together with one of the strategy's own. */
export function ownCloses({ openTimeMs, barMs }: KernelMarket, ownMs: number): Uint8Array {
  return Uint8Array.from(openTimeMs, (openMs) => ((openMs + barMs) % ownMs === 0 ? 1 : 0));
}

/** Bars as live folds take them; strategies look at no mark. */
function barsOf(market: KernelMarket): (row: number) => Bar {
  const { symbol, barMs, openTimeMs, open, high, low, close, volume } = market;
  return (row) => ({
    symbol,
    openTimeMs: openTimeMs[row]!,
    closeTimeMs: openTimeMs[row]! + barMs,
    ...{ open: open[row]!, high: high[row]!, low: low[row]!, close: close[row]! },
    volume: volume?.[row] ?? 0,
    mark: null,
  });
}
