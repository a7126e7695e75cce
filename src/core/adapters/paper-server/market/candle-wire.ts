import type { Candle } from "./candles.js";
import { wireNumber } from "./wire-numbers.js";

/** What the venue tells of a candle beyond its prices. The record has no trade counts and no taker side: both follow. */
interface CandleFlow {
  readonly quoteVolume: number;
  readonly trades: number;
}

const TRADES_PER_UNIT_OF_RANGE = 1_000;

export function flowOf(candle: Candle): CandleFlow {
  const typical = (candle.open + candle.high + candle.low + candle.close) / 4;
  const trades = candle.volume > 0 ? 1 + Math.round(Math.sqrt(candle.volume * TRADES_PER_UNIT_OF_RANGE)) : 0;
  return { quoteVolume: candle.volume * typical, trades };
}

export type KlineRow = readonly (string | number)[];

/** A row of the klines endpoint; candles of marks and indices carry no volume. */
export function klineRow(candle: Candle, withVolume: boolean): KlineRow {
  const { quoteVolume, trades } = flowOf(candle);
  const [volume, quote] = withVolume ? [candle.volume, quoteVolume] : [0, 0];
  return [
    candle.openMs,
    wireNumber(candle.open),
    wireNumber(candle.high),
    wireNumber(candle.low),
    wireNumber(candle.close),
    wireNumber(volume),
    candle.closeMs - 1,
    wireNumber(quote),
    withVolume ? trades : 0,
    wireNumber(volume / 2),
    wireNumber(quote / 2),
    "0",
  ];
}

interface KlineFrameFacts {
  readonly atMs: number;
  readonly symbol: string;
  readonly interval: string;
  readonly continuous: boolean;
  readonly isClosed: boolean;
}

export function klineFrame(candle: Candle, facts: KlineFrameFacts): object {
  const { quoteVolume, trades } = flowOf(candle);
  const { symbol, interval, isClosed: x } = facts;
  const firstId = Math.floor(candle.openMs / 1_000);
  const times = { t: candle.openMs, T: candle.closeMs - 1 };
  const k = {
    ...times,
    ...(facts.continuous ? {} : { s: symbol }),
    i: interval,
    f: firstId,
    L: firstId + trades,
    o: wireNumber(candle.open),
    c: wireNumber(candle.close),
    h: wireNumber(candle.high),
    l: wireNumber(candle.low),
    v: wireNumber(candle.volume),
    n: trades,
    x,
    q: wireNumber(quoteVolume),
    V: wireNumber(candle.volume / 2),
    Q: wireNumber(quoteVolume / 2),
    B: "0",
  };
  if (facts.continuous) return { e: "continuous_kline", E: facts.atMs, ps: symbol, ct: "PERPETUAL", k };
  return { e: "kline", E: facts.atMs, s: symbol, k };
}
