import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import type { SimRequest } from "../../../src/core/sim/request.js";
import { type Bench, bench, story } from "./harness.js";

const INSTANT = { order_latency_ms: 0, ack_latency_ms: 0, cancel_latency_ms: 0 };

/** Long 10 at 100. */
function long(): Bench {
  const b = bench(INSTANT);
  b.bar({});
  b.order({ qty: dec("10"), clientOrderId: "entry" });
  b.take(b.venue.advance(b.openMs));
  return b;
}

function place(b: Bench, request: Partial<SimRequest>): readonly string[] {
  b.order({ side: "sell", ...request });
  return story(b.take(b.venue.advance(b.openMs)));
}

const exit = (clientOrderId: string, price: string, qty: string): Partial<SimRequest> => ({
  ...{ clientOrderId, type: "limit", reduceOnly: true, price: dec(price), qty: dec(qty) },
});

describe("resting reduce-only orders", () => {
  it("of 4 at 101, 4 at 102 and 4 at 103 lose the farthest when 5 of 10 are sold: 102 stays, its fill stops at the position", () => {
    const b = long();
    place(b, exit("near", "101", "4"));
    place(b, exit("far", "103", "4"));
    place(b, exit("mid", "102", "4"));
    expect(place(b, { clientOrderId: "sale", qty: dec("5") })).toEqual([
      "order.acknowledged:sale",
      "order.filled:sale",
      "order.expired:far",
    ]);
    expect(b.told.at(-1)).toMatchObject({ reason: "reduce_only" });
    b.bar({ open: 100, high: 104 });
    const events = b.finish();
    expect(story(events)).toEqual(["order.filled:near", "order.filled:mid", "order.expired:mid"]);
    expect(b.venue.report()).toMatchObject({ positions: {}, openOrders: [] });
  });

  it("are refused with -2022 where better ones cover the position, and knock worse ones out where they are better", () => {
    const b = long();
    place(b, exit("first", "102", "10"));
    place(b, exit("worse", "103", "1"));
    expect(b.told.at(-1)).toMatchObject({ type: "order.rejected", clientOrderId: "worse", code: -2022 });
    expect(place(b, exit("better", "101", "10"))).toEqual(["order.acknowledged:better", "order.expired:first"]);
    expect(b.venue.report().openOrders).toEqual(["better"]);
  });

  it("leave stops with a quantity alone: they ask for the position when they trigger", () => {
    const b = long();
    const stop = { type: "stop_market", triggerPrice: dec("95"), reduceOnly: true, qty: dec("10") } as const;
    place(b, { ...stop, clientOrderId: "stop" });
    place(b, exit("exit", "105", "10"));
    place(b, { clientOrderId: "sale", qty: dec("4") });
    expect(b.venue.report().openOrders).toEqual(["stop", "exit"]);
  });

  it("never sum up to more than the position before the last of them, whatever is placed and sold", () => {
    const orders = fc.array(fc.tuple(fc.integer({ min: 1010, max: 1050 }), fc.integer({ min: 1, max: 12 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(orders, fc.integer({ min: 0, max: 9 }), (placed, sold) => {
        const b = long();
        for (const [at, [price, qty]] of placed.entries()) {
          place(b, exit(`x${String(at)}`, String(price / 10), String(qty)));
        }
        if (sold > 0) place(b, { clientOrderId: "sale", qty: dec(String(sold)) });
        const resting = b.venue.state.orders.map(({ limitPrice, leavesQty }) => [limitPrice!, toNumber(leavesQty!)]);
        const all = resting.sort((x, y) => x[0]! - y[0]!);
        const ahead = all.slice(0, -1).reduce((sum, [, qty]) => sum + qty!, 0);
        expect(ahead).toBeLessThan(10 - sold + (all.length < 2 ? 1 : 0));
      }),
      { numRuns: 100 },
    );
  });
});
