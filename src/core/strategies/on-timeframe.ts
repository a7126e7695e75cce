import type { Bar } from "../domain/bar.js";
import { HOUR_MS } from "../lib/time.js";
import type { StrategyDefinition } from "./definition.js";
import { createTimeframe, nextTimeframe } from "./timeframe-bars.js";
import type { TimeframeState } from "./timeframe-bars.js";

/** Bars of every session and feed; longer ones are made of them. */
export const BASE_BAR_MS = HOUR_MS;

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
  { barMs, create, next }: Pick<StrategyDefinition<unknown, unknown>, "barMs" | "create" | "next">,
  params: unknown,
): BaseBarFold {
  if (barMs === BASE_BAR_MS) {
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
export function warmupMs({ barMs, warmupBars }: { readonly barMs: number; readonly warmupBars: number }): number {
  return (warmupBars + (barMs === BASE_BAR_MS ? 0 : 1)) * barMs;
}
