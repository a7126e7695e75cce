import { HOUR_MS } from "../../../lib/time.js";
import type { FundingCalendar, FundingRow } from "../../recorded-feed/funding-calendar.js";
import { nextFunding } from "./funding-view.js";
import type { AssumedFunding, FundingPoint } from "./funding-view.js";
import type { MarketHistory } from "./market-history.js";

/** Hours that the recorded and the assumed rates are for. */
const RECORDED_HOURS = 8;

interface ScheduleOptions {
  readonly calendar: FundingCalendar;
  readonly history: MarketHistory;
  readonly assumed: AssumedFunding;
  /** Last instant, included. */
  readonly toMs: number;
}

/** When a symbol whose interval was changed settles next, and what it has settled since. */
interface Changed {
  readonly hours: number;
  readonly sinceMs: number;
  nextMs: number;
  readonly settled: FundingPoint[];
}

/**
 * The funding of the market: as recorded, until the venue changes a symbol's interval. From then on the symbol settles
 * on full multiples of the new interval, the part of the recorded rate that belongs to it.
 */
export class FundingSchedule implements FundingCalendar {
  readonly #options: ScheduleOptions;
  readonly #changed = new Map<string, Changed>();

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  changeInterval(symbol: string, hours: number, nowMs: number): void {
    const before = this.#changed.get(symbol);
    const settled = before?.settled ?? [];
    const sinceMs = before?.sinceMs ?? nowMs;
    this.#changed.set(symbol, { hours, sinceMs, nextMs: gridAfter(nowMs, hours), settled });
  }

  /** The coming settlement. */
  next(symbol: string, nowMs: number): FundingPoint {
    const changed = this.#changed.get(symbol);
    if (changed === undefined) return this.#recorded(symbol, nowMs);
    return { ...this.#share(symbol, changed, nowMs), atMs: gridAfter(nowMs, changed.hours) };
  }

  /** What has been settled since the interval was changed; null where the record still holds. */
  since(symbol: string): { readonly sinceMs: number; readonly settled: readonly FundingPoint[] } | null {
    return this.#changed.get(symbol) ?? null;
  }

  peekMs(): number | null {
    const { calendar, toMs } = this.#options;
    let earliest = calendar.peekMs() ?? Infinity;
    for (const { nextMs } of this.#changed.values()) if (nextMs <= toMs) earliest = Math.min(earliest, nextMs);
    return earliest === Infinity ? null : earliest;
  }

  take(): readonly FundingRow[] {
    const { calendar } = this.#options;
    const atMs = this.peekMs();
    const recorded = calendar.peekMs() === atMs ? calendar.take() : [];
    const rows = recorded.filter(({ symbol }) => !this.#changed.has(symbol));
    for (const [symbol, changed] of this.#changed) {
      if (atMs === null || changed.nextMs !== atMs) continue;
      const point = { ...this.#share(symbol, changed, atMs - 1), atMs };
      changed.nextMs = gridAfter(atMs, changed.hours);
      changed.settled.push(point);
      rows.push({ ...point, symbol });
    }
    return rows;
  }

  #recorded(symbol: string, nowMs: number): FundingPoint {
    const { history, assumed } = this.#options;
    return nextFunding(history.get(symbol)?.funding ?? null, nowMs, assumed);
  }

  #share(symbol: string, { hours }: Changed, nowMs: number): FundingPoint {
    const point = this.#recorded(symbol, nowMs);
    return { ...point, rate: (point.rate * hours) / RECORDED_HOURS, markPrice: null };
  }
}

function gridAfter(atMs: number, hours: number): number {
  const lengthMs = hours * HOUR_MS;
  return (Math.floor(atMs / lengthMs) + 1) * lengthMs;
}
