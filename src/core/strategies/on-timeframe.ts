import type { Bar } from "../domain/bar.js";
import { HOUR_MS } from "../lib/time.js";
import type { StrategyDefinition } from "./definition.js";
import { createTimeframe, nextTimeframe } from "./timeframe-bars.js";
import type { TimeframeState } from "./timeframe-bars.js";

/**
 * Bars that sessions and feeds have: hours, and shorter ones where a strategy runs on these. Longer ones are made of them.
 */
export function baseBarMs(strategies: readonly { readonly barMs: number }[]): number {
  return Math.min(HOUR_MS, ...strategies.map(({ barMs }) => barMs));
}

/** A strategy's fold together with the longer bar under way; plain JSON data. */
interface TimeframeFold {
  readonly bars: TimeframeState;
  readonly folded: unknown;
}

/** A strategy's fold as the engine sees it: it takes base bars. */
interface BaseBarFold {
  create(): unknown;
  next(state: unknown, bar: Bar): void;
  /** The strategy's own state in that of the fold. */
  read(state: unknown): unknown;
}

/** Lets a strategy on longer bars be fed with base bars; one on base bars gets them as they come. */
export function onTimeframe(
  { create, next }: Pick<StrategyDefinition<unknown, unknown>, "create" | "next">,
  params: unknown,
  { barMs, baseMs }: { readonly barMs: number; readonly baseMs: number },
): BaseBarFold {
  if (barMs === baseMs) {
    return { create: () => create(params), next: (state, bar) => next(state, bar, params), read: (state) => state };
  }
  return {
    create: (): TimeframeFold => ({ bars: createTimeframe(), folded: create(params) }),
    next: (state, bar) => {
      const { bars, folded } = state as TimeframeFold;
      for (const over of nextTimeframe(bars, bar, barMs)) next(folded, over, params);
    },
    read: (state) => (state as TimeframeFold).folded,
  };
}

/** Base bars' time after which older ones change a decision no more: the longer bar that is under way at its start is lost. */
export function warmupMs(
  { barMs, warmupBars }: { readonly barMs: number; readonly warmupBars: number },
  baseMs: number,
): number {
  return (warmupBars + (barMs === baseMs ? 0 : 1)) * barMs;
}
