/** A price and the bar it is of. */
interface Extreme {
  readonly index: number;
  readonly price: number;
}

/** Highest high and lowest low of the last bars as a fold: only those that can still become the extreme are kept. */
export interface RangeState {
  seen: number;
  readonly highs: Extreme[];
  readonly lows: Extreme[];
}

export function createRange(): RangeState {
  return { seen: 0, highs: [], lows: [] };
}

/** Takes one bar and gives the range of the last `bars` bars, or of all so far while there are fewer. */
export function nextRange(
  state: RangeState,
  bar: { readonly high: number; readonly low: number },
  bars: number,
): number {
  const index = state.seen;
  state.seen += 1;
  keepExtremes(state.highs, { index, price: bar.high }, 1, bars);
  keepExtremes(state.lows, { index, price: bar.low }, -1, bars);
  return (state.highs[0]?.price ?? Number.NaN) - (state.lows[0]?.price ?? Number.NaN);
}

function keepExtremes(extremes: Extreme[], newest: Extreme, sign: 1 | -1, bars: number): void {
  let last = extremes.at(-1);
  while (last !== undefined && sign * (last.price - newest.price) <= 0) {
    extremes.pop();
    last = extremes.at(-1);
  }
  extremes.push(newest);
  while ((extremes[0]?.index ?? newest.index) <= newest.index - bars) extremes.shift();
}
