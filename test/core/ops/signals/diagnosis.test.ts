import { describe, expect, it } from "vitest";
import { at, bars, configOf, cycle, drop, long, reading, SYMBOLS } from "./support.js";

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
