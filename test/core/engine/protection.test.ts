import { describe, expect, it } from "vitest";
import type { PaperVenue } from "../../../src/core/adapters/paper/paper-venue.js";
import { type Fate, kindOf, withFaults } from "../../support/engine-faults.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy, type BandOptions } from "../../support/engine-strategy.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";

interface Case {
  readonly bars: SketchedBars;
  readonly band?: BandOptions;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly wrap?: (market: PaperVenue) => PaperVenue;
}

function session({ bars, band, changes, wrap }: Case) {
  return runSession(
    barSetup({
      markets: [{ symbol: "BTCUSDT", bars }],
      strategies: [bandStrategy(band)],
      ...(changes === undefined ? {} : { changes }),
      ...(wrap === undefined ? {} : { wrap }),
    }),
  );
}

const HOLD: SketchedBars = [50_000, 50_600, 50_600, 50_600, 50_600];

/** The first `times` orders of a kind meet a fate, all others are taken. */
const firstOnes =
  (kind: ReturnType<typeof kindOf>, fate: Fate, times = 1) =>
  (market: PaperVenue): PaperVenue =>
    withFaults(market, { ofOrder: (request, nth) => (kindOf(request) === kind && nth <= times ? fate : "take") });

describe("a stop that the venue refuses", () => {
  it("is answered with a close at market in the same turn, and the disaster stop goes", async () => {
    const { events, state } = await session({ bars: HOLD, wrap: firstOnes("stop", "reject") });
    const story = storyOf(events, 2);
    expect(story.slice(story.indexOf("rejected stop")).slice(0, 6)).toEqual([
      ...["rejected stop", "intended flatten", "submitted flatten", "acknowledged flatten", "filled flatten"],
      "expired disaster_stop",
    ]);
    const flatten = intendedOf(events).find(({ order }) => order.purpose === "flatten")!;
    expect(flatten.order.request).toMatchObject({ type: "market", side: "sell", reduceOnly: true });
    expect(flatten.event).toMatchObject({ because: "stop rejected" });
    expect(state.portfolio.positions).toEqual({});
  });

  it("keeps the direction out until its signal has left the zone: 1 entry, then 3 drops by rearm", async () => {
    const { events } = await session({ bars: HOLD, wrap: firstOnes("stop", "reject") });
    expect(intendedOf(events).filter(({ order }) => order.purpose === "open")).toHaveLength(1);
    const rearm = ofType(events, "cycle.decided").flatMap(({ drops }) =>
      drops.filter(({ reason }) => reason === "rearm"),
    );
    expect(rearm).toHaveLength(3);
  });

  it("closes as well when it was the disaster stop", async () => {
    const { events, state } = await session({ bars: HOLD, wrap: firstOnes("disaster_stop", "reject") });
    const flatten = intendedOf(events).find(({ order }) => order.purpose === "flatten")!;
    expect(flatten.event).toMatchObject({ because: "disaster_stop rejected" });
    expect(state.portfolio.positions).toEqual({});
  });

  it("tries a refused close again after 1,000 ms, and twice refused after 2,000", async () => {
    const { events, state } = await session({
      bars: HOLD,
      wrap: (market) =>
        withFaults(market, {
          ofOrder: (request, nth) =>
            (kindOf(request) === "stop" && nth === 1) || (kindOf(request) === "exit" && nth <= 2) ? "reject" : "take",
        }),
    });
    const tries = intendedOf(events).filter(({ order }) => order.purpose === "flatten");
    expect(tries).toHaveLength(3);
    const rejections = ofType(events, "order.rejected").slice(1);
    expect(tries[1]!.event.atMs - rejections[0]!.atMs).toBe(1_000);
    expect(tries[2]!.event.atMs - rejections[1]!.atMs).toBe(2_000);
    expect(new Set(tries.map(({ order }) => order.request.clientOrderId)).size).toBe(3);
    expect(state.portfolio.positions).toEqual({});
  });
});

describe("a position without a working disaster stop", () => {
  it("is closed at market 10 s after its fill, by the clock alone", async () => {
    const { events, state } = await session({ bars: HOLD, wrap: firstOnes("disaster_stop", "silence", 9) });
    const [fill] = ofType(events, "order.filled");
    const flatten = intendedOf(events).find(({ order }) => order.purpose === "flatten")!;
    expect(flatten.event.atMs - fill!.atMs).toBe(10_000);
    expect(events[flatten.event.seq - 2]!.type).toBe("clock.advanced");
    expect(state.portfolio.totals).toMatchObject({ unprotectedMs: 10_050, longestUnprotectedMs: 10_050 });
  });

  it("is closed after 10 s when the answer of its stop is unknown", async () => {
    const { events, state } = await session({ bars: HOLD, wrap: firstOnes("disaster_stop", "unknown", 9) });
    const [fill] = ofType(events, "order.filled");
    const flatten = intendedOf(events).find(({ order }) => order.purpose === "flatten")!;
    expect(flatten.event.atMs - fill!.atMs).toBe(10_000);
    expect(Object.keys(state.portfolio.positions)).toEqual([]);
  });

  it("raises the gate unprotected_position beyond max_unprotected_seconds 3, which clears itself once a stop works", async () => {
    const { events, state } = await session({
      bars: HOLD,
      changes: {
        "risk_limits.global.max_unprotected_seconds": 3,
        "strategy_config.exits.protect_deadline_ms": 4_000,
      },
      // The stop works 5.05 s after the fill; the forced close at 4 s is refused.
      wrap: (market) =>
        withFaults(market, {
          ofOrder: (request) => {
            if (kindOf(request) === "exit") return "reject";
            return kindOf(request) === "disaster_stop" ? "late" : "take";
          },
        }),
    });
    const [raised] = ofType(events, "cause.raised");
    const [cleared] = ofType(events, "cause.cleared");
    const [fill] = ofType(events, "order.filled");
    expect(raised!.cause).toMatchObject({ code: "unprotected_position", kind: "gate", state: "REDUCING" });
    expect(raised!.atMs - fill!.atMs).toBe(4_000);
    expect(cleared!.atMs - fill!.atMs).toBe(5_050);
    expect(state.portfolio.causes).toEqual([]);
    expect(Object.keys(state.portfolio.positions)).toEqual(["main:BTCUSDT"]);
  });
});

describe("a gap through the stop", () => {
  it("fills the strategy's stop of 49,350 at the open of 48,000, withdraws the disaster stop and starts a 60 min cooldown", async () => {
    const bars: SketchedBars = [50_000, 50_600, 50_600, { open: 48_000, close: 48_500 }, 49_900, 50_600, 50_600];
    const { events, state } = await session({ bars });
    const stopped = ofType(events, "order.filled")[1]!;
    expect(stopped).toMatchObject({ price: "48000", side: "sell", liquidity: "taker" });
    expect(hourOf(stopped)).toBe(3);
    expect(state.portfolio.recentTrades[0]).toMatchObject({ exitPurpose: "stop" });
    expect(storyOf(events, 2.99)).toContain("expired disaster_stop");
  });

  it("falls back on the disaster stop of 47,600 when the venue has dropped the strategy's stop", async () => {
    const bars: SketchedBars = [50_000, 50_600, 50_600, { open: 50_000, low: 47_000, close: 47_500 }, 47_500];
    const { events } = await session({ bars, wrap: firstOnes("stop", "silence", 9) });
    const stopped = ofType(events, "order.filled")[1]!;
    expect(stopped).toMatchObject({ price: "47600", side: "sell" });
  });
});

describe("an order that the books know and the venue does not", () => {
  it("is cancelled again after 1, 2, 4 … and at most 60 s, not at the pace of the network", async () => {
    const bars: SketchedBars = [50_000, 50_600, 50_600, { open: 50_000, low: 47_000, close: 47_500 }, 47_500];
    const { events, state } = await session({ bars, wrap: firstOnes("stop", "silence", 9) });
    const cancels = ofType(events, "cancel.requested");
    const refusals = ofType(events, "cancel.rejected");
    const waits = cancels.slice(1).map(({ atMs }, at) => (atMs - refusals[at]!.atMs) / 1_000);
    expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(Math.max(...waits)).toBe(60);
    // An hour and a half: 65 more at most.
    expect(cancels.length).toBeLessThan(100);
    expect(Object.keys(state.refusedCancels)).toEqual([cancels[0]!.clientOrderId]);
  });
});
