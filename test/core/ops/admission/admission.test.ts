import { describe, expect, it } from "vitest";
import type { Bar } from "../../../../src/core/domain/bar.js";
import { timeframeOf } from "../../../../src/core/domain/data-series.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { admit, type Trial } from "../../../../src/core/ops/admission/admit.js";
import { verdicts } from "../../../../src/core/ops/admission/verdict.js";
import { sameDecision, truncationInvariance, warmupInvariance } from "../../../../src/core/ops/admission/invariance.js";
import { outcomeOf } from "../../../../src/core/ops/admission/outcome.js";
import { subjectsOf } from "../../../../src/core/ops/admission/subject.js";
import type { BoundStrategy } from "../../../../src/core/strategies/definition.js";
import { bindPairStrategies } from "../../../../src/core/strategies/pair-registry.js";
import { strategyRegistrySchema, strategySettingsSchema } from "../../../../src/core/strategies/policy.js";
import { bindStrategies, STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { exposureStrategy } from "../../../support/exposure-strategy.js";
import { recordedInstants } from "../../../support/recorded-bars.js";

function hour(at: number, open: number, close = open): Bar {
  const span = { symbol: "BTCUSDT", openTimeMs: at * HOUR_MS, closeTimeMs: (at + 1) * HOUR_MS };
  return { ...span, open, close, high: Math.max(open, close), low: Math.min(open, close), volume: 1, mark: null };
}

const walk = (count: number) =>
  Array.from({ length: count }, (_, i) => [hour(i, 100 + ((i * 7) % 13), 100 + (((i + 1) * 7) % 13))]);

/** Long above 105; takes the close as it comes. */
const honest = (): BoundStrategy => exposureStrategy({ exposureOf: (close) => (close > 105 ? 1 : 0) });

const subjectOf = (strategy: BoundStrategy) => subjectsOf([strategy], [])[0]!;

describe("every registered strategy on recorded markets", () => {
  const symbols = ["ADAUSDT", "DOTUSDT"];
  const ids = STRATEGIES.map(({ id }) => id);
  const registry = strategyRegistrySchema.parse({
    strategies: Object.fromEntries(ids.map((id) => [id, { strategy: id, enabled: true, max_concurrent: 8, symbols }])),
  });
  const strategies = STRATEGIES.map(({ id, barMs }) =>
    strategySettingsSchema.parse({
      ...{ id, timeframe: timeframeOf(barMs), max_nav_pct: 1, max_leverage: 1 },
      params: id === "relative_value" ? { pairs: [symbols] } : {},
    }),
  );
  const subjects = subjectsOf(bindStrategies(registry, { strategies }), bindPairStrategies(registry, { strategies }));

  it("is one of these", () => {
    expect(new Set(subjects.map(({ strategy }) => strategy))).toEqual(new Set(ids));
    expect(ids).toEqual(["momentum", "vol_target", "smart_money", "relative_value"]);
  });

  it.each(subjects.filter(({ name }) => name !== "DOTUSDT").map((subject) => [subject.strategy, subject] as const))(
    "%s is the same at 8 places, the future not there or there, the past of before its warm-up or without",
    async (_id, subject) => {
      const instants = await recordedInstants(subject.symbols);
      const found = admit(subject, instants, { every: 2_040, costFraction: 0.0006 });
      expect([found.truncation.first, found.warmup.first]).toEqual([null, null]);
      expect(found.truncation.compared).toBe(8);
      expect(found.warmup.compared).toBeGreaterThanOrEqual(6);
      // One market says nothing about costs and delay: that is judged over all of them.
      expect(verdicts([found])[0]?.failed.filter((test) => test === "truncation" || test === "warmup")).toEqual([]);
      // Whatever it gains, twice the costs are twice the costs, and the same changes.
      expect(found.base.changes).toBeGreaterThan(0);
      expect(found.dearer.costs).toBeCloseTo(2 * found.base.costs, 9);
      expect(found.dearer.gain).toBeCloseTo(found.base.gain - found.base.costs, 9);
      expect(found.later.changes).toBeLessThanOrEqual(found.base.changes);
    },
    30_000,
  );
});

describe("admission", () => {
  it("finds a strategy that sees the future through what its folds share", () => {
    const seen: number[] = [];
    const cheat: BoundStrategy = {
      ...honest(),
      next: (state, bar) => {
        honest().next(state, bar);
        seen[bar.openTimeMs / HOUR_MS] = bar.close;
        (state as { at?: number }).at = bar.openTimeMs / HOUR_MS;
      },
      signal: (state) => {
        const tomorrow = seen[((state as { at?: number }).at ?? 0) + 24] ?? 0;
        return { kind: "none", reason: tomorrow > 105 ? "holding" : "no_signal", detail: null, zone: 0 };
      },
    };
    const result = truncationInvariance(subjectOf(cheat), walk(200), 10);
    expect(result.first).not.toBeNull();
    expect(truncationInvariance(subjectOf(honest()), walk(200), 10)).toEqual({ compared: 20, first: null });
  });

  it("finds one that remembers longer than its warm-up says, with instant and both words", () => {
    const counting: BoundStrategy = {
      ...honest(),
      warmupBars: 24,
      create: () => ({ bars: 0 }),
      next: (state) => void ((state as { bars: number }).bars += 1),
      signal: (state) => {
        const measured = (state as { bars: number }).bars;
        return { kind: "none", reason: "no_signal", detail: { measured, limit: 1, setting: "x" }, zone: 0 };
      },
    };
    const { compared, first } = warmupInvariance(subjectOf(counting), walk(200), 50);
    expect(compared).toBe(1);
    expect(first).toMatchObject({ atMs: 50 * HOUR_MS });
    expect(
      [first?.whole, first?.part].map(
        (text) => (JSON.parse(text!) as { detail: { measured: number } }).detail.measured,
      ),
    ).toEqual([50, 24]);
  });

  it("proves nothing where nothing could be compared", () => {
    const [found] = verdicts([admit(subjectOf(honest()), walk(5), { every: 10, costFraction: 0 })]);
    expect([found?.truncation.compared, found?.admitted]).toEqual([0, false]);
    expect(found?.failed).toContain("truncation");
  });

  it("takes figures that differ by 1e-10 for the same decision, and by 1e-8 not", () => {
    const text = (exposure: number) =>
      JSON.stringify({ kind: "target", exposure, reasons: [`x ${exposure.toFixed(3)}`] });
    expect(sameDecision(text(0.5), text(0.5 + 1e-10))).toBe(true);
    expect(sameDecision(text(0.5), text(0.5 + 1e-8))).toBe(false);
    expect(sameDecision(text(0.5), JSON.stringify({ kind: "none" }))).toBe(false);
  });

  it("trades at the open after the close that decides: in at 110, out at 99, two sides at 10 bps, a bar later 121 to 90", () => {
    const closes = [100, 110, 100, 100, 100];
    const opens = [100, 100, 110, 99, 90];
    const instants = closes.map((close, i) => [hour(i, opens[i]!, close)]);
    const at = (costFraction: number, delayBars: number) =>
      outcomeOf(subjectOf(honest()), instants, { costFraction, delayBars });
    expect(at(0.001, 0)).toEqual({
      gain: expect.closeTo(99 / 110 - 1 - 0.002, 12) as number,
      costs: 0.002,
      changes: 2,
    });
    expect(at(0.002, 0).gain).toBeCloseTo(99 / 110 - 1 - 0.004, 12);
    expect(at(0, 1).gain).toBeCloseTo(90 / 99 - 1, 12);
  });
});

describe("the verdict over all markets of a strategy", () => {
  const sound = { compared: 8, first: null };
  const run = (gain: number) => ({ gain, costs: 0.1, changes: 10 });
  function trial(name: string, [base, dearer, later]: readonly [number, number, number], strategy = "momentum"): Trial {
    const gains = { base: run(base), dearer: run(dearer), later: run(later) };
    return { strategy, name, truncation: sound, warmup: sound, ...gains, keptWhenDearer: null, keptWhenLater: null };
  }

  it("fails what turns from +11 % to −3 % at twice the costs, on its only market", () => {
    const [row] = verdicts([trial("BTCUSDT", [0.11, -0.03, 0.12])]);
    expect(row).toMatchObject({ failed: ["dearer"], admitted: false, together: { markets: 1, dearer: -0.03 } });
  });

  it("lets a market that loses pass where all together still gain, and names both stresses where they do not", () => {
    const passing = verdicts([trial("BTCUSDT", [0.11, -0.03, 0.02]), trial("ETHUSDT", [0.2, 0.1, 0.05])]);
    expect(passing.map(({ admitted }) => admitted)).toEqual([true, true]);
    const [failing] = verdicts([trial("BTCUSDT", [0.11, -0.03, -0.04]), trial("ETHUSDT", [0.2, 0.02, 0.03])]);
    expect(failing?.failed).toEqual(["dearer", "later"]);
  });

  it("judges each strategy by its own markets, and exactly nothing as nothing", () => {
    const rows = verdicts([trial("BTCUSDT", [1, 1, 1]), trial("BTCUSDT", [0, 0, 0], "vol_target")]);
    expect(rows.map(({ strategy, failed }) => [strategy, failed])).toEqual([
      ["momentum", []],
      ["vol_target", ["dearer", "later"]],
    ]);
    expect(verdicts([trial("BTCUSDT", [1, Number.NaN, 1])])[0]?.failed).toEqual(["dearer"]);
  });

  it("fails only the market on which an invariance breaks, whatever it gains", () => {
    const first = { atMs: 0, whole: "a", part: "b" };
    const rows = verdicts([
      { ...trial("BTCUSDT", [1, 1, 1]), truncation: { compared: 8, first } },
      trial("ETHUSDT", [1, 1, 1]),
    ]);
    expect(rows.map(({ failed }) => failed)).toEqual([["truncation"], []]);
  });
});
