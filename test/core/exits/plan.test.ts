import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { openExitPlan } from "../../../src/core/exits/plan.js";
import { planExits } from "../../../src/core/exits/plan-exits.js";
import { planTrailing } from "../../../src/core/exits/plan-trailing.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { exitPlan, exitRecord, levels, market, POLICY, position } from "./samples.js";

const open = (changes: Partial<Parameters<typeof openExitPlan>[0]> = {}) =>
  openExitPlan({
    levels: levels(),
    direction: "long",
    entryPrice: dec("50000"),
    liquidationPrice: null,
    instrument: sampleInstrument(),
    policy: POLICY,
    ...changes,
  });

describe("exit plan of a new position", () => {
  it("puts the stop 1,000 and the disaster stop 6 ATR of 400 below a long at 50,000", () => {
    expect(open()).toEqual({
      disasterStop: "47600",
      strategyStop: "49000",
      atr: 400,
      trailDistance: null,
      bestClose: 50_000,
      takeProfits: [],
      maxBars: null,
    });
  });

  it("mirrors both for a short", () => {
    expect(open({ direction: "short" })).toMatchObject({ disasterStop: "52400", strategyStop: "51000" });
  });

  it("keeps the disaster stop half way to a liquidation at 48,000: 49,000, and drops the strategy stop at it", () => {
    expect(open({ liquidationPrice: 48_000 })).toMatchObject({ disasterStop: "49000", strategyStop: null });
    expect(open({ direction: "short", liquidationPrice: 53_000 }).disasterStop).toBe("51500");
    expect(open({ liquidationPrice: 10_000 }).disasterStop).toBe("47600");
  });

  it("rounds stops away from the market and the liquidation bound towards it", () => {
    const odd = { levels: levels({ stopDistance: 999.96 }) };
    expect(open(odd).strategyStop).toBe("49000");
    expect(open({ ...odd, direction: "short" }).strategyStop).toBe("51000");
    expect(open({ liquidationPrice: 48_000.1 }).disasterStop).toBe("49000.1");
    expect(open({ direction: "short", liquidationPrice: 51_999.9 }).disasterStop).toBe("50999.9");
  });

  it("places a ladder above a long and below a short, rounded away from the market", () => {
    const ladder = levels({ takeProfits: [{ distance: 500.04, fraction: 0.5 }], trailDistance: 800, maxBars: 72 });
    expect(open({ levels: ladder })).toMatchObject({
      takeProfits: [{ price: "50500.1", fraction: 0.5, done: false }],
      trailDistance: 800,
      maxBars: 72,
    });
    expect(open({ levels: ladder, direction: "short" }).takeProfits[0]?.price).toBe("49499.9");
  });

  it("puts a disaster stop that would be below zero on the first tick", () => {
    expect(open({ levels: levels({ atr: 9_000 }) }).disasterStop).toBe("0.1");
  });

  it("refuses an ATR of NaN as a bug", () => {
    expect(() => open({ levels: levels({ atr: Number.NaN }) })).toThrow("ATR NaN");
  });

  it("has the disaster stop on the losing side, on the grid, inside half way to liquidation, for any numbers", () => {
    const world = fc.record({
      entryTicks: fc.integer({ min: 1_000, max: 1_000_000 }),
      atrShare: fc.double({ min: 0.0005, max: 0.2, noNaN: true }),
      stopAtr: fc.double({ min: 0.1, max: 8, noNaN: true }),
      liquidationShare: fc.option(fc.double({ min: 0.01, max: 0.9, noNaN: true })),
      direction: fc.constantFrom("long" as const, "short" as const),
    });
    fc.assert(
      fc.property(world, ({ entryTicks, atrShare, stopAtr, liquidationShare, direction }) => {
        const entryPrice = dec((entryTicks / 10).toFixed(1));
        const entry = toNumber(entryPrice);
        const against = direction === "long" ? -1 : 1;
        const atr = entry * atrShare;
        const liquidationPrice = liquidationShare === null ? null : entry * (1 + against * liquidationShare);
        const plan = open({
          entryPrice,
          direction,
          liquidationPrice,
          levels: levels({ atr, stopDistance: atr * stopAtr }),
        });
        const disaster = toNumber(plan.disasterStop);
        expect(
          exact(plan.disasterStop)
            .modulo(exact(dec("0.1")))
            .isZero(),
        ).toBe(true);
        expect(disaster).toBeGreaterThan(0);
        expect(against * (disaster - entry)).toBeGreaterThanOrEqual(0);
        if (liquidationPrice !== null) {
          expect(Math.abs(disaster - entry)).toBeLessThanOrEqual(Math.abs(liquidationPrice - entry) / 2 + 1e-9);
        }
        if (plan.strategyStop === null) return;
        expect(against * (disaster - toNumber(plan.strategyStop))).toBeGreaterThan(0);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("trailing", () => {
  const trail = (changes: Parameters<typeof exitPlan>[0], qty = "0.2") =>
    planTrailing({
      position: position({ qty: dec(qty), exits: exitPlan({ trailDistance: 1_000, ...changes }) }),
      instrument: sampleInstrument(),
      policy: POLICY,
    });

  it("moves a stop of 49,000 to 49,100 at a best close of 50,100, a step of exactly 0.25 ATR, and not at 50,099", () => {
    expect(trail({ bestClose: 50_100 })).toBe("49100");
    expect(trail({ bestClose: 50_099 })).toBeNull();
  });

  it("moves a short's stop down only", () => {
    const short = { strategyStop: dec("51000"), disasterStop: dec("52400") };
    expect(trail({ ...short, bestClose: 49_800 }, "-0.2")).toBe("50800");
    expect(trail({ ...short, bestClose: 50_500 }, "-0.2")).toBeNull();
  });

  it("gives a position without a strategy stop one as soon as it is inside the disaster stop", () => {
    expect(trail({ strategyStop: null, bestClose: 50_000 })).toBe("49000");
    expect(trail({ strategyStop: null, bestClose: 48_600 })).toBeNull();
  });

  it("leaves positions without a trail alone", () => {
    expect(trail({ trailDistance: null, bestClose: 90_000 })).toBeNull();
    expect(
      planTrailing({ position: position({ exits: null }), instrument: sampleInstrument(), policy: POLICY }),
    ).toBeNull();
  });

  it("never moves a stop away, over any path of closes", () => {
    const closes = fc.array(fc.double({ min: 30_000, max: 70_000, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(closes, fc.boolean(), (path, long) => {
        const held = position({
          qty: dec(long ? "0.2" : "-0.2"),
          exits: exitPlan(
            long
              ? { trailDistance: 1_000 }
              : { trailDistance: 1_000, strategyStop: dec("51000"), disasterStop: dec("52400") },
          ),
        });
        const exits = held.exits!;
        for (const close of path) {
          exits.bestClose = long ? Math.max(exits.bestClose, close) : Math.min(exits.bestClose, close);
          const before = toNumber(exits.strategyStop!);
          const moved = planTrailing({ position: held, instrument: sampleInstrument(), policy: POLICY });
          if (moved === null) continue;
          const step = (toNumber(moved) - before) * (long ? 1 : -1);
          expect(step).toBeGreaterThanOrEqual(100 - 1e-9);
          exits.strategyStop = moved;
          expect(planTrailing({ position: held, instrument: sampleInstrument(), policy: POLICY })).toBeNull();
        }
      }),
      { numRuns: 200, seed: 8 },
    );
  });
});

describe("age", () => {
  const aged = position({ barsHeld: 72, exits: exitPlan({ maxBars: 72 }) });
  const plan = (
    positions: Record<string, ReturnType<typeof position>>,
    orders: Record<string, ReturnType<typeof exitRecord>> = {},
  ) => planExits({ state: { positions, orders }, view: market() });

  it("closes the whole position at 72 of 72 bars and not at 71", () => {
    const [close, ...rest] = plan({ a: aged });
    expect(rest).toEqual([]);
    expect(close).toMatchObject({
      qty: "0.2",
      reduceOnly: true,
      triggerPrice: null,
      notionalUsd: 10_000,
      intent: { purpose: "close", side: "sell", reasons: ["max_bars: held 72"] },
    });
    expect(close?.intent.id).toMatch(/^[0-9a-f]{16}$/);
    expect(plan({ a: position({ barsHeld: 71, exits: exitPlan({ maxBars: 72 }) }) })).toEqual([]);
    expect(plan({ a: position({ barsHeld: 9_999 }) })).toEqual([]);
  });

  it("asks once: not while a close is open, again with another id after it was refused", () => {
    expect(plan({ a: aged }, { x: exitRecord("close") })).toEqual([]);
    const again = plan({ a: { ...aged, barsHeld: 73 } }, { x: exitRecord("close", { status: "rejected" }) });
    expect(again[0]?.intent.id).not.toBe(plan({ a: aged })[0]?.intent.id);
  });
});
