import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absDec, compareDec, dec, decFromNumber, floorToStep, toNumber } from "../../../src/core/lib/decimal.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { planResize } from "../../../src/core/sizing/plan-resize.js";
import { size } from "../../../src/core/sizing/size.js";
import { held, intent, sizingInput, type SampleChanges } from "./samples.js";

const LIMITS = { riskPerTradePct: 0.05, maxTradeNavPct: 1 };

/** NAV 100,000, BTC at 50,000; so many BTC held under a stop 1,000 away, and an exposure wanted. */
function holding(qty: string, exposure: number, changes: SampleChanges = {}): SizingInput {
  const long = !qty.startsWith("-");
  const amount = toNumber(dec(qty));
  const positions = [
    held({
      symbol: "BTCUSDT",
      qty: amount,
      notionalUsd: Math.abs(amount) * 50_000,
      markPrice: 50_000,
      stopPrice: long ? 49_000 : 51_000,
    }),
  ];
  return sizingInput({
    positions,
    limits: LIMITS,
    ...changes,
    input: { intent: intent({ exposure, side: long ? "buy" : "sell" }), positionQty: dec(qty), ...changes.input },
  });
}

describe("resizing a position of 0.4 BTC, 0.2 of NAV", () => {
  it.each([
    [0.219, "hold"],
    [0.223, "increase"],
    [0.183, "hold"],
    [0.181, "reduce"],
  ] as const)("towards %s of NAV with a band of 0.1: %s", (exposure, kind) => {
    expect(planResize(holding("0.4", exposure), 0.1).kind).toBe(kind);
    expect(planResize(holding("-0.4", -exposure), 0.1).kind).toBe(kind);
  });

  it("names the change of 0.0476 of the position, the band and its setting", () => {
    expect(planResize(holding("0.4", 0.21), 0.1)).toEqual({
      kind: "hold",
      drop: {
        reason: "rebalance_band",
        detail: {
          measured: expect.closeTo(1_000 / 21_000, 12) as number,
          limit: 0.1,
          setting: "strategy_config.strategies.momentum.params.rebalance_band",
        },
      },
    });
  });

  it("is at rest where a limit, not the target, keeps it: capacity 20,500 of a wanted 90,000", () => {
    const capped = (capacityUsd: number) => planResize(holding("0.4", 0.9, { strategyCaps: { capacityUsd } }), 0.1);
    expect(capped(20_500)).toMatchObject({ kind: "hold", drop: { detail: { measured: 500 / 20_500 } } });
    expect(capped(23_000).kind).toBe("increase");
  });

  it("leaves a change that no venue takes: 10 USD of more against 0.003 BTC for a minimum of 120, and less than the smallest quantity", () => {
    const small = { symbolCaps: { minNotionalUsd: 120 } };
    expect(planResize(holding("0.001", 0.0006, small), 0.1)).toMatchObject({
      kind: "hold",
      drop: { reason: "below_minimum", detail: { measured: expect.closeTo(10, 9) as number, limit: 150 } },
    });
    expect(planResize(holding("0.001", 0.0004, small), 0.1)).toMatchObject({ drop: { reason: "below_minimum" } });
  });

  it("never holds still on what can't be known: the order that follows is refused by name", () => {
    const unknown = holding("0.4", Number.NaN);
    expect(planResize(unknown, 0.1).kind).toBe("increase");
    expect(size(unknown)).toMatchObject({ ok: false, error: { code: "exposure_invalid" } });
  });
});

describe("a resized position, whatever was held and wanted", () => {
  const share = fc.double({ min: 0.001, max: 0.9, noNaN: true });

  it("keeps its side, ends within a step of its target or at a limit, and never grows by a reduction", () => {
    fc.assert(
      fc.property(
        share,
        share,
        fc.boolean(),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (has, wants, long, band) => {
          const sign = long ? 1 : -1;
          const step = dec("0.001");
          const qty = floorToStep(decFromNumber(has * 2), step);
          fc.pre(qty !== "0");
          const input = holding(long ? qty : `-${qty}`, sign * wants);
          const plan = planResize(input, band);
          if (plan.kind === "hold") return;
          const { intent: more } = input;
          const order =
            plan.kind === "increase"
              ? size(input)
              : size({ ...input, intent: { ...more, purpose: "reduce", side: long ? "sell" : "buy", exits: null } });
          if (!order.ok) return;
          const change = toNumber(order.value.qty) * (plan.kind === "increase" ? 1 : -1);
          const after = toNumber(qty) + change;
          expect(after).toBeGreaterThan(0);
          expect(order.value.reduceOnly).toBe(plan.kind === "reduce");
          if (plan.kind === "reduce") {
            expect(compareDec(order.value.qty, absDec(qty))).toBeLessThan(0);
            expect(Math.abs(after - wants * 2)).toBeLessThanOrEqual(0.001 + 1e-9);
          } else expect(after).toBeLessThanOrEqual(wants * 2 + 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });
});
