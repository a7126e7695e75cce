import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { intendedOf, ofType } from "../../support/engine-story.js";
import { at, book, session, trade } from "../../support/maker-session.js";

const openings = (events: Parameters<typeof intendedOf>[0]) =>
  intendedOf(events)
    .filter(({ order, event }) => order.purpose === "open" && event.atMs >= at(3, 0))
    .map(({ order }) => `${order.style} ${String(order.request.qty)}`);

describe("a maker entry of 0.082 BTC of which 0.04 filled before its time-out", () => {
  it("whose fill is told after the rest was taken asks for no third order, and no client id is used twice", async () => {
    let held: InputEvent | null = null;
    const { events } = await session([trade(3, 29.9, 50_597.4, 0.04)], {}, (input) => {
      if (input.type !== "order.filled" || input.atMs < at(3, 0)) return [input];
      if (input.liquidity === "maker") {
        held = input;
        return [];
      }
      if (held === null) return [input];
      const late = { ...held, atMs: input.atMs };
      held = null;
      return [input, late];
    });
    expect(openings(events)).toEqual(["maker 0.082", "taker 0.082"]);
    const ids = intendedOf(events).map(({ order }) => order.request.clientOrderId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("whose fill comes while the rest is on its way ends no session", async () => {
    let held: InputEvent | null = null;
    const { events, state } = await session([trade(3, 29.9, 50_597.4, 0.04)], {}, (input) => {
      if (input.type === "order.filled" && input.liquidity === "maker" && input.atMs >= at(3, 0)) {
        held = input;
        return [];
      }
      if (held === null || input.type !== "order.canceled") return [input];
      const late = held;
      held = null;
      return [input, late];
    });
    expect(openings(events)).toHaveLength(2);
    expect(state.portfolio.causes).toEqual([]);
  });
});

describe("a strategy that is halted 10 s after its maker entry came to rest", () => {
  it("has the entry withdrawn at once, and nothing is taken in its place when its 30 s are over", async () => {
    let strategy = "";
    const noted = {
      onEvent: (event: Parameters<typeof intendedOf>[0][number]) => {
        if (event.type === "cycle.decided") strategy = event.orders[0]?.strategy ?? strategy;
      },
    };
    const { events, state } = await session(
      [book(3, 10, [50_600, 50_600.1]), book(3, 15, [50_610, 50_610.1])],
      {},
      (input) =>
        input.type === "market.book" && input.atMs === at(3, 10)
          ? [input, { type: "operator.halted", atMs: input.atMs, state: "HALTED", strategy, reason: "a look first" }]
          : [input],
      { observer: noted },
    );
    expect(strategy).not.toBe("");
    expect(openings(events)).toEqual(["maker 0.082"]);
    const withdrawn = ofType(events, "cancel.requested").filter(({ atMs }) => atMs >= at(3, 0));
    expect(withdrawn.map(({ atMs, reason }) => [atMs - at(3, 0), reason])[0]).toEqual([
      10_000,
      "trading is not active",
    ]);
    expect(ofType(events, "modify.requested").filter(({ atMs }) => atMs > at(3, 10))).toEqual([]);
    const late = ofType(events, "order.filled").filter(({ atMs }) => atMs > at(3, 10));
    expect(late).toEqual([]);
    expect(state.portfolio.positions).toEqual({});
  });
});
