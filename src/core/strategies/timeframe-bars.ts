import type { Bar } from "../domain/bar.js";

/** A bar of a longer timeframe under way, and whether one has begun at its own open; plain JSON data. */
export interface TimeframeState {
  begun: boolean;
  underWay: Bar | null;
}

export function createTimeframe(): TimeframeState {
  return { begun: false, underWay: null };
}

/**
 * Takes one closed base bar and gives the longer bars that are known to be over with it: none, one, or two after a gap.
 *
 * Longer bars begin at whole multiples of `barMs` since 1970-01-01 UTC. One is over with the base bar that ends at its
 * end; if that one is missing, with the next that comes: it is told late, never with a price of after its end. Before
 * the first base bar that opens a longer one nothing is told: half a bar is no bar.
 *
 * Units: barMs in ms, a multiple of the base bar's length. A base bar of that very length passes unchanged.
 */
export function nextTimeframe(state: TimeframeState, bar: Bar, barMs: number): readonly Bar[] {
  const openTimeMs = Math.floor(bar.openTimeMs / barMs) * barMs;
  const closeTimeMs = openTimeMs + barMs;
  const over: Bar[] = [];
  const { underWay } = state;
  if (underWay !== null && underWay.openTimeMs !== openTimeMs) {
    over.push(underWay);
    state.underWay = null;
  }
  if (!state.begun && bar.openTimeMs !== openTimeMs) return over;
  state.begun = true;
  state.underWay = state.underWay === null ? { ...bar, openTimeMs, closeTimeMs } : joined(state.underWay, bar);
  if (bar.closeTimeMs === closeTimeMs) {
    over.push(state.underWay);
    state.underWay = null;
  }
  return over;
}

function joined(first: Bar, next: Bar): Bar {
  const { symbol, openTimeMs, closeTimeMs, open, mark } = first;
  return {
    symbol,
    openTimeMs,
    closeTimeMs,
    open,
    high: Math.max(first.high, next.high),
    low: Math.min(first.low, next.low),
    close: next.close,
    volume: first.volume + next.volume,
    mark:
      mark === null || next.mark === null
        ? null
        : {
            open: mark.open,
            high: Math.max(mark.high, next.mark.high),
            low: Math.min(mark.low, next.mark.low),
            close: next.mark.close,
          },
  };
}
