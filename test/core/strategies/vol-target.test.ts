import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { volTarget, type VolTargetState } from "../../../src/core/strategies/vol-target.js";
import { type VolTargetParams, volTargetParamsSchema } from "../../../src/core/strategies/vol-target-params.js";

const defaults = volTargetParamsSchema.parse({});
const BAR_MS = 4 * HOUR_MS;

/** A fold over closes, each bar 1 % high, past its warm-up. */
function warm(closes: readonly number[], params: VolTargetParams = defaults): VolTargetState {
  const state = volTarget.create(params);
  closes.forEach((close, i) => {
    const bar = { symbol: "BTCUSDT", openTimeMs: i * BAR_MS, closeTimeMs: (i + 1) * BAR_MS, open: close, close };
    volTarget.next(state, { ...bar, high: close * 1.005, low: close * 0.995, volume: 1, mark: null }, params);
  });
  state.bars = Math.max(state.bars, state.warmup);
  return state;
}

/** Closes that go up and down by the same share, so that the volatility of a bar is known: 121 bars, 120 returns. */
const swinging = (share: number) => Array.from({ length: 121 }, (_, i) => (i % 2 === 0 ? 100 : 100 * (1 + share)));

describe("vol_target", () => {
  it("is long 0.05 / (0.01 × √2190) = 0.1068 of NAV after 120 bars that rose by 1 % each", () => {
    const closes = Array.from({ length: 121 }, (_, i) => 100 * 1.01 ** i);
    const signal = volTarget.signal(warm(closes), "flat", defaults);
    expect(signal).toMatchObject({ direction: "long", strength: 1, zone: 1, rebalanceBand: 0.1 });
    expect(signal.kind === "target" && signal.exposure).toBeCloseTo(0.05 / (0.01 * Math.sqrt(2_190)), 12);
    const short = volTarget.signal(warm(closes.toReversed()), "flat", defaults);
    expect(short).toMatchObject({ direction: "short", strength: 1, zone: -1 });
  });

  it("is a third of that where one of three horizons disagrees: down over 20 bars, up over 60 and 120", () => {
    const closes = Array.from({ length: 121 }, (_, i) => (i <= 100 ? 100 * 1.01 ** i : 100 * 1.01 ** (200 - i)));
    const signal = volTarget.signal(warm(closes), "flat", defaults);
    expect(signal).toMatchObject({ direction: "long", zone: 1 });
    expect(signal.kind === "target" && signal.strength).toBeCloseTo(1 / 3, 12);
    const returns = closes.slice(1).map((close, i) => close / closes[i]! - 1);
    const weights = returns.map((_, i) => 0.94 ** (returns.length - 1 - i));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const variance = returns.reduce((sum, value, i) => sum + (weights[i]! / total) * value * value, 0);
    const exposure = 0.05 / Math.sqrt(variance * 2_190) / 3;
    expect(signal.kind === "target" && signal.exposure).toBeCloseTo(exposure, 12);
  });

  it("holds to max_leverage where nothing moves much: 1 and not 0.05 / 0.0047", () => {
    const closes = Array.from({ length: 121 }, (_, i) => 100 * 1.0001 ** i);
    expect(volTarget.signal(warm(closes), "flat", defaults)).toMatchObject({ exposure: 1 });
    const half = { ...defaults, max_leverage: 0.5 };
    expect(volTarget.signal(warm(closes, half), "flat", half)).toMatchObject({ exposure: 0.5 });
  });

  it("leaves a position where the signs cancel out, and opens nothing then", () => {
    const closes = swinging(0.01);
    expect(volTarget.signal(warm(closes), "long", defaults)).toMatchObject({ direction: "flat", zone: 0, exits: null });
    expect(volTarget.signal(warm(closes), "flat", defaults)).toMatchObject({ kind: "none", reason: "no_signal" });
  });

  it("opens nothing in a market without any range, and keeps the zone of the position it holds", () => {
    const still = warm(Array.from({ length: 121 }, () => 100));
    expect(volTarget.signal(still, "flat", defaults)).toMatchObject({ kind: "none", zone: 0 });
  });

  it("says warm-up with the 4 h bars it has and needs: 0.94^n ≤ 1e-9 / 1e6 after 560", () => {
    expect(volTarget.warmupBars(defaults)).toBe(560);
    const state = volTarget.create(defaults);
    expect(volTarget.signal(state, "flat", defaults)).toMatchObject({
      reason: "warmup",
      detail: { measured: 0, limit: 560, setting: "params.lambda" },
    });
  });

  it("asks for the disaster stop alone, in units of its own 4 h ATR", () => {
    const closes = Array.from({ length: 121 }, (_, i) => 100 * 1.01 ** i);
    const signal = volTarget.signal(warm(closes), "flat", defaults);
    const exits = signal.kind === "target" ? signal.exits : null;
    expect(exits).toMatchObject({ stopDistance: 0, trailDistance: null, takeProfits: [], maxBars: null });
    expect(exits!.atr / closes.at(-1)!).toBeCloseTo(0.0149, 2);
  });
});
