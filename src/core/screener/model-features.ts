import { bookOfNow } from "../domain/book-age.js";
import type { Bar } from "../domain/bar.js";
import type { SymbolView } from "../domain/market-view.js";
import { DAY_MS, HOUR_MS } from "../lib/time.js";
import { imbalance, spreadBps } from "../quant/order-book.js";

/** A week of hours and one: the longest look back. */
const KEPT_BARS = 169;
const WEEK_BARS = 168;
const DAY_BARS = 24;
/** Three days of funding every eight hours. */
const KEPT_FUNDINGS = 9;
/** A rate older than this says nothing of now: venues settle every eight hours or more often. */
const MAX_FUNDING_AGE_MS = 12 * HOUR_MS;
const BOOK_LEVELS = 10;

/**
 * What a model may look at. `signed` features turn round with the side of the entry, so that one model serves both: above 0
 * they speak for the trade.
 *
 * A feature is a function of what was known when its bar closed, and exact as a 32-bit float: runtimes that count in such
 * floats see the same row. A change of this file, or of what it imports of `quant`, changes `FEATURE_CODE_SHA256`.
 */
export const MODEL_FEATURES = [
  { name: "return6", signed: true },
  { name: "return24", signed: true },
  { name: "return72", signed: true },
  { name: "return168", signed: true },
  { name: "rangePosition24", signed: true },
  { name: "rangePosition168", signed: true },
  { name: "volatility24", signed: false },
  { name: "volatilityChange", signed: false },
  { name: "volumeChange", signed: false },
  { name: "volatilityRatio", signed: false },
  { name: "adx", signed: false },
  { name: "trend", signed: true },
  { name: "hourSin", signed: false },
  { name: "hourCos", signed: false },
  { name: "strength", signed: false },
  { name: "fundingRate", signed: true },
  { name: "fundingMean", signed: true },
  { name: "spreadBps", signed: false },
  { name: "imbalance", signed: true },
] as const;

export type ModelFeature = (typeof MODEL_FEATURES)[number]["name"];

/** What the features remember of one symbol: plain JSON data, a fold of its closed bars and settled funding. */
export interface ModelFeatureState {
  /** Oldest first, at most KEPT_BARS. */
  readonly closes: number[];
  readonly highs: number[];
  readonly lows: number[];
  readonly volumes: number[];
  readonly fundings: number[];
  fundingAtMs: number | null;
  atMs: number;
}

export function createModelFeatures(): ModelFeatureState {
  return { closes: [], highs: [], lows: [], volumes: [], fundings: [], fundingAtMs: null, atMs: 0 };
}

/** Takes one closed bar of an hour. */
export function nextModelBar(state: ModelFeatureState, bar: Bar): void {
  keep(state.closes, bar.close, KEPT_BARS);
  keep(state.highs, bar.high, KEPT_BARS);
  keep(state.lows, bar.low, KEPT_BARS);
  keep(state.volumes, bar.volume, KEPT_BARS);
  state.atMs = bar.closeTimeMs;
}

/** Takes one settled funding rate. */
export function nextModelFunding(state: ModelFeatureState, rate: number, atMs: number): void {
  keep(state.fundings, rate, KEPT_FUNDINGS);
  state.fundingAtMs = atMs;
}

function keep(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

/** What is asked about, beside the market. */
export interface Entry {
  readonly side: "buy" | "sell";
  readonly strength: number;
}

/** Every feature by name, of an entry decided now; NaN where it is not known. */
export function readModelFeatures(
  state: ModelFeatureState,
  view: Pick<SymbolView, "features" | "book" | "bookAge">,
  { side, strength }: Entry,
): Readonly<Record<ModelFeature, number>> {
  const raw = {
    ...barFigures(state),
    ...marketFigures(view),
    ...fundingFigures(state),
    ...bookFigures(view),
    strength,
  };
  const turn = side === "buy" ? 1 : -1;
  const entries = MODEL_FEATURES.map(({ name, signed }) => {
    const figure = Math.fround(signed ? turn * raw[name] : raw[name]);
    return [name, Number.isFinite(figure) ? figure : Number.NaN] as const;
  });
  return Object.fromEntries(entries) as Record<ModelFeature, number>;
}

type Figures<Name extends ModelFeature> = Readonly<Record<Name, number>>;

function barFigures(
  state: ModelFeatureState,
): Figures<
  | "return6"
  | "return24"
  | "return72"
  | "return168"
  | "rangePosition24"
  | "rangePosition168"
  | "volatility24"
  | "volatilityChange"
  | "volumeChange"
  | "hourSin"
  | "hourCos"
> {
  const { closes, volumes, atMs } = state;
  const day = volatilityOf(closes, DAY_BARS);
  const week = volatilityOf(closes, WEEK_BARS);
  const angle = (2 * Math.PI * (atMs % DAY_MS)) / DAY_MS;
  return {
    return6: scaledReturn(closes, 6, week),
    return24: scaledReturn(closes, DAY_BARS, week),
    return72: scaledReturn(closes, 72, week),
    return168: scaledReturn(closes, WEEK_BARS, week),
    rangePosition24: rangePosition(state, DAY_BARS),
    rangePosition168: rangePosition(state, WEEK_BARS),
    volatility24: Math.log(day),
    volatilityChange: Math.log(day / week),
    volumeChange: Math.log(meanOfLast(volumes, DAY_BARS) / meanOfLast(volumes, WEEK_BARS)),
    hourSin: Math.sin(angle),
    hourCos: Math.cos(angle),
  };
}

function marketFigures({ features }: Pick<SymbolView, "features">): Figures<"volatilityRatio" | "adx" | "trend"> {
  const { volatilityRatio, adx, trend } = features;
  const towards = trend === null ? Number.NaN : trend === "up" ? 1 : trend === "down" ? -1 : 0;
  return { volatilityRatio, adx, trend: towards };
}

/** Funding that is paid speaks against a long: the sign is turned. In bps. */
function fundingFigures({ fundings, fundingAtMs, atMs }: ModelFeatureState): Figures<"fundingRate" | "fundingMean"> {
  const fresh = fundingAtMs !== null && atMs - fundingAtMs <= MAX_FUNDING_AGE_MS;
  const last = fundings.at(-1);
  if (!fresh || last === undefined) return { fundingRate: Number.NaN, fundingMean: Number.NaN };
  return { fundingRate: -last * 1e4, fundingMean: -meanOfLast(fundings, KEPT_FUNDINGS) * 1e4 };
}

function bookFigures(view: Pick<SymbolView, "book" | "bookAge">): Figures<"spreadBps" | "imbalance"> {
  const book = bookOfNow(view);
  if (book === null) return { spreadBps: Number.NaN, imbalance: Number.NaN };
  const { bids, asks } = book;
  return {
    spreadBps: spreadBps(bids[0]?.price, asks[0]?.price),
    imbalance: imbalance(bids, asks, BOOK_LEVELS),
  };
}

/** Log return over so many bars, in standard deviations of a move over as many. */
function scaledReturn(closes: readonly number[], bars: number, volatility: number): number {
  const [now, then] = [closes.at(-1), closes.at(-1 - bars)];
  if (now === undefined || then === undefined) return Number.NaN;
  return Math.log(now / then) / (volatility * Math.sqrt(bars));
}

/** Root mean square of log returns of one bar; NaN before so many are known. */
function volatilityOf(closes: readonly number[], bars: number): number {
  if (closes.length <= bars) return Number.NaN;
  let squares = 0;
  for (let i = closes.length - bars; i < closes.length; i++) {
    squares += Math.log((closes[i] ?? Number.NaN) / (closes[i - 1] ?? Number.NaN)) ** 2;
  }
  return Math.sqrt(squares / bars);
}

/** Where the close stands in the range of the last bars: −1 its low, 1 its high. */
function rangePosition({ closes, highs, lows }: ModelFeatureState, bars: number): number {
  if (closes.length < bars) return Number.NaN;
  const high = Math.max(...highs.slice(-bars));
  const low = Math.min(...lows.slice(-bars));
  return (2 * ((closes.at(-1) ?? Number.NaN) - low)) / (high - low) - 1;
}

function meanOfLast(values: readonly number[], count: number): number {
  if (values.length < count) return Number.NaN;
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += values[i] ?? Number.NaN;
  return sum / count;
}
