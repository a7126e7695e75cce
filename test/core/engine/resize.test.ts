import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { toNumber } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { Fate, FaultPlan } from "../../support/engine-faults.js";
import { kindOf, withFaults } from "../../support/engine-faults.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";
import { exposureStrategy, type ExposureOptions } from "../../support/exposure-strategy.js";

/** Exposure by the thousands of the close: 50,100 wants 0.01 of NAV a hundred above 50,000. */
const BY_CLOSE: ExposureOptions = { exposureOf: (close) => Math.round((close - 50_000) / 10) / 1_000 };
/** Wide limits, whole orders: what is asked is what is held. */
const WIDE = {
  "risk_limits.global.risk_per_trade_pct": 0.05,
  "risk_limits.global.cooldown_minutes_after_stop": 0,
  "router_policy.unknown_size_factor": 1,
};

interface Session {
  readonly bars: SketchedBars;
  readonly strategy?: Partial<ExposureOptions>;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly faults?: FaultPlan;
}

function session({ bars, strategy = {}, changes = {}, faults }: Session) {
  return runSession(
    barSetup({
      markets: [{ symbol: "BTCUSDT", bars }],
      strategies: [exposureStrategy({ ...BY_CLOSE, ...strategy })],
      changes: { ...WIDE, ...changes },
      ...(faults === undefined ? {} : { wrap: (market) => withFaults(market, faults) }),
    }),
  );
}

/** Orders that change the position: hour, purpose, side and quantity. */
function changes(events: readonly JournalEvent[]): readonly string[] {
  return intendedOf(events)
    .filter(({ order }) => ["open", "reduce", "close"].includes(order.purpose))
    .map(({ order: { purpose, request }, event }) => {
      const flag = request.reduceOnly ? " reduce-only" : "";
      return `${String(hourOf(event))} ${purpose} ${request.side} ${request.qty ?? "all"}${flag}`;
    });
}

const stopsOf = (events: readonly JournalEvent[]) =>
  intendedOf(events)
    .filter(({ order }) => order.purpose === "stop")
    .map(({ order }) => order.request.qty);

describe("a position that follows an exposure", () => {
  it("grows and shrinks with it beyond the band: 0.1, 0.15, 0.155 (left alone) and 0.1 of NAV", async () => {
    const bars = [50_000, 51_000, 51_500, 51_550, 51_000, 51_000, 51_000];
    const { events, state } = await session({ bars });
    expect(changes(events)).toEqual(["2 open buy 0.196", "3 open buy 0.095", "5 reduce sell 0.095 reduce-only"]);
    expect(state.portfolio.positions["main:BTCUSDT"]!.qty).toBe("0.196");
    const drops = ofType(events, "cycle.decided").flatMap(({ drops: found, atMs }) =>
      found.map(({ reason, detail }) => [hourOf({ atMs }), reason, detail?.limit]),
    );
    expect(drops).toContainEqual([4, "rebalance_band", 0.1]);
    expect(drops).toContainEqual([6, "rebalance_band", 0.1]);
    const reduced = ofType(events, "order.filled").at(-1)!;
    expect(toNumber(reduced.qty)).toBe(0.095);
    expect(state.portfolio.totals.trades).toBe(0);
  });

  it("keeps one disaster stop for all sizes, and puts a strategy stop of the new quantity in place of the old without a gap", async () => {
    const { events } = await session({ bars: [50_000, 51_000, 51_500, 51_500, 51_000, 51_000, 51_000] });
    expect(intendedOf(events).filter(({ order }) => order.purpose === "disaster_stop")).toHaveLength(1);
    expect(stopsOf(events)).toEqual(["0.196", "0.291", "0.196"]);
    const story = storyOf(events, 2.5).filter((line) => /stop/.test(line));
    expect(story).toEqual([
      ...["intended stop 2", "submitted stop 2", "acknowledged stop 2", "cancel stop", "canceled stop"],
      ...["intended stop 3", "submitted stop 3", "acknowledged stop 3", "cancel stop 2", "canceled stop 2"],
    ]);
  });

  it("changes sides only through flat: a close, then an open that is reviewed anew", async () => {
    const { events, state } = await session({
      bars: [50_000, 51_000, 49_200, 49_200],
      strategy: { exits: { stopDistance: 2_500 } },
    });
    expect(changes(events).map((text) => text.replace(/\.\d+ (open|close)/, " $1"))).toEqual([
      "2 open buy 0.196",
      "3 close sell 0.196 reduce-only",
      "3 open sell 0.162",
    ]);
    expect(toNumber(state.portfolio.positions["main:BTCUSDT"]!.qty)).toBeLessThan(0);
  });

  it("acts only at closes of its own 4 h bars, and leaves at any hour", async () => {
    const bars = [50_000, 51_000, 51_000, 51_000, 51_500, 51_500, 51_500, 51_500, 51_500, 50_000, 50_000];
    const { events } = await session({ bars, strategy: { barMs: 4 * HOUR_MS } });
    expect(changes(events)).toEqual(["4 open buy 0.196", "8 open buy 0.095", "10 close sell 0.291 reduce-only"]);
    const [early] = ofType(events, "cycle.decided").flatMap(({ drops }) =>
      drops.filter(({ reason }) => reason === "between_bars"),
    );
    expect(early?.detail).toEqual({
      measured: 7_200,
      limit: 14_400,
      setting: "strategy_config.strategies.momentum.timeframe",
    });
  });

  it("is vetoed for more beyond a daily loss of 0.01 %, and still reduced", async () => {
    const wanted: Readonly<Record<number, number>> = { 51_000: 0.1, 50_800: 0.2, 50_700: 0.05 };
    const { events } = await session({
      bars: [50_000, 51_000, 50_800, 50_700, 50_700],
      strategy: { exposureOf: (close) => wanted[close] ?? 0 },
      changes: { "risk_limits.global.daily_loss_limit_pct": 0.0001 },
    });
    expect(changes(events)).toEqual(["2 open buy 0.196", "4 reduce sell 0.097 reduce-only"]);
    const vetoes = ofType(events, "cycle.decided").flatMap((cycle) => cycle.vetoes);
    expect(vetoes.map(({ primary, purpose, side }) => [primary, purpose, side])).toEqual([["R10", "open", "buy"]]);
  });

  it("is sized by the farther of its own stop and the disaster stop it has: 0.005 of NAV / (0.06 + 15 bps)", async () => {
    const { events } = await session({
      bars: [50_000, 55_000, 55_000],
      strategy: { exits: { stopDistance: 0, atr: 550 }, exposureOf: (close) => (close > 50_000 ? 0.15 : 0) },
      changes: { "risk_limits.global.risk_per_trade_pct": 0.005 },
    });
    const [open] = ofType(events, "cycle.decided").flatMap(({ orders }) => orders);
    expect(open!.clamps).toMatchObject([{ rule: "risk_per_trade_pct" }]);
    expect(open!.clamps[0]!.afterUsd).toBeCloseTo(500 / (3_300 / 55_000 + 0.0015), 6);
    expect(open!.exits).toMatchObject({ stopDistance: 3_300 });
    // The disaster stop is the only one.
    expect(stopsOf(events)).toEqual([]);
  });

  it.each(["reject", "late"] as readonly Fate[])(
    "keeps its side and its stops where every second order that changes it meets the fate %s",
    async (fate) => {
      const bars = Array.from({ length: 30 }, (_, i) => 50_000 + ((i * 7) % 11) * 180 - 600);
      const faults: FaultPlan = {
        ofOrder: (request, nth) => (["entry", "exit"].includes(kindOf(request)) && nth % 2 === 0 ? fate : "take"),
      };
      const { events, state } = await session({ bars, faults, strategy: { exits: { stopDistance: 2_500 } } });
      let qty = 0;
      for (const event of ofType(events, "order.filled")) {
        const before = qty;
        qty += (event.side === "buy" ? 1 : -1) * toNumber(event.qty);
        if (Math.abs(qty) < 1e-9) qty = 0;
        expect(before * qty, `side at ${String(hourOf(event))}`).toBeGreaterThanOrEqual(0);
      }
      expect(state.portfolio.totals.fills).toBeGreaterThan(5);
      expect(state.portfolio.totals.longestUnprotectedMs).toBeLessThanOrEqual(10_000);
    },
  );
});
