import type { HighLowClose } from "../../true-range.js";
import type { SwingState, SwingStep } from "./swings.js";

/** Way back from the newest known swing, as fractions of the leg before it (1 is the whole leg). */
export interface Retracement {
  /** 1 after a swing high, −1 after a low, 0 before there is a leg. */
  readonly side: number;
  /** Of the newest bar; NaN before there is a leg. Below 0 the bar lies beyond the swing. */
  readonly current: number;
  /** Largest of all bars since the swing, at least 0. */
  readonly deepest: number;
}

/** Retracement as a fold: both ends of the leg; NaN where there is none yet. */
export interface RetracementState {
  side: number;
  from: number | null;
  to: number | null;
  deepest: number;
}

export function createRetracement(): RetracementState {
  return { side: 0, from: null, to: null, deepest: 0 };
}

/**
 * Takes one bar, the swing that it confirms, if it does, and the swing fold after that bar. A swing is measured from the
 * bar after it on, also for the bars before it was known.
 *
 * Source:  docs/SMART_MONEY.md#retracements
 */
export function nextRetracement(
  state: RetracementState,
  bar: Pick<HighLowClose, "high" | "low">,
  { step, swings }: { readonly step: SwingStep | null; readonly swings: SwingState },
): Retracement {
  if (step !== null) takeSwing(state, step, swings);
  const current = wayBack(state, bar);
  if (Number.isNaN(current)) return { side: 0, current, deepest: Number.NaN };
  state.deepest = Math.max(state.deepest, current);
  return { side: state.side, current, deepest: state.deepest };
}

function takeSwing(state: RetracementState, { found, replaced }: SwingStep, { highs, lows, seen }: SwingState): void {
  if (replaced === null) state.from = state.to;
  state.to = found.level;
  state.side = found.side;
  state.deepest = 0;
  for (let index = found.index + 1; index < seen - 1; index++) {
    const offset = index - (seen - highs.length);
    const way = wayBack(state, { high: highs[offset] ?? Number.NaN, low: lows[offset] ?? Number.NaN });
    if (way > state.deepest) state.deepest = way;
  }
}

function wayBack({ side, from, to }: RetracementState, { high, low }: Pick<HighLowClose, "high" | "low">): number {
  if (from === null || to === null) return Number.NaN;
  const leg = to - from;
  return leg === 0 ? 0 : (to - (side === 1 ? low : high)) / leg;
}
