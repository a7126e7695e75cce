import type { SimVenue } from "../../../sim/venue.js";
import type { SpanBar } from "../../../sim/state.js";
import type { BarSeries } from "../../../ports/bar-store.js";
import { barAt, firstNotBefore } from "./market-history.js";
import type { RecordedBar, SymbolHistory } from "./market-history.js";
import { HOUR_MS } from "../../../lib/time.js";
import { partOfBar, partOpenings, type PartWindow } from "./bar-path.js";
import { isWithinBar, openingAfter, openOf } from "./candle-intervals.js";
import type { CandleInterval } from "./candle-intervals.js";
import type { TimeWindow } from "./public-route.js";

export type PriceKind = "last" | "mark";

/** One candle of any interval; the running one ends in the future. */
export interface Candle extends RecordedBar {
  readonly closeMs: number;
}

interface CandleQuery extends TimeWindow {
  readonly interval: CandleInterval;
  readonly kind: PriceKind;
  readonly limit: number;
  readonly moment: Moment;
}

/** How far the market has come. */
export interface Moment {
  /** Everything up to here has happened; nothing after it is known. */
  readonly nowMs: number;
  /** The data is at its end: no bar is open any more. */
  readonly isOver: boolean;
}

const HOURLY: CandleInterval = { name: "1h", lengthMs: HOUR_MS, anchorMs: 0 };

/**
 * Candles of one symbol, oldest first, the running one last. With a start: the first ones from there on; without: the
 * latest. Nothing after the moment is looked at: the running bar is what the simulated venue has let happen of it.
 */
export function candlesOf(history: SymbolHistory, sim: Pick<SimVenue, "state">, query: CandleQuery): readonly Candle[] {
  const { interval, limit, startMs, endMs } = query;
  const { nowMs, isOver } = query.moment;
  const latestMs = isOver ? nowMs - 1 : nowMs;
  const series = seriesOf(history, query.kind);
  const lastOpenMs = openOf(interval, Math.min(endMs ?? latestMs, latestMs));
  const firstWantedMs =
    startMs === null ? openingAfter(interval, lastOpenMs, 1 - limit) : firstOpeningFrom(interval, startMs);
  const mostMs = startMs === null ? Infinity : openingAfter(interval, firstWantedMs, limit - 1);
  const untilMs = openingAfter(interval, Math.min(lastOpenMs, mostMs), 1);
  const candles: Candle[] = [];
  // Of a bar only the parts that were asked for are worked out: often one of sixty.
  const window = { fromMs: firstWantedMs, untilMs };
  const add = (bar: RecordedBar): void => {
    if (bar.openMs >= firstWantedMs && bar.openMs < untilMs) addBar(candles, bar, interval);
  };
  const closed = barsBetween(series, { fromMs: openOf(HOURLY, firstWantedMs), toMs: untilMs, nowMs });
  for (const bar of closed) {
    if (!isWithinBar(interval)) add(bar);
    else
      for (const openMs of partOpenings(bar, interval.lengthMs, window)) add(partOfBar(bar, openMs, interval.lengthMs));
  }
  const running = runningBar(sim, history.symbol, query.kind);
  if (running === null) return candles;
  if (!isWithinBar(interval)) add(running);
  else for (const part of runningParts(running, { lengthMs: interval.lengthMs, nowMs, window })) add(part);
  return candles;
}

function firstOpeningFrom(interval: CandleInterval, startMs: number): number {
  const openMs = openOf(interval, startMs);
  return openMs === startMs ? openMs : openingAfter(interval, openMs, 1);
}

/**
 * Parts of the running bar that have begun: those before its middle are flat, the one with its middle shows what the
 * bar has shown by now, and the running one ends at the price of now.
 */
function* runningParts(
  bar: RecordedBar,
  { lengthMs, nowMs, window }: { readonly lengthMs: number; readonly nowMs: number; readonly window: PartWindow },
): Generator<RecordedBar> {
  for (const openMs of partOpenings(bar, lengthMs, window)) {
    if (openMs > nowMs) return;
    const isRunning = openMs + lengthMs > nowMs;
    // Half of the volume is what the bar has shown; nothing of it belongs to its end yet.
    const part = partOfBar({ ...bar, close: bar.open, volume: 2 * bar.volume }, openMs, lengthMs);
    const isLast = openMs + lengthMs >= bar.openMs + HOUR_MS;
    const volume = isLast ? part.volume - bar.volume : part.volume;
    const close = isRunning ? bar.close : part.close;
    const [high, low] = [Math.max(part.high, close), Math.min(part.low, close)];
    yield { ...part, volume, close, high, low };
  }
}

/** The candle that holds this instant, as far as it has happened; null before the first bar. */
export function candleAt(
  history: SymbolHistory,
  sim: Pick<SimVenue, "state">,
  query: { readonly interval: CandleInterval; readonly moment: Moment; readonly atMs: number },
): Candle | null {
  const { interval, moment } = query;
  const startMs = openOf(interval, query.atMs);
  return candlesOf(history, sim, { interval, moment, kind: "last", limit: 1, startMs, endMs: null })[0] ?? null;
}

function seriesOf({ bars, marks }: SymbolHistory, kind: PriceKind): BarSeries {
  return kind === "mark" ? (marks ?? bars) : bars;
}

/** Bars that have closed by now. */
function* barsBetween(
  series: BarSeries,
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): Generator<RecordedBar> {
  const { openTimeMs, barMs } = series;
  for (let index = firstNotBefore(openTimeMs, fromMs); index < openTimeMs.length; index += 1) {
    const bar = barAt(series, index);
    if (bar.openMs >= toMs || bar.openMs + barMs > nowMs) return;
    yield bar;
  }
}

/** Puts a bar into the candle it belongs to; bars come in the order of time. */
function addBar(candles: Candle[], bar: RecordedBar, interval: CandleInterval): void {
  const openMs = openOf(interval, bar.openMs);
  const last = candles.at(-1);
  if (last?.openMs !== openMs) {
    candles.push({ ...bar, openMs, closeMs: openingAfter(interval, openMs, 1) });
    return;
  }
  candles[candles.length - 1] = {
    ...last,
    high: Math.max(last.high, bar.high),
    low: Math.min(last.low, bar.low),
    close: bar.close,
    volume: last.volume + bar.volume,
  };
}

/**
 * The bar of the open span as far as it has happened: until its middle only the open is known, afterwards its range
 * (that is the instant at which the simulated venue fills inside the bar); its close comes when it closes.
 */
function runningBar({ state }: Pick<SimVenue, "state">, symbol: string, kind: PriceKind): RecordedBar | null {
  const market = state.markets[symbol];
  const { span } = state;
  if (market?.bar === null || market === undefined || span === null || span.phase === "closed") return null;
  const isLate = span.phase === "late";
  const { range, now } = kind === "mark" ? markSide(market.bar, market) : { range: market.bar, now: market.last };
  const close = now ?? range.open;
  return {
    openMs: span.openMs,
    open: range.open,
    high: Math.max(range.open, close, isLate ? range.high : 0),
    low: Math.min(range.open, close, isLate ? range.low : Infinity),
    close,
    volume: isLate ? market.bar.volume / 2 : 0,
  };
}

function markSide(
  bar: SpanBar,
  market: { readonly last: number | null; readonly mark: number | null },
): { readonly range: Pick<SpanBar, "open" | "high" | "low">; readonly now: number | null } {
  return bar.mark === null ? { range: bar, now: market.last } : { range: bar.mark, now: market.mark };
}
