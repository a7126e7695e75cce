import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDec, dec, exact, floorToStep, toNumber } from "../../../src/core/lib/decimal.js";
import { planRoute } from "../../../src/core/routing/plan-route.js";
import { createRouterState } from "../../../src/core/routing/state.js";
import { planSlices, sliceQty, sliceRest } from "../../../src/core/routing/twap.js";
import { approved, NOW_MS, policyWith, symbolView } from "./samples.js";

const HOUR_MS = 3_600_000;
const bar = (volume: number) => ({
  ...{ symbol: "BTCUSDT", openTimeMs: NOW_MS - HOUR_MS, closeTimeMs: NOW_MS, mark: null },
  ...{ open: 50_000, high: 50_000, low: 50_000, close: 50_000, volume },
});
/** So much trade that the participation cap never holds. */
const busy = bar(1e6);
const plan = (qty: string, twap: Record<string, unknown> = {}, view = symbolView({ book: false, lastBar: busy })) =>
  planSlices({ side: "buy", qty: dec(qty), view, policy: policyWith({ twap }), maxSlippageBps: 15 });

describe("an entry", () => {
  it("goes out in one piece up to 25,000 USD and in 2 slices above it", () => {
    expect(plan("0.5")).toBeNull();
    expect(plan("0.501")).toEqual({ qty: "0.501", stepSize: "0.001", slices: 2, intervalMs: 60_000 });
    expect(plan("0.501", { enabled: false })).toBeNull();
  });

  it("is sliced above a quarter of the 7 BTC that the book sells inside 15 bps, whatever its notional", () => {
    const policy = { min_notional_usd: 1e9 };
    const view = symbolView({ lastBar: busy });
    expect(plan("1.75", policy, view)).toBeNull();
    expect(plan("1.751", policy, view)).toMatchObject({ qty: "1.751", slices: 2 });
  });

  it("takes 5 % of the volume of a minute: 1 BTC in 10 slices at 120 BTC an hour", () => {
    expect(plan("1", {}, symbolView({ book: false, lastBar: bar(120) }))).toMatchObject({ qty: "1", slices: 10 });
  });

  it("is cut to what 30 slices hold where the market is thinner: 0.9 of 1 BTC at 36 BTC an hour", () => {
    const view = symbolView({ book: false, lastBar: bar(36) });
    expect(plan("1", {}, view)).toMatchObject({ qty: "0.9", slices: 30 });
  });

  it("has slices of at least 120 USD, also in a market without any trade", () => {
    expect(plan("0.01", { min_notional_usd: 100 })).toMatchObject({ slices: 3, qty: "0.01" });
    expect(plan("0.005", { min_notional_usd: 100 })).toBeNull();
    expect(plan("0.6", {}, symbolView({ book: false, lastBar: bar(0) }))).toMatchObject({ slices: 30, qty: "0.09" });
  });

  it("goes out in the smallest slices where no volume is known, as in a market without any trade: 0.09 of 0.6 BTC", () => {
    for (const lastBar of [null, bar(Number.NaN), { ...busy, openTimeMs: busy.closeTimeMs }]) {
      const view = symbolView({ book: false, lastBar });
      expect(plan("0.6", {}, view)).toMatchObject({ slices: 30, qty: "0.09" });
    }
  });

  it("leaves the router as its first slice, with the plan; an exit of any size in one piece", () => {
    const input = {
      view: symbolView({ book: false, lastBar: busy }),
      router: createRouterState(),
      policy: policyWith(),
      atMs: NOW_MS,
    };
    const entry = planRoute({ ...input, order: approved({ qty: dec("1.001") }), urgency: "entry" });
    expect(entry).toMatchObject({ qty: "0.333", twap: { qty: "1.001", slices: 3 }, maxSlippageBps: 15 });
    const close = approved({ qty: dec("1.001"), reduceOnly: true, intent: { purpose: "close", side: "sell" } });
    const exit = planRoute({ ...input, order: close, urgency: "exit" });
    expect([exit.qty, exit.twap]).toEqual(["1.001", undefined]);
    const leg = approved({ qty: dec("1.001"), intent: { groupId: "Z1b2C3d4E5f6G7h8" } });
    expect(planRoute({ ...input, order: leg, urgency: "entry" }).qty).toBe("1.001");
  });
});

describe("slices of any entry", () => {
  it("sum to the plan's quantity, differ by at most one step, are legal and no more than was approved", () => {
    let sliced = 0;
    const world = fc.record({
      steps: fc.integer({ min: 1, max: 200_000 }),
      limitUsd: fc.integer({ min: 100, max: 100_000 }),
      volume: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: null }),
      slices: fc.integer({ min: 2, max: 500 }),
    });
    fc.assert(
      fc.property(world, ({ steps, limitUsd, volume, slices }) => {
        const qty = dec((steps / 1_000).toFixed(3).replace(/\.?0+$/, ""));
        const view = symbolView({ book: false, lastBar: volume === null ? null : bar(volume) });
        const found = plan(qty, { min_notional_usd: limitUsd, max_slices: slices }, view);
        if (found === null) return;
        sliced += 1;
        const parts = Array.from({ length: found.slices }, (_, slice) => sliceQty(found, slice));
        const sum = parts.reduce((total, part) => total.plus(exact(part)), exact(dec("0")));
        expect(sum.toFixed()).toBe(found.qty);
        expect(compareDec(found.qty, qty)).toBeLessThanOrEqual(0);
        const sorted = parts.map(toNumber).sort((a, b) => a - b);
        expect(sorted.at(-1)! - sorted[0]!).toBeLessThan(0.001_5);
        expect(sorted[0]! * 50_000).toBeGreaterThanOrEqual(120);
        expect(parts.every((part) => floorToStep(part, dec("0.001")) === part)).toBe(true);
        const next = steps % (found.slices + 1);
        const rest = parts.slice(next).reduce((total, part) => total.plus(exact(part)), exact(dec("0")));
        expect(sliceRest(found, next)).toBe(rest.toFixed());
      }),
      { numRuns: 400, seed: 3 },
    );
    expect(sliced).toBeGreaterThan(100);
  });
});
