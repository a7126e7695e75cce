import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intentShortfall } from "../../../src/core/routing/intent-cost.js";
import type { TapeStep } from "../../support/engine-book.js";
import { intendedOf, ofType } from "../../support/engine-story.js";
import { at, book, BTC, session, trade } from "../../support/maker-session.js";
import { expectWithinApproval } from "../../support/within-approval.js";

describe("a maker entry that the market leaves behind", () => {
  it("is changed at 10 s to 2.4 bps higher, under its id and time-out, and fills there as maker", async () => {
    const steps = [book(3, 10, [50_612, 50_612.1]), trade(3, 15, 50_609, 1)];
    const { events, state, journal } = await session(steps);
    const [, maker] = intendedOf(events).filter(({ order }) => order.purpose === "open");
    const { clientOrderId, qty } = maker!.order.request;
    expect(ofType(events, "modify.requested")).toMatchObject([
      { atMs: at(3, 10), clientOrderId, reason: "drift", change: { price: "50609.4", qty, side: "buy" } },
    ]);
    expect(ofType(events, "order.modified")).toMatchObject([{ clientOrderId, price: "50609.4", qty }]);
    expect(ofType(events, "order.filled").at(-1)).toMatchObject({
      ...{ clientOrderId, price: "50609.4", liquidity: "maker" },
    });
    expect(ofType(events, "cancel.requested").filter((event) => event.clientOrderId === clientOrderId)).toEqual([]);
    expect(state.portfolio.positions[`main:${BTC}`]!.unprotectedSinceMs).toBeNull();
    const deeds = journal.deeds.filter((deed) => deed.kind === "modify" || deed.kind === "commit");
    const sent = deeds.findIndex(({ kind }) => kind === "modify");
    const line = ofType(events, "modify.requested")[0]!.seq;
    expect(deeds.slice(0, sent).some((deed) => deed.kind === "commit" && deed.upToSeq >= line)).toBe(true);
  });

  it("stays where it is when the market comes to it, beyond 15 bps of its decision, and without the policy", async () => {
    const down = await session([book(3, 12, [50_598, 50_598.1])]);
    const beyond = await session([book(3, 12, [50_690, 50_690.1])]);
    const without = await session([book(3, 12, [50_620, 50_620.1])], { "router_policy.requote": { max_requotes: 0 } });
    for (const { events } of [down, beyond, without]) expect(ofType(events, "modify.requested")).toEqual([]);
  });

  it("asks for no second change once the venue has refused one, and takes the rest at its time-out", async () => {
    const moves = [book(3, 10, [50_620, 50_620.1]), book(3, 20, [50_640, 50_640.1])];
    const { events } = await session(moves, {}, (input) => {
      if (input.type !== "order.modified") return [input];
      const { atMs, clientOrderId } = input;
      return [
        { type: "modify.rejected", atMs, clientOrderId, code: -5026, reason: "Exceed maximum modify order limit." },
      ];
    });
    expect(ofType(events, "modify.requested")).toHaveLength(1);
    expect(ofType(events, "order.filled").at(-1)).toMatchObject({ liquidity: "taker" });
  });

  it("counts once in the router's figures, as filled, and its cost splits into parts that sum to the total", async () => {
    const { state } = await session([book(3, 10, [50_612, 50_612.1]), trade(3, 15, 50_609, 1)]);
    const outcomes = state.router.outcomes[`main:${BTC}`]!;
    expect(outcomes.map(({ style, filledShare }) => [style, filledShare])).toEqual([
      ["taker", 1],
      ["taker", 1],
      ["maker", 1],
    ]);
    const cost = intentShortfall(state.router.costs[`main:${BTC}`]!.at(-1)!)!;
    expect(cost.delayBps! + cost.spreadBps! + cost.impactBps! + cost.feeBps).toBe(cost.totalBps);
    expect(cost.priceBps).toBeCloseTo((50_609.4 / 50_600.05 - 1) * 10_000, 9);
    expect(cost.filledShare).toBe(1);
  });

  it("measures what the market did within a minute of the fill: 50,599.4 at 61 s is 0.4 bps for us, at 200 s nothing", async () => {
    const filled = trade(3, 10, 50_597.3, 1);
    const known = await session([filled, book(3, 71, [50_599.35, 50_599.45])]);
    expect(known.state.router.markouts[`main:${BTC}`]![0]!.bps).toBeCloseTo((50_599.4 / 50_597.4 - 1) * 10_000, 1);
    const late = await session([filled, book(3, 210, [50_599.3, 50_599.5])]);
    expect([late.state.router.markouts, late.state.router.makerFills]).toEqual([{}, []]);
  });

  it("never has more open or filled than was approved, nor a price beyond 15 bps, whatever the market does", async () => {
    let requoted = 0;
    const move = fc.record({
      seconds: fc.integer({ min: 1, max: 8 }),
      bps: fc.integer({ min: -3, max: 8 }),
      qty: fc.integer({ min: 0, max: 60 }),
    });
    const worlds = fc.array(move, { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(worlds, async (moves) => {
        let seconds = 0;
        let bid = 50_600;
        const steps = moves.flatMap(({ seconds: later, bps, qty }): TapeStep[] => {
          seconds += later;
          bid = Math.round(bid * (1 + bps / 10_000) * 10) / 10;
          const trades = qty === 0 ? [] : [trade(3, seconds + 0.5, bid - 3, qty / 1_000)];
          return [book(3, seconds, [bid, bid + 0.1]), ...trades];
        });
        const { events } = await session(steps);
        const approved = intendedOf(events).filter(({ order }) => order.purpose === "open")[1]!.order;
        requoted += ofType(events, "modify.requested").length;
        expectWithinApproval(events, approved);
      }),
      { numRuns: 40, seed: 11 },
    );
    expect(requoted).toBeGreaterThan(20);
  }, 60_000);
});
