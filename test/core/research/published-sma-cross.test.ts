import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExitLevels, Signal } from "../../../src/core/domain/intent.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { maxDrawdown } from "../../../src/core/quant/drawdown.js";
import { RunRecorder, type RunRecord } from "../../../src/core/research/run/run-recorder.js";
import { studyConfig } from "../../../src/core/research/study/study-config.js";
import type { BoundStrategy } from "../../../src/core/strategies/definition.js";
import { ofType } from "../../support/engine-story.js";
import { FROM_MS, openBarMarket, WARMUP_BARS, type BarSketch } from "../../support/engine-market.js";
import { engineConfig, engineContext, runSession } from "../../support/engine-session.js";

/** Published by backtesting.py, see test/fixtures/backtesting-py; its own test holds them to 1e-8. */
const FOLDER = "test/fixtures/backtesting-py";
const { expected } = JSON.parse(readFileSync(`${FOLDER}/smacross_goog_expected.json`, "utf8")) as {
  readonly expected: Readonly<Record<string, number>>;
};
const CASH = 10_000;
const SYMBOL = "BTCUSDT";

/** Trading days as if they followed each other hour by hour: neither side looks at the calendar. */
const days: readonly Required<BarSketch>[] = readFileSync(`${FOLDER}/GOOG.csv`, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, open = NaN, high = NaN, low = NaN, close = NaN] = line.split(",").map(Number);
    return { open, high, low, close, volume: 1e12 };
  });

/** No stop of the published rule: one that no bar can reach stands in, as the engine holds no position without. */
const exitsAt = (close: number): ExitLevels => {
  return { stopDistance: close * 0.95, atr: close * 0.5, trailDistance: null, takeProfits: [], maxBars: null };
};

interface Closes {
  readonly closes: number[];
}

function mean(closes: readonly number[], days: number, back: number): number {
  const end = closes.length - back;
  return closes.slice(end - days, end).reduce((sum, close) => sum + close, 0) / days;
}

/** Long from a crossing of SMA 10 above SMA 30 on, short from one below: closed and turned at the next open. */
const smaCross: BoundStrategy = {
  id: "momentum",
  definitionId: "sma-cross",
  sizing: "scaled",
  barMs: HOUR_MS,
  symbols: [SYMBOL],
  warmupBars: 1,
  create: (): Closes => ({ closes: [] }),
  next: (state, bar) => {
    if (bar.openTimeMs >= FROM_MS) (state as Closes).closes.push(bar.close);
  },
  signal: (state, held): Signal => {
    const { closes } = state as Closes;
    const stay = held === "flat" ? null : held;
    const none: Signal = { kind: "none", reason: "no_signal", detail: null, zone: 0 };
    const [now, before] = [0, 1].map((back) => mean(closes, 10, back) - mean(closes, 30, back)) as [number, number];
    const known = closes.length > 31;
    const crossed = known && before < 0 && now > 0 ? "long" : known && before > 0 && now < 0 ? "short" : stay;
    if (crossed === null) return none;
    const exits = exitsAt(closes.at(-1) ?? Number.NaN);
    const zone = crossed === "long" ? 1 : -1;
    return { kind: "target", direction: crossed, strength: 1, exposure: null, exits, zone, reasons: [] };
  },
};

interface Fill {
  readonly row: number;
  /** 1 for a buy. */
  readonly side: 1 | -1;
  readonly qty: number;
  readonly price: number;
  readonly opens: boolean;
}

interface Trade {
  readonly side: 1 | -1;
  readonly from: Pick<Fill, "row" | "price">;
  readonly to: Pick<Fill, "row" | "price">;
}

let fills: Fill[];
let record: RunRecord;
let trades: readonly Trade[];

beforeAll(async () => {
  const filters = "venues.binance.instruments.BTCUSDT.filters";
  const base = engineConfig({
    "runtime.paper.start_nav_usdt": CASH,
    "runtime.sim.assumed_funding_rate": 0,
    "venues.binance.fees.taker_fee_bps": 0,
    "venues.binance.fees.maker_fee_bps": 0,
    [`${filters}.tick_size`]: "0.01",
    [`${filters}.step_size`]: "1",
    [`${filters}.min_qty`]: "1",
    [`${filters}.min_notional`]: "1",
    [`${filters}.market_max_qty`]: "1000",
    [`${filters}.percent_price_up`]: 5,
    [`${filters}.percent_price_down`]: 0.2,
  });
  const config = studyConfig(base, { weight: 1 });
  const recorder = new RunRecorder();
  const { events, state } = await runSession(
    {
      config,
      context: engineContext(config, [smaCross]),
      symbols: [SYMBOL],
      openMarket: () => openBarMarket(config, [{ symbol: SYMBOL, bars: days, base: 100 }]),
      warmupBars: WARMUP_BARS,
      hours: days.length,
    },
    {
      observer: {
        onEvent: (event, books) => {
          recorder.onEvent(event, books);
        },
      },
    },
  );
  record = recorder.record(state);
  let held = 0;
  fills = ofType(events, "order.filled").map(({ atMs, side, qty, price }) => {
    const opens = held === 0;
    held += side === "buy" ? Number(qty) : -Number(qty);
    const row = Math.floor((atMs - FROM_MS) / HOUR_MS);
    return { row, side: side === "buy" ? 1 : -1, qty: Number(qty), price: Number(price), opens };
  });
  const last = { row: days.length - 1, price: days.at(-1)!.open };
  trades = fills.flatMap((fill, at) =>
    fill.opens ? [{ side: fill.side, from: fill, to: fills[at + 1] ?? last }] : [],
  );
});

/** Value at each close of a book that holds so many units in each trade. */
function equityOf(unitsOf: (trade: Trade, cash: number) => number): {
  readonly equity: number[];
  readonly gains: number[];
} {
  let cash = CASH;
  const equity = days.map(() => Number.NaN);
  const gains: number[] = [];
  let next = 0;
  for (const trade of trades) {
    const { side, from, to } = trade;
    equity.fill(cash, next, from.row);
    const units = unitsOf(trade, cash) * side;
    for (let row = from.row; row < to.row; row += 1) equity[row] = cash + units * (days[row]!.close - from.price);
    gains.push(units * (to.price - from.price));
    cash += gains.at(-1)!;
    next = to.row;
  }
  return { equity: equity.fill(cash, next), gains };
}

describe("the SMA 10/30 cross over 2,148 days of GOOG that backtesting.py publishes, by the event engine", () => {
  it("has its 66 trades: the same share of winners, best, worst, mean and profit factor to 1e-8", () => {
    expect(trades).toHaveLength(expected["trades"]!);
    const returns = trades.map(({ side, from, to }) => side * (to.price / from.price - 1));
    const won = returns.filter((value) => value > 0);
    const lost = returns.filter((value) => value < 0);
    const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
    const inMarket = new Set(trades.flatMap(({ from, to }) => range(from.row, to.row)));
    const found = {
      win_rate_pct: (won.length / trades.length) * 100,
      best_trade_pct: Math.max(...returns) * 100,
      worst_trade_pct: Math.min(...returns) * 100,
      avg_trade_pct: (Math.exp(total(returns.map(Math.log1p)) / trades.length) - 1) * 100,
      profit_factor: total(won) / -total(lost),
      expectancy_pct: (total(returns) / trades.length) * 100,
      exposure_pct: (inMarket.size / days.length) * 100,
    };
    for (const [name, value] of Object.entries(found)) expect(value, name).toBeCloseTo(expected[name]!, 8);
  });

  it("ends at its 51,422.99 with units bought by the price of the fill, with its peak, drawdown and SQN", () => {
    const { equity, gains } = equityOf(({ from }, cash) => Math.floor(cash / from.price));
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const deviation = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1));
    expect(equity.at(-1)).toBeCloseTo(expected["equity_final"]!, 8);
    expect(Math.max(...equity)).toBeCloseTo(expected["equity_peak"]!, 8);
    expect(-maxDrawdown(Float64Array.from(equity)) * 100).toBeCloseTo(expected["max_drawdown_pct"]!, 8);
    expect((Math.sqrt(gains.length) * mean) / deviation).toBeCloseTo(expected["sqn"]!, 8);
  });

  it("differs in its own books by one thing alone: units are counted by the close that decided, not by the open that fills", () => {
    const { equity } = equityOf(({ from }, cash) => Math.floor(cash / days[from.row - 1]!.close));
    const own = record.equity.nav;
    // The books hold the last position to the end; the published table closes it at the last open.
    for (let row = 0; row < days.length - 1; row += 1) expect(own[row], `day ${row}`).toBeCloseTo(equity[row]!, 6);
    expect(record.vetoes).toEqual([]);
  });
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
