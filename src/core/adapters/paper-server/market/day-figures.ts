import { DAY_MS, HOUR_MS } from "../../../lib/time.js";
import { candleInterval } from "./candle-intervals.js";
import { candlesOf } from "./candles.js";
import { flowOf } from "./candle-wire.js";
import { present } from "../../../lib/invariant.js";
import type { ServedMarket } from "./served-market.js";

/** The last 24 hours of a symbol, in whole bars and the running one. */
export interface DayFigures {
  readonly openMs: number;
  readonly closeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
}

/** Null where nothing has traded yet. */
export function dayFigures(market: ServedMarket, symbol: string): DayFigures | null {
  const history = market.history(symbol);
  const last = market.sim.state.markets[symbol]?.last ?? null;
  if (history === null || last === null) return null;
  const interval = present(candleInterval("1h"), "hourly interval");
  const moment = market.moment();
  const startMs = Math.floor((moment.nowMs - DAY_MS) / HOUR_MS) * HOUR_MS;
  const candles = candlesOf(history, market.sim, { interval, moment, kind: "last", limit: 25, startMs, endMs: null });
  const figures = { high: last, low: last, volume: 0, quoteVolume: 0, trades: 0 };
  for (const candle of candles) {
    const { quoteVolume, trades } = flowOf(candle);
    figures.high = Math.max(figures.high, candle.high);
    figures.low = Math.min(figures.low, candle.low);
    figures.volume += candle.volume;
    figures.quoteVolume += quoteVolume;
    figures.trades += trades;
  }
  return { openMs: startMs, closeMs: moment.nowMs, open: candles[0]?.open ?? last, last, ...figures };
}
