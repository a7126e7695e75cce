import type { Bar } from "../domain/bar.js";
import { engleGranger } from "../quant/engle-granger.js";
import { halfLifeBars } from "../quant/half-life.js";
import { known } from "../lib/known.js";
import { mean } from "../quant/moments.js";
import { trueRangeOf } from "../quant/true-range.js";

/** What a pair's fold remembers of one leg; plain JSON data. */
interface LegFold {
  closeTimeMs: number | null;
  close: number;
  /** Close × volume of the newest bar, in quote currency. */
  turnoverUsd: number;
  /** True ranges of the newest bars, newest last. */
  readonly ranges: number[];
  /** Of the days that both legs have, newest last: ln close, and turnover. */
  readonly logs: number[];
  readonly turnoversUsd: number[];
}

/** Regression of the newest window and what it says of the spread. */
export interface PairFit {
  readonly beta: number;
  readonly mean: number;
  /** Population standard deviation of the spread, > 0. */
  readonly deviation: number;
  readonly z: number;
  /** Null where there is none: NaN and Infinity have no JSON form. */
  readonly pValue: number | null;
  readonly halfLifeBars: number | null;
}

export interface PairState {
  /** Days that both legs have, as far as counted: no more than the window. */
  days: number;
  readonly legs: readonly [LegFold, LegFold];
  /** Null while warming up, and where no line or no spread can be told. */
  fit: PairFit | null;
}

export interface PairWindow {
  /** Days of the regression. */
  readonly lookback: number;
  /** Days of the mean true range. */
  readonly atrPeriod: number;
}

function createLeg(): LegFold {
  return { closeTimeMs: null, close: 0, turnoverUsd: 0, ranges: [], logs: [], turnoversUsd: [] };
}

export function createPair(): PairState {
  return { days: 0, legs: [createLeg(), createLeg()], fit: null };
}

/** Takes a day of one leg; with the second of the same day the regression is taken over the newest window. */
export function nextPair(state: PairState, leg: 0 | 1, bar: Bar, { lookback, atrPeriod }: PairWindow): void {
  const own = state.legs[leg];
  const other = state.legs[leg === 0 ? 1 : 0];
  keepNewest(own.ranges, trueRangeOf(bar.high, bar.low, own.closeTimeMs === null ? null : own.close), atrPeriod);
  own.close = bar.close;
  own.closeTimeMs = bar.closeTimeMs;
  own.turnoverUsd = bar.close * bar.volume;
  if (other.closeTimeMs !== bar.closeTimeMs) return;
  for (const each of state.legs) {
    keepNewest(each.logs, Math.log(each.close), lookback);
    keepNewest(each.turnoversUsd, each.turnoverUsd, lookback);
  }
  state.days = Math.min(lookback, state.days + 1);
  state.fit = state.days < lookback ? null : fitOf(state);
}

function keepNewest(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

function fitOf({ legs: [y, x] }: PairState): PairFit | null {
  const logY = Float64Array.from(y.logs);
  const logX = Float64Array.from(x.logs);
  const { line, spread, pValue } = engleGranger(logX, logY, { maxLags: null });
  const deviation = Math.sqrt(line.residualSquares / logY.length);
  const z = (spread.at(-1) ?? Number.NaN) / deviation;
  const isKnown = deviation > 0 && [line.slope, line.intercept, z].every(Number.isFinite);
  if (!isKnown) return null;
  return {
    beta: line.slope,
    mean: line.intercept,
    deviation,
    z,
    pValue: known(pValue),
    halfLifeBars: known(halfLifeBars(spread)),
  };
}

/** z of the newest day against terms of another day. */
export function zOn(
  { legs: [y, x] }: PairState,
  terms: { readonly beta: number; readonly mean: number; readonly deviation: number },
): number {
  const [logY, logX] = [y.logs.at(-1) ?? Number.NaN, x.logs.at(-1) ?? Number.NaN];
  return (logY - terms.mean - terms.beta * logX) / terms.deviation;
}

/** Mean true range of a leg, in its quote currency; NaN before there are so many days. */
export function meanRange({ ranges }: LegFold, period: number): number {
  return ranges.length < period ? Number.NaN : mean(ranges);
}

/** Mean turnover a day over the window, in quote currency. */
export function meanTurnoverUsd({ turnoversUsd }: LegFold): number {
  return mean(turnoversUsd);
}
