import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LegRules } from "../../../../src/core/research/kernel/leg-rules.js";
import type { KernelMarket } from "../../../../src/core/research/kernel/market.js";
import { momentumFeatures } from "../../../../src/core/research/kernel/momentum-features.js";
import { runMomentum } from "../../../../src/core/research/kernel/momentum-run.js";
import { foldKey, runPoints, type StrategyPoint } from "../../../../src/core/research/kernel/strategy-run.js";
import type { KernelTerms, MomentumPoint } from "../../../../src/core/research/kernel/terms.js";
import { momentumPoint } from "../../../../src/core/research/sweep/strategy-points.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { momentumParamsSchema } from "../../../../src/core/strategies/momentum-params.js";
import { PAIR_STRATEGIES } from "../../../../src/core/strategies/pair-registry.js";
import { MARKET_STRATEGIES } from "../../../../src/core/strategies/registry.js";

const HOUR_MS = 3_600_000;
const ROWS = 900;

/** A random walk with gaps between bars, funding every eighth hour, and no mark recorded. */
function randomMarket(seed: string): KernelMarket {
  const rng = createRng(seed);
  const column = (): Float64Array => new Float64Array(ROWS);
  const market = {
    ...{ symbol: `SYM${seed}`, barMs: HOUR_MS, openTimeMs: column(), open: column(), high: column(), low: column() },
    ...{ close: column(), mark: column(), longPays: column(), shortGets: column(), volume: column() },
  };
  let price = 100;
  for (let row = 0; row < ROWS; row += 1) {
    const step = (share: number): number => 1 + share * (rng.next() - 0.5);
    const open = price * step(0.01);
    const close = open * step(0.03);
    market.openTimeMs[row] = row * HOUR_MS;
    market.open[row] = open;
    market.close[row] = close;
    market.mark[row] = close;
    market.high[row] = Math.max(open, close) * (1 + 0.01 * rng.next());
    market.low[row] = Math.min(open, close) * (1 - 0.01 * rng.next());
    market.volume[row] = 1 + rng.next();
    if (row % 8 === 7) market.longPays[row] = market.shortGets[row] = close * 0.0002 * (rng.next() - 0.3);
    price = close;
  }
  return market;
}

function rulesOf(markets: number): LegRules {
  const brackets = [
    { notionalFloorUsd: 0, notionalCapUsd: Infinity, maxLeverage: 20, maintenanceRate: 0.01, deductionUsd: 0 },
  ];
  return {
    ...{ trailStepAtr: 0.25, liquidationFraction: 0.5, tick: 1e-12, warmRow: 499 },
    markets: Array.from({ length: markets }, () => ({ minNotionalUsd: 0, brackets })),
  };
}

const TERMS: KernelTerms = {
  ...{ navStart: 100_000, weight: 1, takerFee: 0.0005, slippage: 0.0001, disasterAtr: 6, firstRow: 480 },
};

function curveOf(markets: readonly KernelMarket[], point: StrategyPoint, terms = TERMS) {
  const nav: number[] = [];
  const extras = { onBar: (_row: number, value: number) => void nav.push(value) };
  const [tally] = runPoints({ markets, terms, rules: rulesOf(markets.length) }, [{ point, extras }]);
  return { nav, tally };
}

function kernelCurveOf(markets: readonly KernelMarket[], point: MomentumPoint, terms = TERMS) {
  const nav: number[] = [];
  const onBar = (_row: number, value: number): void => void nav.push(value);
  return { nav, tally: runMomentum({ markets, features: markets.map(momentumFeatures), terms }, point, { onBar }) };
}

const anyPlain = fc
  .record({
    fast: fc.integer({ min: 2, max: 12 }),
    gap: fc.integer({ min: 1, max: 20 }),
    atr_period: fc.integer({ min: 2, max: 14 }),
    entry_strength: fc.double({ min: 0.01, max: 1, noNaN: true }),
    full_strength: fc.double({ min: 0.1, max: 2, noNaN: true }),
    stop_atr: fc.double({ min: 0.1, max: 5.5, noNaN: true }),
  })
  .map(({ fast, gap, ...others }) => momentumParamsSchema.parse({ fast, slow: fast + gap, ...others }));

describe("plain momentum, run as any strategy", () => {
  it("is to the last bit what its own kernel makes of random bars: every NAV and every figure", () => {
    let trades = 0;
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), anyPlain, (seed, params) => {
        const markets = [randomMarket(seed)];
        const generic = curveOf(markets, { strategy: "momentum", params });
        const kernel = kernelCurveOf(markets, momentumPoint(params));
        expect(generic).toEqual(kernel);
        trades += kernel.tally.trades;
      }),
      { numRuns: 60 },
    );
    expect(trades).toBeGreaterThan(500);
  });

  it("differs on three markets only by the NAV that a flip is sized by: under 2 bps, the same trades", () => {
    const params = momentumParamsSchema.parse({ fast: 3, slow: 9, stop_atr: 1 });
    const markets = ["a", "b", "c"].map(randomMarket);
    const terms = { ...TERMS, weight: 1 / 3 };
    const generic = curveOf(markets, { strategy: "momentum", params }, terms);
    const kernel = kernelCurveOf(markets, momentumPoint(params), terms);
    expect(generic.tally!.trades).toBe(kernel.tally.trades);
    const worst = Math.max(...generic.nav.map((nav, at) => Math.abs(nav / kernel.nav[at]! - 1)));
    expect(worst).toBeLessThan(2e-4);
  });
});

describe("combinations side by side", () => {
  const markets = [randomMarket("x"), randomMarket("y")];
  const ground = { markets, terms: { ...TERMS, weight: 0.5 }, rules: rulesOf(2) };

  it("come to the same bytes as each alone: five trails over one fold", () => {
    const runs = [0.5, 1, 1.5, 2, 2.4].map((trail_atr) => ({
      point: {
        strategy: "momentum",
        params: momentumParamsSchema.parse({ fast: 4, slow: 10, trail_atr, max_bars: 30 }),
      },
      extras: {},
    }));
    const together = runPoints(ground, runs);
    expect(together).toEqual(runs.map((run) => runPoints(ground, [run])[0]));
    expect(new Set(together.map(({ nav }) => nav)).size).toBe(5);
  });

  it("share a fold where only exits differ, and never across another window", () => {
    const keyOf = (changes: Record<string, unknown>): string =>
      foldKey({ strategy: "momentum", params: momentumParamsSchema.parse({ fast: 4, slow: 10, ...changes }) });
    expect(keyOf({ trail_atr: 1 })).toBe(keyOf({ max_bars: 3, stop_atr: 1 }));
    expect(keyOf({ slow: 11 })).not.toBe(keyOf({}));
  });

  it("may share one: no fold reads a parameter that its definition does not name", () => {
    const market = randomMarket("z");
    const barAt = (row: number) => ({
      ...{ symbol: "S", openTimeMs: row * HOUR_MS, closeTimeMs: (row + 1) * HOUR_MS, mark: null },
      ...{ open: market.open[row]!, high: market.high[row]!, low: market.low[row]!, close: market.close[row]! },
      volume: market.volume![row]!,
    });
    for (const definition of [...MARKET_STRATEGIES, ...PAIR_STRATEGIES]) {
      const read = new Set<string>();
      const params = new Proxy(definition.params.parse({}) as Record<string, unknown>, {
        get: (of, name) => {
          read.add(String(name));
          return of[String(name)];
        },
      });
      const state = definition.create(params);
      for (let row = 0; row < ROWS; row += 1) {
        if ("pairs" in definition) {
          definition.next(state, 0, barAt(row), params);
          definition.next(state, 1, { ...barAt(row), close: market.open[row]! }, params);
        } else definition.next(state, barAt(row), params);
      }
      expect([...read].filter((name) => definition.foldParams?.includes(name) === false)).toEqual([]);
    }
  });
});
