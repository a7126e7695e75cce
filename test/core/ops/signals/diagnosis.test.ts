import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Config } from "../../../../src/core/config/config-files.js";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { DAY_MS, HOUR_MS } from "../../../../src/core/lib/time.js";
import { readSignals, type SignalsReading } from "../../../../src/core/ops/signals/signals-document.js";
import { changedTexts, loaded } from "../../config/support.js";
import { PRICES } from "../config-audit/support.js";

const FROM_MS = Date.parse("2024-01-01T00:00:00Z");
const SYMBOLS = ["ADAUSDT", "DOTUSDT"];

/** relative_value on one pair and momentum on its markets, with the slots that are asked for. */
function configOf(pairSlots = 2, globalSlots = 8): Config {
  return loaded(
    changedTexts({
      "strategy_registry.strategies": {
        momentum: { strategy: "momentum", enabled: true, max_concurrent: 4, symbols: SYMBOLS },
        relative_value: { strategy: "relative_value", enabled: true, max_concurrent: pairSlots, symbols: SYMBOLS },
      },
      "strategy_config.strategies": [
        { id: "momentum", timeframe: "1h", max_nav_pct: 1, max_leverage: 1 },
        { id: "relative_value", timeframe: "1d", max_nav_pct: 1, max_leverage: 1, params: { pairs: [SYMBOLS] } },
      ],
      "risk_limits.global.max_concurrent_positions": globalSlots,
    }),
  );
}
const config = configOf();

function bars(atMs: number): JournalEvent {
  const rows = Object.entries(PRICES).map(([symbol, price]) => [symbol, price, price, price, price, 1, 1, 1, 1, price]);
  return { type: "market.bars", atMs, warmup: false, rows } as unknown as JournalEvent;
}

interface Told {
  readonly signals?: readonly object[];
  readonly drops?: readonly object[];
  readonly vetoes?: readonly object[];
  readonly orders?: readonly object[];
}

function cycle(atMs: number, { signals = [], drops = [], vetoes = [], orders = [] }: Told): JournalEvent {
  return { type: "cycle.decided", atMs, nav: "100000", signals, drops, vetoes, orders } as unknown as JournalEvent;
}

function reading(
  events: readonly JournalEvent[],
  wish: { strategy?: string; symbol?: string } = {},
  of = config,
): SignalsReading {
  const { strategy = null, symbol = null } = wish;
  return readSignals({ events, mode: "paper", config: of, strategy, symbol, sinceMs: null, atrFraction: 0.01 });
}

const at = (hour: number): number => FROM_MS + hour * HOUR_MS;
const long = (strategy: string, symbol: string) => ({ strategy, symbol, direction: "long", strength: 1 });
const drop = (strategy: string, symbol: string, reason: string, detail: object | null = null) => ({
  strategy,
  symbol,
  reason,
  detail,
});

describe("what the funnel of pairs counts", () => {
  it("counts a strategy's own bars: 3 days are 3 bars of relative_value and 72 of momentum", () => {
    const hours = Array.from({ length: 72 }, (_, hour) => bars(at(hour + 1)));
    const { funnel } = reading(hours).document;
    expect(funnel.map(({ strategy, bars: count }) => [strategy, count])).toEqual([
      ["momentum", 72],
      ["momentum", 72],
      ["relative_value", 3],
      ["relative_value", 3],
    ]);
  });

  it("gives a leg refused because of the other no setting and no figures of that one", () => {
    const minimum = {
      rule: "R06",
      code: "min_notional",
      measured: 750,
      limit: 800,
      unit: "usd",
      setting: "risk_limits.global.min_notional_usdt",
    };
    const cap = {
      ...minimum,
      rule: "R07",
      code: "max_order_notional",
      limit: 700,
      setting: "risk_limits.global.max_order_notional",
    };
    const because = {
      ...minimum,
      rule: "GROUP",
      code: "group_incomplete",
      measured: 1,
      limit: 2,
      unit: "count",
      leg: "ADAUSDT",
    };
    const events = Array.from({ length: 6 }, (_, day) =>
      cycle(at(24 * (day + 1)), {
        signals: SYMBOLS.map((symbol) => long("relative_value", symbol)),
        vetoes: [
          { strategy: "relative_value", symbol: "ADAUSDT", primary: "R07", violations: [cap, minimum] },
          { strategy: "relative_value", symbol: "DOTUSDT", primary: "GROUP", violations: [because] },
        ],
      }),
    );
    const { document, diagnoses } = reading([bars(at(24)), ...events], { strategy: "relative_value" });
    expect(document.funnel[1]?.topDrops).toEqual([
      { reason: "group_incomplete", count: 6, setting: null, value: null, limit: null },
    ]);
    const storm = diagnoses.find(({ code }) => code === "veto_storm");
    expect(storm?.text).toBe(
      "Veto storm: relative_value wanted to trade ADAUSDT, DOTUSDT 12 times and 12 were refused. max_order_notional, " +
        "6 times on ADAUSDT, the last time risk_limits.global.max_order_notional (50000) measured 750 against 700, and " +
        "risk_limits.global.min_notional_usdt (10) measured 750 against 800: these caps exclude each other. " +
        "`hedge risk explain ID` names the smallest change for one of them.",
    );
  });
});

describe("settings and figures of drops", () => {
  it("names a setting only for the drops that carried it: 1 of 40 no_signal has a figure", () => {
    const setting = "strategy_config.strategies.momentum.params.entry_strength";
    const events = Array.from({ length: 40 }, (_, hour) => {
      const detail = hour === 7 ? { measured: 0.2, limit: 0.25, setting } : null;
      return cycle(at(hour + 1), { drops: [drop("momentum", "ADAUSDT", "no_signal", detail)] });
    });
    const [row] = reading(events).document.funnel;
    expect(row?.topDrops).toEqual([
      { reason: "no_signal", count: 39, setting: null, value: null, limit: null },
      { reason: "no_signal", count: 1, setting, value: 0.2, limit: 0.25 },
    ]);
  });

  it("calls a filter only what ended signals: 350 bars of warm-up before them are none", () => {
    const warming = Array.from({ length: 350 }, (_, hour) => {
      const detail = { measured: hour, limit: 350, setting: "strategy_config.strategies.momentum.params.slow" };
      return cycle(at(hour), { drops: [drop("momentum", "ADAUSDT", "warmup", detail)] });
    });
    const waiting = Array.from({ length: 20 }, (_, hour) =>
      cycle(at(400 + hour), {
        signals: [long("momentum", "ADAUSDT")],
        drops: [drop("momentum", "ADAUSDT", hour < 15 ? "rearm" : "slots_full")],
      }),
    );
    const { diagnoses, document } = reading([bars(at(0)), ...warming, ...waiting, bars(at(420))]);
    expect(document.funnel[0]).toMatchObject({ signals: 20, protoIntents: 5 });
    expect(diagnoses.filter(({ code }) => code === "filtered").map(({ text }) => text)).toEqual([
      "momentum on ADAUSDT: 15 of 20 signals dropped by rearm.",
    ]);
  });
});

describe("a setup that can't trade", () => {
  it.each([
    ["the strategy's", configOf(1), "strategy_registry.strategies.relative_value.max_concurrent is 1"],
    ["the account's", configOf(2, 1), "risk_limits.global.max_concurrent_positions is 1"],
  ])("one slot of %s for a pair is a problem in plain words with its setting and remedy", (_, of, setting) => {
    const { diagnoses } = reading([bars(at(1)), cycle(at(1), {})], {}, of);
    const [problem, ...others] = diagnoses.filter(({ kind }) => kind === "problem");
    expect(others).toEqual([]);
    expect(problem?.text).toContain(
      `relative_value can open none of its 2 symbols, whatever the market and its NAV: a pair takes 2 slots, but ${setting}.`,
    );
    expect(problem?.text).toMatch(/ Raise [a-z_.]+ to 2\.$/);
  });

  it("is told before the first bar as well", () => {
    const { diagnoses } = reading([], {}, configOf(1));
    expect(diagnoses.map(({ kind, code }) => `${kind} ${code}`)).toContain("problem caps_exclude");
  });
});

describe("silence", () => {
  const silent = (hour: number, reason: string) => cycle(at(hour), { drops: [drop("momentum", "ADAUSDT", reason)] });

  it("is told of the symbols that were asked for, not of a strategy that trades elsewhere", () => {
    const events = [bars(at(1)), silent(1, "no_signal"), bars(at(20 * 24))];
    const idle = reading(events, { strategy: "momentum", symbol: "ADAUSDT" }).diagnoses.find(
      ({ code }) => code === "idle",
    );
    expect(idle?.text).toMatch(/^momentum on ADAUSDT is idle: no signal for 19 days \(none in all that time\)\./);
  });

  it("is none where a position is held", () => {
    const events = [bars(at(1)), silent(1, "no_signal"), silent(20 * 24, "holding"), bars(at(20 * 24))];
    const wish = { strategy: "momentum", symbol: "ADAUSDT" };
    expect(reading(events, wish).diagnoses.filter(({ code }) => code === "idle")).toEqual([]);
  });
});

/** Cycles in which each pair has one signal that ends some way, or none and a drop. */
const outcome = fc.record({
  strategy: fc.constantFrom("momentum", "relative_value"),
  symbol: fc.constantFrom(...SYMBOLS),
  signal: fc.boolean(),
  end: fc.constantFrom(
    "order",
    "veto",
    "rearm",
    "volatility_filter",
    "warmup",
    "slots_full",
    "no_signal",
    "holding",
    "pair_filter",
  ),
  figure: fc.boolean(),
});

function toldBy(
  outcomes: readonly { strategy: string; symbol: string; signal: boolean; end: string; figure: boolean }[],
  index: number,
): Told {
  const told = { signals: [] as object[], drops: [] as object[], vetoes: [] as object[], orders: [] as object[] };
  for (const [i, { strategy, symbol, signal, end, figure }] of outcomes.entries()) {
    if (signal) told.signals.push(long(strategy, symbol));
    const of = { strategy, symbol };
    const setting = "risk_limits.global.max_order_notional";
    const violation = { rule: "R07", code: "max_order_notional", measured: 9, limit: 5, unit: "usd", setting };
    if (end === "order")
      told.orders.push({ strategy, intentId: `i${index}-${i}`, request: { symbol, clientOrderId: `c${index}-${i}` } });
    else if (end === "veto") told.vetoes.push({ ...of, primary: "R07", violations: [violation] });
    else told.drops.push(drop(strategy, symbol, end, figure ? { measured: 1, limit: 2, setting } : null));
  }
  return told;
}

describe("every sentence against its counts, in 100 random journals", () => {
  it("says no number that the rows of the funnel do not bear out", () => {
    const seen = new Map<string, number>();
    const journal = fc.array(fc.array(outcome, { minLength: 2, maxLength: 6 }), { minLength: 20, maxLength: 60 });
    // What most of a journal's wishes end by.
    const mood = fc.constantFrom(null, "veto", "rearm", "no_signal");
    fc.assert(
      fc.property(journal, mood, fc.integer({ min: 1, max: 40 }), (random, most, daysAfter) => {
        const cycles = random.map((of, index) =>
          most === null || index % 12 === 11 ? of : of.map((one) => ({ ...one, end: most })),
        );
        const events = cycles.map((outcomes, index) => cycle(at(index + 1), toldBy(outcomes, index)));
        const endMs = at(cycles.length) + daysAfter * DAY_MS;
        const { document, diagnoses } = reading([bars(at(1)), ...events, bars(endMs)]);
        for (const row of document.funnel) {
          const steps = [row.signals, row.protoIntents, row.intents, row.sized, row.approved, row.filled];
          expect(steps).toEqual([...steps].sort((a, b) => b - a));
        }
        for (const { code, text } of diagnoses) {
          seen.set(code, (seen.get(code) ?? 0) + 1);
          if (code === "filtered") checkFiltered(text, document);
          else if (code === "veto_storm") checkStorm(text, document);
          else if (code === "idle") checkIdle(text, document, { endMs, cycles: events });
          else expect(text).toBe("a kind of sentence that this test knows");
        }
      }),
      { numRuns: 100, seed: 44 },
    );
    for (const code of ["filtered", "veto_storm", "idle"]) expect(seen.get(code) ?? 0, code).toBeGreaterThan(5);
  });
});

type Document = SignalsReading["document"];

function checkFiltered(text: string, { funnel }: Document): void {
  const [, strategy, symbol, ended, signals, reason] =
    /^(\w+) on (\w+): (\d+) of (\d+) signals dropped by (\w+)/.exec(text) ?? [];
  const row = funnel.find((of) => of.strategy === strategy && of.symbol === symbol);
  if (row === undefined) throw new Error(text);
  expect(Number(signals)).toBe(row.signals);
  expect(Number(ended)).toBeLessThanOrEqual(row.signals - row.protoIntents);
  const dropped = row.topDrops.filter((of) => of.reason === reason);
  expect(Number(ended)).toBeLessThanOrEqual(dropped.reduce((sum, { count }) => sum + count, 0));
  if (text.includes(" is "))
    expect(dropped.some(({ setting }) => setting !== null && text.includes(setting))).toBe(true);
}

function checkStorm(text: string, { funnel }: Document): void {
  const [, strategy, symbols = "", intents, refused, count, symbol] =
    /^Veto storm: (\w+) wanted to trade ([\w, ]+?) (\d+) times and (\d+) were refused\. \w+, (\d+) times? on (\w+),/.exec(
      text,
    ) ?? [];
  const rows = funnel.filter((row) => row.strategy === strategy && symbols.split(", ").includes(row.symbol));
  expect(Number(intents)).toBe(rows.reduce((sum, row) => sum + row.intents, 0));
  expect(Number(refused)).toBe(rows.reduce((sum, row) => sum + row.intents - row.approved, 0));
  const where = rows.find((row) => row.symbol === symbol);
  expect(Number(count)).toBe(where?.topDrops.find(({ reason }) => reason === "max_order_notional")?.count);
}

function checkIdle(
  text: string,
  { funnel }: Document,
  { endMs, cycles }: { endMs: number; cycles: readonly JournalEvent[] },
): void {
  const [, strategy, days, last, reason, count] =
    /^(\w+) is idle: no signal for (\d+) days \((?:none in all that time|the last was at (\S+))\)\.(?: What it says most, since \S+: (\w+) × (\d+)\.)?$/.exec(
      text,
    ) ?? [];
  const signalsAt = cycles.flatMap((event) =>
    event.type === "cycle.decided" && event.signals.some((signal) => signal.strategy === strategy) ? [event.atMs] : [],
  );
  expect(last === undefined ? undefined : Date.parse(last)).toBe(signalsAt.at(-1));
  expect(Number(days)).toBe(Math.floor((endMs - (signalsAt.at(-1) ?? at(1))) / DAY_MS));
  const rows = funnel.filter((row) => row.strategy === strategy);
  const sums = new Map<string, number>();
  for (const { topDrops } of rows)
    for (const of of topDrops) sums.set(of.reason, (sums.get(of.reason) ?? 0) + of.count);
  if (reason === undefined) expect(sums.size).toBe(0);
  else if (rows.every(({ topDrops }) => topDrops.length < 8)) expect(Number(count)).toBe(Math.max(...sums.values()));
  // A row shows its 8 most frequent reasons.
  else expect(Number(count)).toBeGreaterThanOrEqual(Math.max(...sums.values()));
}
