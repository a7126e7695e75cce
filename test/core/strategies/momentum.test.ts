import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/bar.js";
import { atrWilder } from "../../../src/core/quant/atr.js";
import { ema } from "../../../src/core/quant/ema.js";
import type { HeldDirection } from "../../../src/core/strategies/definition.js";
import { momentumParamsSchema } from "../../../src/core/strategies/momentum-params.js";
import type { MomentumParams } from "../../../src/core/strategies/momentum-params.js";
import { momentum, momentumX } from "../../../src/core/strategies/momentum.js";
import type { MomentumState } from "../../../src/core/strategies/momentum.js";
import { columnsOf, randomBars } from "../../support/samples/bars.js";

const defaults = momentumParamsSchema.parse({});

function fold(bars: readonly Bar[], params: MomentumParams = defaults): MomentumState {
  const state = momentum.create(params);
  for (const bar of bars) momentum.next(state, bar, params);
  return state;
}

/** A warm state whose averages stand as told: only what `signal` reads. */
function stateAt(x: number, atr = 10): MomentumState {
  const state = momentum.create(defaults);
  state.bars = state.warmup;
  Object.assign(state.fast, { seen: 1_000, value: 1_000 + x * atr });
  Object.assign(state.slow, { seen: 1_000, value: 1_000 });
  Object.assign(state.atr, { seen: 1_000, value: atr, previousClose: 1_000 });
  return state;
}

function decide(x: number, held: HeldDirection): string {
  const signal = momentum.signal(stateAt(x), held, defaults);
  return signal.kind === "none" ? signal.reason : signal.direction;
}

describe("momentum", () => {
  it("opens long from x 0.25 and short from x −0.25 on, nothing at 0.249", () => {
    expect([0.25, 0.3, -0.25, -2].map((x) => decide(x, "flat"))).toEqual(["long", "long", "short", "short"]);
    expect([0.249, 0, -0.249].map((x) => decide(x, "flat"))).toEqual(["no_signal", "no_signal", "no_signal"]);
  });

  it("keeps a long down to x 0.001, leaves it at 0 and turns it at −0.25", () => {
    expect([1, 0.1, 0.001].map((x) => decide(x, "long"))).toEqual(["long", "long", "long"]);
    expect([0, -0.1, -0.249].map((x) => decide(x, "long"))).toEqual(["flat", "flat", "flat"]);
    expect(decide(-0.25, "long")).toBe("short");
  });

  it("keeps a short up to x −0.001, leaves it at 0 and turns it at 0.25", () => {
    expect([-1, -0.1, -0.001].map((x) => decide(x, "short"))).toEqual(["short", "short", "short"]);
    expect([0, 0.1, 0.249].map((x) => decide(x, "short"))).toEqual(["flat", "flat", "flat"]);
    expect(decide(0.25, "short")).toBe("long");
  });

  it("has strength 0.5 at x 0.5, 1 at x −3, and a stop 25 away with an ATR of 10", () => {
    expect(momentum.signal(stateAt(0.5), "flat", defaults)).toMatchObject({ strength: 0.5, zone: 1 });
    expect(momentum.signal(stateAt(-3), "flat", defaults)).toMatchObject({
      strength: 1,
      zone: -1,
      exposure: null,
      exits: { stopDistance: 25, atr: 10, trailDistance: null, takeProfits: [], maxBars: null },
      reasons: ["EMA20 < EMA50", "x -3.000 ATR (entry 0.25)"],
    });
  });

  it("names |x| 0.2, the limit 0.25 and the setting when nothing is opened", () => {
    const signal = momentum.signal(stateAt(-0.2), "flat", defaults);
    expect(signal).toMatchObject({ kind: "none", reason: "no_signal", zone: -1 });
    expect(signal.kind === "none" && signal.detail?.limit).toBe(0.25);
    expect(signal.kind === "none" && signal.detail?.setting).toBe("params.entry_strength");
    expect(signal.kind === "none" && signal.detail?.measured).toBeCloseTo(0.2, 12);
  });

  it("puts trail, ladder and max_bars of the parameters into the exits", () => {
    const params = momentumParamsSchema.parse({
      stop_atr: 2,
      trail_atr: 3,
      take_profit: [
        { atr: 1, fraction: 0.5 },
        { atr: 4, fraction: 0.25 },
      ],
      max_bars: 72,
    });
    const signal = momentum.signal(stateAt(1), "flat", params);
    expect(signal.kind === "target" && signal.exits).toEqual({
      stopDistance: 20,
      atr: 10,
      trailDistance: 30,
      takeProfits: [
        { distance: 10, fraction: 0.5 },
        { distance: 40, fraction: 0.25 },
      ],
      maxBars: 72,
    });
  });

  it("opens nothing in a market without any range, and leaves what is held there", () => {
    const bars = randomBars({ seed: 1, count: 900 }).map((bar) => ({ ...bar, open: 5, high: 5, low: 5, close: 5 }));
    const state = fold(bars);
    expect(momentum.signal(state, "flat", defaults)).toMatchObject({ kind: "none", reason: "no_signal", zone: 0 });
    expect(momentum.signal(state, "long", defaults)).toMatchObject({ kind: "target", direction: "flat" });
  });

  it("is in warm-up for exactly warmupBars − 1 bars and says so with both figures", () => {
    const warmup = momentum.warmupBars(defaults);
    const bars = randomBars({ seed: 2, count: warmup });
    expect(momentum.signal(fold(bars.slice(0, -1)), "flat", defaults)).toEqual({
      kind: "none",
      reason: "warmup",
      detail: { measured: warmup - 1, limit: warmup, setting: "params.slow" },
      zone: 0,
    });
    const signal = momentum.signal(fold(bars), "flat", defaults);
    expect(signal.kind === "none" ? signal.reason : "").not.toBe("warmup");
  });
});

const params = fc
  .record({
    fast: fc.integer({ min: 2, max: 30 }),
    gap: fc.integer({ min: 1, max: 40 }),
    atr_period: fc.integer({ min: 2, max: 40 }),
  })
  .map(({ fast, gap, atr_period }) => momentumParamsSchema.parse({ fast, slow: fast + gap, atr_period }));

describe("momentum as a fold", () => {
  it("reads at each bar what the batch of EMA and ATR says of the bars up to it, so the future can't be seen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), params, fc.nat(99), (seed, chosen, ahead) => {
        const bars = randomBars({ seed, count: 300 });
        const seen = bars.slice(0, bars.length - ahead);
        const { close, ...range } = columnsOf(seen);
        const last = seen.length - 1;
        const distance = ema(close, chosen.fast)[last]! - ema(close, chosen.slow)[last]!;
        const expected = distance / atrWilder({ close, ...range }, chosen.atr_period)[last]!;
        expect(momentumX(fold(seen, chosen), chosen)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("moves x by at most 1e-9 when up to 500 older bars are added to warmupBars, crashes and calm included", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        params,
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(0.002, 0.01, 0.05),
        (seed, chosen, older, move) => {
          const warmup = momentum.warmupBars(chosen);
          const bars = randomBars({ seed, count: warmup + older, move });
          const short = momentumX(fold(bars.slice(older), chosen), chosen);
          expect(Math.abs(momentumX(fold(bars, chosen), chosen) - short)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("needs a longer warm-up for longer averages: 741 bars by default", () => {
    expect(momentum.warmupBars(defaults)).toBe(741);
    expect(momentum.warmupBars({ ...defaults, atr_period: 100 })).toBeGreaterThan(2_000);
  });

  it("goes on bit for bit from a state that went through JSON", () => {
    const bars = randomBars({ seed: 8, count: 900 });
    const resumed = JSON.parse(JSON.stringify(fold(bars.slice(0, 400)))) as MomentumState;
    for (const bar of bars.slice(400)) momentum.next(resumed, bar, defaults);
    expect(resumed).toEqual(fold(bars));
  });
});

describe("momentum parameters", () => {
  it("refuse fast 50 with slow 50, a ladder that closes 1.1, and a misspelt key", () => {
    expect(momentumParamsSchema.safeParse({ fast: 50, slow: 50 }).error?.issues[0]).toMatchObject({ path: ["fast"] });
    const ladder = [
      { atr: 1, fraction: 0.6 },
      { atr: 2, fraction: 0.5 },
    ];
    expect(momentumParamsSchema.safeParse({ take_profit: ladder }).error?.issues[0]).toMatchObject({
      path: ["take_profit"],
    });
    expect(momentumParamsSchema.safeParse({ fats: 20 }).success).toBe(false);
  });

  it("default to 20, 50, ATR 14, entry 0.25, full 1, stop 2.5 and no other exits", () => {
    expect(defaults).toEqual({
      fast: 20,
      slow: 50,
      atr_period: 14,
      entry_strength: 0.25,
      full_strength: 1,
      stop_atr: 2.5,
      trail_atr: null,
      take_profit: [],
      max_bars: null,
    });
  });
});
