import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BookSnapshot } from "../../../src/core/domain/book.js";
import type { RearmWait } from "../../../src/core/domain/decision-book.js";
import type { Direction, Signal } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { canonicalJson } from "../../../src/core/lib/canonical-json.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { SignalFilters } from "../../../src/core/screener/filters.js";
import { bucketMultiplier } from "../../../src/core/screener/filters.js";
import { screenerPolicySchema } from "../../../src/core/screener/policy.js";
import { screen } from "../../../src/core/screener/screen.js";
import { AT_MS, echoStrategy, features, targetOf, viewOf } from "./fixtures.js";

const policy = screenerPolicySchema.parse({});
const open: SignalFilters = { volatility_buckets: { quiet: 1, normal: 1, hot: 0.5 }, allowed_trends: null };

interface One {
  readonly signal: Signal;
  readonly held?: Direction;
  readonly view?: Partial<SymbolView>;
  readonly filters?: SignalFilters;
  readonly rearm?: readonly RearmWait[];
  readonly policy?: typeof policy;
}

/** Screens one strategy on one symbol. */
function screenOne({ signal, held = "flat", view = {}, filters = open, rearm = [], policy: given = policy }: One) {
  return screen({
    view: { atMs: AT_MS, symbols: new Map([["AUSDT", viewOf("AUSDT", view)]]) },
    strategies: [echoStrategy("momentum", ["AUSDT"])],
    states: () => signal,
    held: () => held,
    rearm,
    filters: { momentum: filters },
    policy: given,
  });
}

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

describe("order book filters", () => {
  const bookOf = (bid: number, ask: number, bidQty: number, askQty: number): BookSnapshot => ({
    symbol: "AUSDT",
    atMs: AT_MS,
    bids: [{ price: bid, qty: bidQty }],
    asks: [{ price: ask, qty: askQty }],
  });
  const inBook = (book: BookSnapshot, direction: "long" | "short" = "long", order_book: object = {}) =>
    screenOne({ signal: targetOf(direction), view: { book }, policy: screenerPolicySchema.parse({ order_book }) });

  it("let 9.999 bps pass and drop 10.01 bps against 10", () => {
    const tight = inBook(bookOf(99.95, 100.0499, 1, 1));
    expect(tight.drops).toEqual([]);
    expect(tight.protoIntents[0]?.features["spreadBps"]).toBeCloseTo(9.99, 2);
    const wide = inBook(bookOf(99.95, 100.0501, 1, 1)).drops[0];
    expect(wide).toMatchObject({ reason: "spread_filter", detail: { limit: 10 } });
    expect(wide?.detail?.setting).toBe("strategy_config.screener.order_book.max_spread_bps");
  });

  it("tell what 10,000 USD would cost on each side: half the spread, and more where the levels end", () => {
    const { protoIntents } = inBook(bookOf(99.95, 100.0499, 1_000, 1_000));
    expect(protoIntents[0]?.features["buySlippage10kUsdBps"]).toBeCloseTo(4.995, 3);
    expect(protoIntents[0]?.features["sellSlippage10kUsdBps"]).toBeCloseTo(4.995, 3);
    expect(screenOne({ signal: targetOf("long") }).protoIntents[0]?.features).not.toHaveProperty(
      "buySlippage10kUsdBps",
    );
  });

  it("drop a long into 4 asked per bid (0.6 allowed: 0.6 passes, 0.667 not), a short there passes", () => {
    expect(inBook(bookOf(100, 100.01, 1, 4)).drops).toEqual([]);
    expect(inBook(bookOf(100, 100.01, 1, 5)).drops[0]).toMatchObject({ reason: "book_filter", detail: { limit: 0.6 } });
    expect(inBook(bookOf(100, 100.01, 1, 5), "short").drops).toEqual([]);
    expect(inBook(bookOf(100, 100.01, 5, 1), "short").drops[0]?.reason).toBe("book_filter");
  });

  it("count depth on the side that is taken from: 100 of 150 USD asked for a long", () => {
    const thin = bookOf(99.99, 100, 2, 1);
    expect(inBook(thin, "long", { min_depth_usd: 150 }).drops[0]).toMatchObject({
      reason: "book_filter",
      detail: { measured: 100, limit: 150 },
    });
    expect(inBook(thin, "short", { min_depth_usd: 150 }).drops).toEqual([]);
  });

  it("drop an entry by a book of 10.001 s ago as stale_book, whatever it says, and tell none of its figures", () => {
    const aged = (seconds: number, direction: "long" | "flat" = "long") =>
      screenOne({
        signal: targetOf(direction),
        held: direction === "flat" ? "long" : "flat",
        view: { book: bookOf(100, 100.01, 1, 1), bookAge: { seconds, limitSeconds: 10 } },
      });
    expect(aged(10).drops).toEqual([]);
    expect(aged(10).protoIntents[0]?.features).toHaveProperty("spreadBps");
    const setting = "risk_limits.global.market_quality.max_book_age_seconds";
    expect(aged(10.001).drops).toMatchObject([
      { reason: "stale_book", detail: { measured: 10.001, limit: 10, setting } },
    ]);
    expect(aged(-0.001).drops).toMatchObject([{ reason: "stale_book", detail: { measured: -0.001 } }]);
    expect(aged(Number.NaN).drops).toMatchObject([{ reason: "stale_book", detail: null }]);
    const exit = aged(3_600, "flat");
    expect(exit.drops).toEqual([]);
    expect(exit.protoIntents[0]?.features).not.toHaveProperty("spreadBps");
  });

  it("refuse an empty or crossed book", () => {
    const empty = { symbol: "AUSDT", atMs: AT_MS, bids: [], asks: [] };
    expect(inBook(empty).drops[0]).toMatchObject({ reason: "spread_filter", detail: null });
    expect(inBook(bookOf(101, 100, 1, 1)).drops[0]?.reason).toBe("spread_filter");
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
