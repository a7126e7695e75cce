import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/bar.js";
import type { HeldDirection } from "../../../src/core/strategies/definition.js";
import { type SmartMoneyParams, smartMoneyParamsSchema } from "../../../src/core/strategies/smart-money-params.js";
import { smartMoney, type SmartMoneyStrategyState } from "../../../src/core/strategies/smart-money.js";
import { recordedBars } from "../../support/recorded-bars.js";

const defaults = smartMoneyParamsSchema.parse({});
const quick = smartMoneyParamsSchema.parse({ swing_length: 2, max_age_bars: 40, setup_bars: 20, atr_period: 2 });

function fold(bars: readonly Bar[], params: SmartMoneyParams): SmartMoneyStrategyState {
  const state = smartMoney.create(params);
  for (const bar of bars) smartMoney.next(state, bar, params);
  return state;
}

/** Closes of a zig-zag; each bar spans one below to one above its close. */
function zigzag(closes: readonly number[]): readonly Bar[] {
  return closes.map((close, i) => ({
    symbol: "BTCUSDT",
    openTimeMs: i * 3_600_000,
    closeTimeMs: (i + 1) * 3_600_000,
    open: closes[i - 1] ?? close,
    high: Math.max(close, closes[i - 1] ?? close) + 1,
    low: Math.min(close, closes[i - 1] ?? close) - 1,
    close,
    volume: 10,
    mark: null,
  }));
}

/** A fall in waves, then a rise above the last high, then a pull-back to where the rise began. */
const TURN = [
  ...[130, 126, 122, 118, 114, 110, 114, 118, 122, 116, 110, 104, 100, 96, 92, 96, 100, 104, 108, 104, 100],
  ...[96, 92, 88, 84, 80, 86, 92, 98, 104, 112, 120, 126, 120, 112, 104, 96, 90],
];

describe("smart_money", () => {
  it("opens long on the way back to a zone after a change of character up, with the stop 0.25 ATR beyond it", () => {
    const params = { ...quick, max_stop_atr: 20 };
    const bars = zigzag(TURN);
    const entries = bars.flatMap((_bar, i) => {
      const state = fold(bars.slice(0, i + 1), params);
      const { entry } = state.speaking;
      return entry === null ? [] : [{ i, entry, state }];
    });
    const [first] = entries;
    expect(first?.entry.side).toBe(1);
    expect(first!.i).toBeGreaterThan(TURN.indexOf(126, 5));
    const { entry, state } = first!;
    const close = bars[first!.i]!.close;
    expect(entry.stopDistance).toBeCloseTo(close - entry.bottom + 0.25 * state.atr.value, 9);
    state.bars = state.warmup;
    expect(smartMoney.signal(state, "flat", params)).toMatchObject({ direction: "long", zone: 1 });
    expect(smartMoney.signal(state, "short", params)).toMatchObject({ direction: "flat", zone: 1 });
    expect(smartMoney.signal(state, "long", params)).toMatchObject({ direction: "long" });
  });

  it("says of 3,000 prices as bars of 15 minutes what it says of them as hours", async () => {
    const recorded = (await recordedBars("SOLUSDT")).slice(0, 3_000);
    const at = (barMs: number): readonly Bar[] =>
      recorded.map((bar, i) => ({ ...bar, openTimeMs: (500_000 + i) * barMs, closeTimeMs: (500_001 + i) * barMs }));
    const said = [3_600_000, 900_000].map((barMs) => {
      const state = smartMoney.create(defaults);
      return at(barMs).map((bar) => {
        smartMoney.next(state, bar, defaults);
        return JSON.stringify(smartMoney.signal(state, "flat", defaults));
      });
    });
    expect(said[1]).toEqual(said[0]);
    expect(said[0]!.filter((text) => text.includes("target")).length).toBeGreaterThan(20);
  });

  it("names how far the stop would be, the limit and its setting, where the zone is too deep", () => {
    const params = { ...quick, max_stop_atr: 0.01 };
    const bars = zigzag(TURN);
    const state = bars
      .map((_bar, i) => fold(bars.slice(0, i + 1), params))
      .find(({ speaking }) => speaking.entry !== null)!;
    state.bars = state.warmup;
    const signal = smartMoney.signal(state, "flat", params);
    expect(signal).toMatchObject({ kind: "none", detail: { limit: 0.01, setting: "params.max_stop_atr" } });
  });

  it("says warm-up with the bars it has and needs: two terms of 300 + 40 swings of 10, and one", () => {
    const signal = smartMoney.signal(fold(zigzag([100, 101]), defaults), "flat", defaults);
    expect(signal).toMatchObject({ reason: "warmup", detail: { measured: 2, limit: 1_401 } });
  });

  it("decides the same in 60 places of two years of BTCUSDT after its warm-up as after all bars before, and trades both ways", async () => {
    const bars = await recordedBars("BTCUSDT");
    const state = smartMoney.create(defaults);
    const directions = new Set<string>();
    const held: readonly HeldDirection[] = ["flat", "long", "short"];
    let compared = 0;
    bars.forEach((bar, i) => {
      smartMoney.next(state, bar, defaults);
      if (i + 1 < state.warmup) return;
      const signal = smartMoney.signal(state, "flat", defaults);
      if (signal.kind === "target") directions.add(signal.direction);
      if (i % 250 !== 0) return;
      const late = fold(bars.slice(i + 1 - state.warmup, i + 1), defaults);
      for (const direction of held) {
        const [ours, theirs] = [state, late].map((of) => smartMoney.signal(of, direction, defaults));
        expect(theirs, `bar ${String(i)}, ${direction}`).toEqual(ours);
      }
      compared += 1;
    });
    expect([...directions].sort()).toEqual(["long", "short"]);
    expect(compared).toBeGreaterThanOrEqual(60);
  });

  it("decides the same from 1,401 bars on as from the first, at 30 closes of a market that trends for weeks without a swing", () => {
    // Seven weeks up with hardly a dip, then waves: what was the last swing hangs on where the telling began.
    const closes = Array.from(
      { length: 2_400 },
      (_, i) => 1_000 + (i % 1_500 < 1_150 ? i % 1_500 : 40 * Math.sin(i / 7)) + (i % 9),
    );
    const bars = zigzag(closes);
    const state = smartMoney.create(defaults);
    bars.forEach((bar, i) => {
      smartMoney.next(state, bar, defaults);
      if (i < 1_800 || i % 20 !== 0) return;
      const late = fold(bars.slice(i + 1 - state.warmup, i + 1), defaults);
      expect([i, late.speaking]).toEqual([i, state.speaking]);
    });
  });

  it("is plain JSON after any bar: written, read back and folded on, it decides the same", async () => {
    const bars = (await recordedBars("ETHUSDT")).slice(0, 1_800);
    const whole = fold(bars, defaults);
    const half = JSON.parse(JSON.stringify(fold(bars.slice(0, 1_500), defaults))) as SmartMoneyStrategyState;
    for (const bar of bars.slice(1_500)) smartMoney.next(half, bar, defaults);
    expect(half).toEqual(whole);
  });
});
