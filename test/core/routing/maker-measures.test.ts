import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../src/core/lib/time.js";
import { makerMeasures, routeMeasures } from "../../../src/core/routing/quality.js";
import { NOW_MS, outcome, policyWith, stateWith } from "./samples.js";

const KEY = "main:BTCUSDT";
const share = fc.double({ min: 0, max: 1, noNaN: true });
const atMs = fc.integer({ min: NOW_MS - 60 * DAY_MS, max: NOW_MS });

describe("the figures of an offset", () => {
  it("are those that the whole set of figures has, to the last bit", () => {
    const ended = fc
      .record({
        atMs,
        style: fc.constantFrom("maker" as const, "taker" as const),
        filledShare: share,
        makerShare: share,
        rejected: fc.boolean(),
      })
      .map(outcome);
    const move = fc.record({ atMs, bps: fc.double({ min: -50, max: 50, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(ended, { maxLength: 30 }), fc.array(move, { maxLength: 30 }), (outcomes, moves) => {
        const state = stateWith(outcomes);
        state.markouts[KEY] = moves;
        const { makerFillRatio, fallbackRatio, markoutBps } = routeMeasures(state, KEY, policyWith(), NOW_MS);
        expect(makerMeasures(state, KEY, policyWith(), NOW_MS)).toEqual({ makerFillRatio, fallbackRatio, markoutBps });
      }),
    );
  });
});
