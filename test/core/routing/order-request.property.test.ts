import fc from "fast-check";
import { expect, it } from "vitest";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Purpose } from "../../../src/core/domain/intent.js";
import { isOnGrid, leastQty } from "../../../src/core/domain/venue-grid.js";
import { openExitPlan } from "../../../src/core/exits/plan.js";
import { absDec, compareDec, type Dec, dec, exact, subDec } from "../../../src/core/lib/decimal.js";
import { toOrderRequest } from "../../../src/core/routing/order-request.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { POLICY } from "../exits/samples.js";
import { approved, NOW_MS } from "./samples.js";

const UNITS = ["0.00001", "0.0001", "0.001", "0.002", "0.005", "0.01", "0.025", "0.1", "0.5", "1", "5", "10"];

/** Any grid a venue may have, finer or coarser than any other. */
const grids = fc
  .record({
    tick: fc.constantFrom(...UNITS),
    step: fc.constantFrom(...UNITS),
    minSteps: fc.integer({ min: 0, max: 7 }),
  })
  .map(({ tick, step, minSteps }) =>
    sampleInstrument({
      tickSize: dec(tick),
      stepSize: dec(step),
      minQty: dec(exact(dec(step)).times(minSteps).toFixed()),
    }),
  );

const plans = fc.record({
  before: grids,
  now: grids,
  direction: fc.constantFrom("long" as const, "short" as const),
  entry: fc.integer({ min: 100, max: 90_000 }),
  stopShare: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
  steps: fc.integer({ min: 1, max: 50_000 }),
});

function request(
  purpose: Purpose,
  planned: { side: "buy" | "sell"; trigger: Dec | null; limit: Dec | null; qty: Dec },
  instrument: Instrument,
) {
  const { side, trigger, limit, qty } = planned;
  const closePosition = purpose === "disaster_stop";
  const reduceOnly = purpose !== "open";
  const order = approved({ qty, reduceOnly, closePosition, triggerPrice: trigger, intent: { purpose, side } });
  const style = trigger === null ? "taker" : "resting";
  const costs = { maxSlippageBps: 15, expectedCostBps: 7 };
  const routed = { order, qty, style, limitPrice: limit, timeoutMs: null, ...costs, reason: "test" } as const;
  return toOrderRequest({ routed, attempt: 0, slice: 0, atMs: NOW_MS, instrument });
}

it("any level planned on any older grid leaves on the grid of now, less than a tick nearer to the market and never away from it", () => {
  fc.assert(
    fc.property(plans, ({ before, now, direction, entry, stopShare, steps }) => {
      const levels = { stopDistance: entry * stopShare, atr: entry * 0.01, trailDistance: null, maxBars: null };
      const takeProfits = [{ distance: entry * stopShare, fraction: 0.5 }];
      const plan = openExitPlan({
        ...{ direction, entryPrice: dec(String(entry)), liquidationPrice: null, instrument: before, policy: POLICY },
        levels: { ...levels, takeProfits },
      });
      const qty = dec(exact(before.stepSize).times(steps).toFixed());
      const side = direction === "long" ? "sell" : "buy";
      const planned: readonly [Purpose, Dec | null][] = [
        ["disaster_stop", plan.disasterStop],
        ["stop", plan.strategyStop],
        ["take_profit", plan.takeProfits[0]!.price],
      ];
      for (const [purpose, level] of planned) {
        if (level === null) continue;
        const { triggerPrice, qty: sent } = request(purpose, { side, trigger: level, limit: null, qty }, now);
        const moved = subDec(triggerPrice!, level);
        // A level below one tick is put on the first.
        const isFloor = compareDec(triggerPrice!, now.tickSize) === 0;
        if (!isFloor) expect(compareDec(moved, dec("0")) * (side === "sell" ? 1 : -1)).toBeGreaterThanOrEqual(0);
        expect(compareDec(absDec(moved), now.tickSize)).toBeLessThan(isFloor ? 1 : 0.5);
        expect(exact(triggerPrice!).modulo(exact(now.tickSize)).isZero()).toBe(true);
        if (sent !== null) expect(compareDec(sent, qty)).toBeLessThanOrEqual(0);
      }
    }),
    { seed: 7, numRuns: 400 },
  );
});

it("any quantity decided on any older grid leaves in whole steps: down by less than one, a close below the least order as that", () => {
  fc.assert(
    fc.property(plans, fc.boolean(), ({ before, now, steps, entry }, closes) => {
      const qty = dec(exact(before.stepSize).times(steps).toFixed());
      const purpose = closes ? "flatten" : "open";
      const limit = closes ? null : dec(String(entry));
      const sent = request(purpose, { side: closes ? "sell" : "buy", trigger: null, limit, qty }, now);
      const asked = sent.qty!;
      const largest = exact(now.marketMaxQty).dividedToIntegerBy(exact(now.stepSize)).times(exact(now.stepSize));
      const isLeast = closes && compareDec(asked, leastQty(now)) === 0;
      expect(exact(asked).modulo(exact(now.stepSize)).isZero()).toBe(true);
      if (compareDec(asked, dec("0")) > 0) expect(isOnGrid(sent, now)).toBe(true);
      else expect(closes).toBe(false);
      if (!isLeast) {
        const lost = exact(qty).minus(exact(asked));
        expect(lost.isNegative() && !lost.isZero()).toBe(false);
        // What is above the venue's largest order goes in slices after this one.
        expect(lost.lessThan(exact(now.stepSize)) || exact(asked).equals(largest)).toBe(true);
      }
    }),
    { seed: 8, numRuns: 400 },
  );
});
