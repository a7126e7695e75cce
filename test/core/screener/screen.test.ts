import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Direction, Signal } from "../../../src/core/domain/intent.js";
import type { RearmWait } from "../../../src/core/domain/decision-book.js";
import { canonicalJson } from "../../../src/core/lib/canonical-json.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { SignalFilters } from "../../../src/core/screener/filters.js";
import { bucketMultiplier } from "../../../src/core/screener/filters.js";
import { screen } from "../../../src/core/screener/screen.js";
import { AT_MS, echoStrategy, features, targetOf, viewOf } from "./fixtures.js";
import { type One, open, policy, screenOne } from "./screen-one.js";

const dropped = (one: One) => screenOne(one).drops[0];

describe("screen", () => {
  it("hands on a long of strength 0.5 with its features and reasons in words and figures", () => {
    const { protoIntents, drops, signals } = screenOne({ signal: targetOf("long") });
    expect(drops).toEqual([]);
    expect(signals).toEqual([{ strategy: "momentum", symbol: "AUSDT", direction: "long", strength: 0.5 }]);
    expect(protoIntents).toEqual([
      {
        strategy: "momentum",
        symbol: "AUSDT",
        direction: "long",
        strength: 0.5,
        exposure: null,
        horizonBars: 48,
        exits: { stopDistance: 25, atr: 10, trailDistance: null, takeProfits: [], maxBars: null },
        features: { adx: 30, atr: 10, volatilityRatio: 0.9, annualVolatility: 0.6, betaToBtc: 1.1, trend: 1 },
        reasons: ["x 0.500 ATR", "trend up, ADX 30.0", "volatility normal, ratio 0.90"],
      },
    ]);
  });

  it("takes the horizon from max_bars 72 where the strategy has one", () => {
    const long = targetOf("long");
    const exits = { ...long.exits!, maxBars: 72 };
    expect(screenOne({ signal: { ...long, exits } }).protoIntents[0]?.horizonBars).toBe(72);
  });

  it("opens nothing on a bar of 2 hours ago and says 7200 s against 3600 s, not even an exit", () => {
    const bar = { ...viewOf("AUSDT").lastBar!, closeTimeMs: AT_MS - 2 * HOUR_MS };
    const stale = { lastBar: bar, stale: true };
    const detail = { measured: 7_200, limit: 3_600, setting: "strategy_config.bar_grace_seconds" };
    const drop = { strategy: "momentum", symbol: "AUSDT", reason: "stale_bars", detail };
    expect(dropped({ signal: targetOf("long"), view: stale })).toEqual(drop);
    expect(dropped({ signal: targetOf("flat"), view: stale, held: "long" })).toEqual(drop);
    expect(dropped({ signal: targetOf("long"), view: { lastBar: null } })).toMatchObject({
      reason: "stale_bars",
      detail: null,
    });
  });

  it("keeps what is held: same direction is holding, and no signal at all when flat stays flat", () => {
    expect(dropped({ signal: targetOf("long"), held: "long" })?.reason).toBe("holding");
    expect(dropped({ signal: targetOf("flat"), held: "flat" })?.reason).toBe("no_signal");
    expect(screenOne({ signal: targetOf("long"), held: "long" }).signals).toEqual([]);
  });

  it("passes on the strategy's own reason and figures", () => {
    const detail = { measured: 12, limit: 741, setting: "strategy_config.strategies.momentum.params.slow" };
    const signal: Signal = { kind: "none", reason: "warmup", detail, zone: 0 };
    expect(dropped({ signal })).toEqual({ strategy: "momentum", symbol: "AUSDT", reason: "warmup", detail });
  });

  it("never filters an exit: flat or opposite passes in panic, against the trend and while it waits to re-arm", () => {
    const view = { features: { ...features, volatility: "panic" as const, volatilityRatio: 3 } };
    const filters: SignalFilters = { volatility_buckets: {}, allowed_trends: { long: [], short: [] } };
    const rearm: RearmWait[] = [{ strategy: "momentum", symbol: "AUSDT", zone: -1 }];
    for (const direction of ["flat", "short"] as const) {
      const { protoIntents } = screenOne({ signal: targetOf(direction), held: "long", view, filters, rearm });
      expect(protoIntents.map((proto) => proto.direction)).toEqual([direction]);
    }
  });

  it("makes a stopped long wait while the signal is still above 0, and a short need not", () => {
    const rearm: RearmWait[] = [{ strategy: "momentum", symbol: "AUSDT", zone: 1 }];
    expect(dropped({ signal: targetOf("long"), rearm })?.reason).toBe("rearm");
    expect(dropped({ signal: targetOf("short"), rearm })).toBeUndefined();
    expect(dropped({ signal: targetOf("long"), rearm: [{ ...rearm[0]!, symbol: "BUSDT" }] })).toBeUndefined();
  });

  it("drops a short in an up trend of ADX 30 where shorts need down or range", () => {
    const filters: SignalFilters = { ...open, allowed_trends: { long: ["up"], short: ["down", "range"] } };
    expect(dropped({ signal: targetOf("short"), filters })).toMatchObject({
      reason: "regime_filter",
      detail: { measured: 30, limit: 20, setting: "strategy_config.strategies.momentum.allowed_trends.short" },
    });
    expect(dropped({ signal: targetOf("long"), filters })).toBeUndefined();
    const unknown = { features: { ...features, trend: null, adx: Number.NaN } };
    expect(dropped({ signal: targetOf("long"), filters, view: unknown })).toMatchObject({
      reason: "regime_filter",
      detail: null,
    });
  });

  it("drops a ratio of 1.9 against 1.5 where hot has no bucket, of 3 against 2.5 in panic, of 0.4 against 0.5", () => {
    const setting = "strategy_config.strategies.momentum.volatility_buckets";
    const inRegime = (volatility: "hot" | "panic" | "quiet", volatilityRatio: number) =>
      dropped({
        signal: targetOf("long"),
        view: { features: { ...features, volatility, volatilityRatio } },
        filters: { volatility_buckets: { normal: 1, quiet: 0 }, allowed_trends: null },
      });
    const drop = (measured: number, limit: number, regime: string) => ({
      reason: "volatility_filter",
      detail: { measured, limit, setting: `${setting}.${regime}` },
    });
    expect(inRegime("hot", 1.9)).toMatchObject(drop(1.9, 1.5, "hot"));
    expect(inRegime("panic", 3)).toMatchObject(drop(3, 2.5, "panic"));
    expect(inRegime("quiet", 0.4)).toMatchObject(drop(0.4, 0.5, "quiet"));
  });

  it("opens nothing after 480 of 500 bars: an unknown regime has multiplier 0, as has one without a bucket", () => {
    const view = { features: { ...features, barsSeen: 480, volatility: null, volatilityRatio: Number.NaN } };
    expect(dropped({ signal: targetOf("long"), view })).toMatchObject({
      reason: "warmup",
      detail: { measured: 480, limit: 500 },
    });
    expect(bucketMultiplier(open, null)).toBe(0);
    expect([bucketMultiplier(open, "hot"), bucketMultiplier(open, "panic")]).toEqual([0.5, 0]);
  });

  it("halts on a strength of 1.5 or NaN, which only a bug can give", () => {
    for (const strength of [1.5, -0.1, Number.NaN]) {
      expect(() => screenOne({ signal: targetOf("long", strength) })).toThrow("strength");
    }
  });
});

describe("a whole pass", () => {
  const symbols = ["AUSDT", "BUSDT", "CUSDT", "DUSDT"];
  const direction = fc.constantFrom<Direction>("long", "short", "flat");
  const signal = fc.oneof(
    fc.tuple(direction, fc.double({ min: 0, max: 1, noNaN: true })).map(([to, strength]) => targetOf(to, strength)),
    fc.constant<Signal>({ kind: "none", reason: "no_signal", detail: null, zone: 0 }),
  );
  const cell = fc.record({
    signal,
    held: direction,
    stale: fc.boolean(),
    volatility: fc.constantFrom(null, "quiet" as const, "normal" as const, "hot" as const, "panic" as const),
    volatilityRatio: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 4, noNaN: true })),
  });
  const cells = fc.array(cell, { minLength: 8, maxLength: 8 });

  it("ends each strategy × symbol as exactly one proto-intent or drop, all fit for a journal line", () => {
    fc.assert(
      fc.property(cells, (drawn) => {
        const at = (strategy: string, symbol: string) => drawn[(strategy === "one" ? 0 : 4) + symbols.indexOf(symbol)]!;
        const views = symbols.map((symbol) => {
          const { stale, volatility, volatilityRatio } = at("one", symbol);
          return viewOf(symbol, { stale, features: { ...features, volatility, volatilityRatio } });
        });
        const { protoIntents, drops, signals } = screen({
          view: { atMs: AT_MS, symbols: new Map(views.map((view) => [view.symbol, view])) },
          strategies: [echoStrategy("one", symbols), echoStrategy("two", symbols)],
          states: (strategy, symbol) => at(strategy, symbol).signal,
          held: (strategy, symbol) => at(strategy, symbol).held,
          rearm: [],
          filters: { one: open, two: open },
          policy,
        });
        const pairs = [...protoIntents, ...drops].map(({ strategy, symbol }) => `${strategy} ${symbol}`);
        expect(pairs.sort()).toEqual(["one", "two"].flatMap((id) => symbols.map((symbol) => `${id} ${symbol}`)));
        expect(signals.length).toBeGreaterThanOrEqual(protoIntents.length);
        expect(canonicalJson({ protoIntents, drops, signals })).toContain("drops");
      }),
    );
  });

  it("asks nothing about symbols outside the view, as in the cycle after a flip", () => {
    const { protoIntents, drops } = screen({
      view: { atMs: AT_MS, symbols: new Map([["BUSDT", viewOf("BUSDT")]]) },
      strategies: [echoStrategy("one", symbols)],
      states: () => targetOf("long"),
      held: () => "flat",
      rearm: [],
      filters: { one: open },
      policy,
    });
    expect([protoIntents.map((proto) => proto.symbol), drops]).toEqual([["BUSDT"], []]);
  });
});
