import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../src/core/lib/time.js";
import { engleGranger } from "../../../src/core/quant/engle-granger.js";
import { halfLifeBars } from "../../../src/core/quant/half-life.js";
import type { PairTerms } from "../../../src/core/domain/pair.js";
import { type PairState, zOn } from "../../../src/core/strategies/pair-fold.js";
import { relativeValue } from "../../../src/core/strategies/relative-value.js";
import { relativeValueParamsSchema } from "../../../src/core/strategies/relative-value-params.js";
import { createRng } from "../../../src/core/lib/rng.js";

const params = relativeValueParamsSchema.parse({});
const PAIR = { name: "ETHUSDT/BTCUSDT", symbols: ["ETHUSDT", "BTCUSDT"] } as const;

/** A last spread of some 2.5 deviations. */
const RICH = 0.017;

/** A day that closes at a price, with a range of 2 % of it. */
function day(at: number, close: number, volume = 1) {
  const bar = { openTimeMs: at * DAY_MS, closeTimeMs: (at + 1) * DAY_MS, open: close, volume, mark: null };
  return { ...bar, symbol: "", high: close * 1.01, low: close * 0.99, close };
}

/** 90 days of a wandering x and of y = 3 + 0.8 ln x + a spread that forgets half of itself a day; the last one is given. */
function closesOf(lastSpread: number, beta = 0.8): readonly (readonly [y: number, x: number])[] {
  const rng = createRng("pairs");
  let logX = Math.log(100);
  let spread = 0;
  return Array.from({ length: 90 }, (_, i) => {
    logX += (rng.next() - 0.5) * 0.06;
    spread = i === 89 ? lastSpread : 0.5 * spread + (rng.next() - 0.5) * 0.02;
    return [Math.exp(3 + beta * logX + spread), Math.exp(logX)] as const;
  });
}

function fold(closes: readonly (readonly [number, number])[], volumes: readonly [number, number] = [1, 1]): PairState {
  const state = relativeValue.create(params);
  closes.forEach(([y, x], i) => {
    relativeValue.next(state, 0, day(i, y, volumes[0]), params);
    relativeValue.next(state, 1, day(i, x, volumes[1]), params);
  });
  return state;
}

const signalOf = (state: PairState) => relativeValue.signal(state, PAIR, null, params);

describe("relative_value", () => {
  it("regresses as the batch of Engle and Granger over the newest 90 days does, bit for bit", () => {
    const closes = closesOf(RICH);
    const state = fold([[50, 100], [51, 101], ...closes]);
    const [y, x] = [0, 1].map((leg) => Float64Array.from(closes, (pair) => Math.log(pair[leg as 0 | 1])));
    const batch = engleGranger(x!, y!, { maxLags: null });
    const deviation = Math.sqrt(batch.line.residualSquares / 90);
    expect(state.fit).toEqual({
      beta: batch.line.slope,
      mean: batch.line.intercept,
      deviation,
      z: batch.spread[89]! / deviation,
      pValue: batch.pValue,
      halfLifeBars: halfLifeBars(batch.spread),
    });
    expect(state.fit!.beta).toBeCloseTo(0.8, 1);
  });

  it("sells the rich leg and buys β dollars of the other: z above 2 is short ETH 1 and long BTC 0.8", () => {
    const state = fold(closesOf(RICH));
    expect(state.fit!.z).toBeGreaterThan(2);
    const signal = signalOf(state);
    expect(signal).toMatchObject({ kind: "enter", zone: 1, strength: 1, terms: { side: 1, hedgeTimeoutMs: 10_000 } });
    if (signal.kind !== "enter") return;
    const by = Object.fromEntries(signal.legs.map((leg) => [leg.symbol, leg]));
    expect(by["ETHUSDT"]).toMatchObject({ direction: "short", share: 1 });
    expect(by["BTCUSDT"]).toMatchObject({ direction: "long", share: state.fit!.beta });
    // 14 equal ranges of 2 % of about the price, the disaster stop alone.
    expect(by["BTCUSDT"]!.exits).toMatchObject({ stopDistance: 0, takeProfits: [], maxBars: null });
    const cheap = signalOf(fold(closesOf(-RICH)));
    expect(cheap.kind === "enter" && cheap.legs.map(({ direction }) => direction).toSorted()).toEqual([
      "long",
      "short",
    ]);
    expect(cheap).toMatchObject({ kind: "enter", zone: -1, terms: { side: -1 } });
  });

  it("gives the larger share to the leg that needs more: β 2 is 0.5 of y and 1 of x", () => {
    const signal = signalOf(fold(closesOf(RICH, 2)));
    const shares =
      signal.kind === "enter" ? Object.fromEntries(signal.legs.map(({ symbol, share }) => [symbol, share])) : {};
    expect(shares["BTCUSDT"]).toBe(1);
    expect(shares["ETHUSDT"]).toBeCloseTo(0.5, 1);
  });

  it("sends the market with less turnover first", () => {
    const ranks = (volumes: readonly [number, number]) => {
      const signal = signalOf(fold(closesOf(RICH), volumes));
      return signal.kind === "enter" ? signal.legs.map(({ symbol, rank }) => [rank, symbol]) : [];
    };
    // y costs e^3 times as much as x^0.8: its turnover is larger unless it trades far less.
    expect(ranks([1e-6, 1])).toEqual([
      [0, "ETHUSDT"],
      [1, "BTCUSDT"],
    ]);
    expect(ranks([1e6, 1])).toEqual([
      [0, "BTCUSDT"],
      [1, "ETHUSDT"],
    ]);
  });

  it("names figure, limit and setting of what keeps it out: z, stop, p and β", () => {
    const at = (spread: number, change: object) => {
      const changed = relativeValueParamsSchema.parse(change);
      return relativeValue.signal(fold(closesOf(spread)), PAIR, null, changed);
    };
    expect(at(0.001, {})).toMatchObject({ reason: "no_signal", detail: { limit: 2, setting: "params.entry_z" } });
    expect(at(0.3, {})).toMatchObject({ reason: "no_signal", detail: { limit: 4, setting: "params.stop_z" } });
    expect(at(RICH, { max_p_value: 1e-12 })).toMatchObject({
      reason: "pair_filter",
      detail: { limit: 1e-12, setting: "params.max_p_value" },
    });
    expect(at(RICH, { min_beta: 1 })).toMatchObject({
      reason: "pair_filter",
      detail: { limit: 1, setting: "params.min_beta" },
    });
    expect(at(RICH, { max_beta: 0.5 })).toMatchObject({
      reason: "pair_filter",
      detail: { limit: 0.5, setting: "params.max_beta" },
    });
    const young = fold(closesOf(RICH).slice(0, 89));
    expect(signalOf(young)).toMatchObject({
      reason: "warmup",
      detail: { measured: 89, limit: 90, setting: "params.lookback" },
    });
  });

  it("opens nothing on two markets that are one, where nothing can be tested", () => {
    const closes = closesOf(RICH).map(([, x]) => [x, x] as const);
    expect(signalOf(fold(closes)).kind).toBe("none");
  });
});

describe("a pair held at β 1, mean 0 and deviation 0.01", () => {
  const terms: PairTerms = { beta: 1, mean: 0, deviation: 0.01, halfLifeBars: 2, side: 1, hedgeTimeoutMs: 10_000 };
  /** x at 100 and y so far above it that z is this; the fit of the 90 days says something else. */
  const at = (z: number, barsHeld = 1, held = terms) => {
    const state = fold([...closesOf(RICH), [100 * Math.exp(z * 0.01), 100]]);
    expect(zOn(state, held)).toBeCloseTo(z, 9);
    return relativeValue.signal(state, PAIR, { terms: held, barsHeld }, params);
  };

  it("stays between 0.5 and 4, leaves at the mean and beyond it, and is stopped at 4, on the terms of its entry", () => {
    expect(at(0.51)).toMatchObject({ kind: "none", reason: "holding", zone: 1 });
    expect(at(3.99)).toMatchObject({ kind: "none", reason: "holding" });
    expect(at(0.49)).toMatchObject({ kind: "leave", zone: 0, reasons: ["z 0.49 is back within 0.5"] });
    expect(at(-3)).toMatchObject({ kind: "leave", zone: -1, reasons: ["z -3.00 is back within 0.5"] });
    expect(at(4.01)).toMatchObject({ kind: "leave", reasons: ["z 4.01 is stopped at 4"] });
    const short = { ...terms, side: -1 as const };
    expect(at(-4.01, 1, short)).toMatchObject({ kind: "leave", reasons: ["z -4.01 is stopped at 4"] });
    expect(at(-2, 1, short)).toMatchObject({ kind: "none" });
  });

  it("leaves after 3 half-lives of 2 days, not after 5 days", () => {
    expect(at(2, 5)).toMatchObject({ kind: "none" });
    expect(at(2, 6)).toMatchObject({ kind: "leave", reasons: ["held 6 days, at most 6.0"] });
  });
});

describe("days of two legs", () => {
  it("count where both have one: a day that one lacks is left out, and nothing waits for it", () => {
    const closes = closesOf(RICH);
    const state = relativeValue.create(params);
    closes.forEach(([y, x], i) => {
      relativeValue.next(state, 1, day(i, x), params);
      if (i !== 40) relativeValue.next(state, 0, day(i, y), params);
    });
    expect(state.days).toBe(89);
    expect(state.legs.map(({ logs, turnoversUsd }) => [logs.length, turnoversUsd.length])).toEqual([
      [89, 89],
      [89, 89],
    ]);
  });

  it("are refused to a pair with itself, twice, or with limits that contradict each other", () => {
    const issue = (change: object) => relativeValueParamsSchema.safeParse(change).error?.issues[0];
    expect(issue({ pairs: [["BTCUSDT", "BTCUSDT"]] })).toMatchObject({ path: ["pairs", 0] });
    expect(
      issue({
        pairs: [
          ["ETHUSDT", "BTCUSDT"],
          ["BTCUSDT", "ETHUSDT"],
        ],
      }),
    ).toMatchObject({ path: ["pairs", 1] });
    expect(issue({ exit_z: 2 })).toMatchObject({ path: ["exit_z"] });
    expect(issue({ stop_z: 2 })).toMatchObject({ path: ["stop_z"] });
    expect(issue({ min_beta: 6 })).toMatchObject({ path: ["min_beta"] });
  });
});
