import { HOUR_MS, MINUTE_MS } from "../../../lib/time.js";
import type { FundingSeries } from "../../../ports/bar-store.js";
import { firstNotBefore } from "./market-history.js";

export interface FundingPoint {
  readonly atMs: number;
  readonly rate: number;
  /** Null where the record has none. */
  readonly markPrice: number | null;
}

export interface AssumedFunding {
  readonly intervalHours: number;
  readonly rate: number;
}

export interface FundingQuery {
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly nowMs: number;
  readonly limit: number;
}

/** The coming settlement: the recorded one, or the assumed one where nothing is recorded around the full interval. */
export function nextFunding(series: FundingSeries | null, nowMs: number, assumed: AssumedFunding): FundingPoint {
  const intervalMs = assumed.intervalHours * HOUR_MS;
  const gridMs = (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
  const recorded = series === null ? null : pointAt(series, firstNotBefore(series.timeMs, nowMs + 1));
  if (recorded !== null && recorded.atMs <= gridMs + MINUTE_MS) return recorded;
  return { atMs: gridMs, rate: assumed.rate, markPrice: null };
}

/** Settlements that have happened, oldest first: the first from a start on, else the latest. */
export function pastFunding(series: FundingSeries, query: FundingQuery): readonly FundingPoint[] {
  const end = firstNotBefore(series.timeMs, Math.min(query.endMs ?? query.nowMs, query.nowMs) + 1);
  const start = query.startMs === null ? Math.max(0, end - query.limit) : firstNotBefore(series.timeMs, query.startMs);
  const points: FundingPoint[] = [];
  for (let index = start; index < Math.min(end, start + query.limit); index += 1) {
    const point = pointAt(series, index);
    if (point !== null) points.push(point);
  }
  return points;
}

function pointAt(series: FundingSeries, index: number): FundingPoint | null {
  const [atMs, rate] = [series.timeMs[index], series.rate[index]];
  if (atMs === undefined || rate === undefined || !Number.isFinite(rate)) return null;
  const markPrice = series.markPrice[index] ?? Number.NaN;
  return { atMs, rate, markPrice: markPrice > 0 ? markPrice : null };
}
