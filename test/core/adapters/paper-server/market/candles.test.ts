import { describe, expect, it } from "vitest";
import { candleInterval } from "../../../../../src/core/adapters/paper-server/market/candle-intervals.js";
import { candlesOf } from "../../../../../src/core/adapters/paper-server/market/candles.js";
import type { Candle, PriceKind } from "../../../../../src/core/adapters/paper-server/market/candles.js";
import type { ServedMarket } from "../../../../../src/core/adapters/paper-server/market/served-market.js";
import { handClock, openMarket } from "./open-venue.js";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const FROM = "2024-03-01T00:00:00Z";

interface Wanted {
  readonly interval?: string;
  readonly limit?: number;
  readonly kind?: PriceKind;
  readonly startMs?: number;
  readonly endMs?: number;
}

function candles(market: ServedMarket, wanted: Wanted = {}): readonly Candle[] {
  return candlesOf(market.history("BTCUSDT")!, market.sim, {
    interval: candleInterval(wanted.interval ?? "1h")!,
    kind: wanted.kind ?? "last",
    limit: wanted.limit ?? 5,
    moment: market.moment(),
    startMs: wanted.startMs ?? null,
    endMs: wanted.endMs ?? null,
  });
}

const opened = async () => {
  const clock = handClock();
  const market = await openMarket({ from: FROM, speed: 60, clock });
  const until = (minutes: number): void => {
    const targetMs = Date.parse(FROM) + minutes * MINUTE_MS;
    clock.pass((targetMs - market.time.nowMs()) / 60);
    market.catchUp();
  };
  return { market, until };
};

describe("candlesOf", () => {
  it("shows of the running hour the open alone until its middle, its range afterwards, its close only at the end", async () => {
    const { market, until } = await opened();
    const { bars } = market.history("BTCUSDT")!;
    const index = bars.openTimeMs.indexOf(Date.parse(FROM));
    const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((column) => column[index]!);
    expect(close).not.toBe(open);
    for (const minutes of [0, 10, 29]) {
      until(minutes);
      const running = candles(market).at(-1)!;
      expect([running.open, running.high, running.low, running.close]).toEqual([open, open, open, open]);
      expect(running.volume).toBe(0);
    }
    for (const minutes of [30, 45, 59]) {
      until(minutes);
      const running = candles(market).at(-1)!;
      expect([running.open, running.high, running.low, running.close]).toEqual([open, high, low, open]);
    }
    until(60);
    const [closed, next] = candles(market).slice(-2);
    expect([closed!.open, closed!.high, closed!.low, closed!.close, closed!.volume]).toEqual([
      ...[open, high, low, close],
      bars.volume[index],
    ]);
    expect(next!.openMs).toBe(Date.parse(FROM) + HOUR_MS);
    expect(next!.high).toBe(bars.open[index + 1]);
  });

  it("never shows a bar that has not begun, whatever is asked for, at any of 180 minutes", async () => {
    const { market, until } = await opened();
    for (let minutes = 0; minutes < 180; minutes += 7) {
      until(minutes);
      const nowMs = market.moment().nowMs;
      for (const interval of ["1h", "2h", "4h", "1d", "3d", "1w"]) {
        for (const kind of ["last", "mark"] as const) {
          const shown = candles(market, { interval, kind, startMs: nowMs - 9 * 86_400_000, limit: 1_500 });
          expect(shown.every(({ openMs }) => openMs <= nowMs)).toBe(true);
          expect(shown.at(-1)!.closeMs).toBeGreaterThan(nowMs);
        }
      }
    }
  });

  it("puts 24 hours together to a day: first open, highest, lowest, last close, all volume", async () => {
    const { market, until } = await opened();
    until(90);
    const dayMs = Date.parse("2024-02-29T00:00:00Z");
    const hours = candles(market, { startMs: dayMs, limit: 24 });
    const [day] = candles(market, { interval: "1d", startMs: dayMs, limit: 1 });
    expect(hours).toHaveLength(24);
    expect(day).toEqual({
      openMs: dayMs,
      closeMs: dayMs + 24 * HOUR_MS,
      open: hours[0]!.open,
      high: Math.max(...hours.map(({ high }) => high)),
      low: Math.min(...hours.map(({ low }) => low)),
      close: hours[23]!.close,
      volume: hours.reduce((sum, { volume }) => sum + volume, 0),
    });
    expect(new Date(candles(market, { interval: "1w", limit: 1 })[0]!.openMs).getUTCDay()).toBe(1);
  });

  it("keeps start, end and limit as the venue does", async () => {
    const { market, until } = await opened();
    until(30);
    const nowMs = market.moment().nowMs;
    const opens = (wanted: Wanted): readonly number[] =>
      candles(market, wanted).map(({ openMs }) => (openMs - Date.parse(FROM)) / HOUR_MS);
    expect(opens({ limit: 3 })).toEqual([-2, -1, 0]);
    expect(opens({ limit: 3, endMs: nowMs - 2 * HOUR_MS })).toEqual([-4, -3, -2]);
    expect(opens({ limit: 3, startMs: nowMs - 5 * HOUR_MS })).toEqual([-4, -3, -2]);
    expect(opens({ limit: 9, startMs: Date.parse(FROM) - 2 * HOUR_MS, endMs: Date.parse(FROM) - 1 })).toEqual([-2, -1]);
    expect(opens({ limit: 9, startMs: nowMs + HOUR_MS })).toEqual([]);
  });

  it("ends with the last closed bar once the data is over", async () => {
    const clock = handClock();
    const market = await openMarket({ from: FROM, to: "2024-03-01T03:00:00Z", speed: 3_600, clock });
    clock.pass(60_000);
    market.catchUp();
    expect(candles(market, { limit: 2 }).map(({ closeMs }) => (closeMs - Date.parse(FROM)) / HOUR_MS)).toEqual([2, 3]);
  });
});

describe("candles shorter than a bar", () => {
  const SHORT = [
    ["1m", 1],
    ["3m", 3],
    ["5m", 5],
    ["15m", 15],
    ["30m", 30],
  ] as const;
  const HOUR = Date.parse(FROM);

  it("make up the bar: first open, highest, lowest, last close and all of its volume, in every interval, of last and mark", async () => {
    const { market, until } = await opened();
    until(150);
    for (const kind of ["last", "mark"] as const) {
      const hours = candles(market, { kind, startMs: HOUR - 5 * HOUR_MS, limit: 7 });
      for (const [interval, minutes] of SHORT) {
        for (const hour of hours) {
          const parts = candles(market, { interval, kind, startMs: hour.openMs, limit: 60 / minutes });
          expect(parts.map(({ openMs }) => openMs)).toEqual(
            parts.map((_, at) => hour.openMs + at * minutes * MINUTE_MS),
          );
          expect(parts).toHaveLength(60 / minutes);
          expect({
            open: parts[0]!.open,
            high: Math.max(...parts.map(({ high }) => high)),
            low: Math.min(...parts.map(({ low }) => low)),
            close: parts.at(-1)!.close,
          }).toEqual({ open: hour.open, high: hour.high, low: hour.low, close: hour.close });
          expect(parts.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(hour.volume, 9);
          expect(parts.every((part, at) => at === 0 || part.open === parts[at - 1]!.close)).toBe(true);
        }
      }
    }
  });

  it("show the range in the minute in which the market takes it, and the close in the last one", async () => {
    const { market, until } = await opened();
    until(60);
    const [bar] = candles(market, { startMs: HOUR, limit: 1 });
    const minutes = candles(market, { interval: "1m", startMs: HOUR, limit: 60 });
    const busy = minutes.flatMap(({ volume }, at) => (volume > 0 ? [at] : []));
    expect(busy).toEqual([30, 59]);
    expect(minutes[30]).toMatchObject({ high: bar!.high, low: bar!.low, close: bar!.open });
    expect(minutes[59]!.close).toBe(bar!.close);
  });

  it("never show what has not happened: at minute 29 nothing but the open, at 31 its range, no close before the end", async () => {
    const { market, until } = await opened();
    for (const minutes of [0, 29, 31, 59]) {
      until(minutes);
      const { nowMs } = market.moment();
      for (const [interval] of SHORT) {
        const shown = candles(market, { interval, startMs: HOUR, limit: 1_500 });
        const [hour] = candles(market, { startMs: HOUR, limit: 1 });
        expect(shown.every(({ openMs }) => openMs <= nowMs)).toBe(true);
        expect(shown.at(-1)!.closeMs).toBeGreaterThan(nowMs);
        expect(Math.max(...shown.map(({ high }) => high))).toBe(hour!.high);
        expect(Math.min(...shown.map(({ low }) => low))).toBe(hour!.low);
        expect(shown.at(-1)!.close).toBe(hour!.close);
        expect(shown.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(hour!.volume, 9);
      }
    }
  });

  it("keep start, end and limit: the last 4 minutes, and 3 from a start", async () => {
    const { market, until } = await opened();
    until(90);
    const opens = (wanted: Wanted): readonly number[] =>
      candles(market, { interval: "1m", ...wanted }).map(({ openMs }) => (openMs - HOUR) / MINUTE_MS);
    expect(opens({ limit: 4 })).toEqual([87, 88, 89, 90]);
    expect(opens({ limit: 3, startMs: HOUR + 58 * MINUTE_MS + 1 })).toEqual([59, 60, 61]);
    expect(opens({ limit: 9, startMs: HOUR, endMs: HOUR + 2 * MINUTE_MS })).toEqual([0, 1, 2]);
  });

  it("a month holds its days: February 2024 has 29", async () => {
    const { market, until } = await opened();
    until(90);
    const months = candles(market, { interval: "1M", limit: 3 });
    expect(months.map(({ openMs }) => new Date(openMs).toISOString().slice(0, 10))).toEqual([
      ...["2024-01-01", "2024-02-01", "2024-03-01"],
    ]);
    const days = candles(market, { interval: "1d", startMs: Date.parse("2024-02-01"), limit: 29 });
    expect(days.at(-1)!.closeMs).toBe(months[1]!.closeMs);
    expect(months[1]!.volume).toBeCloseTo(
      days.reduce((sum, { volume }) => sum + volume, 0),
      3,
    );
  });
});
