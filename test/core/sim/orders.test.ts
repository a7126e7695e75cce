import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/lib/time.js";
import { bench, fills, story } from "./harness.js";

describe("life of an order", () => {
  it("is acknowledged and filled 50 ms after it was sent: 40 ms on the way, 10 ms to the matching engine", () => {
    const b = bench();
    b.bar({ open: 100 });
    b.order({});
    const events = b.finish();
    expect(story(events)).toEqual(["order.acknowledged:o1", "order.filled:o1"]);
    expect(events.map(({ atMs }) => atMs)).toEqual([50, 50]);
  });

  it("is refused by the gateway after 40 ms", () => {
    const b = bench();
    b.bar({});
    b.order({ qty: dec("0.0001") });
    expect(b.finish()).toMatchObject([{ type: "order.rejected", atMs: 40, code: -1111 }]);
  });

  it("meets a jitter of at most 100 ms that depends on its id alone", () => {
    const arrival = (id: string, seed = "a"): number => {
      const b = bench({ latency_jitter_ms: 100, latency_seed: seed });
      b.bar({});
      b.order({ clientOrderId: id });
      return b.finish()[0]!.atMs - 50;
    };
    const drawn = Array.from({ length: 40 }, (_, at) => arrival(`id${String(at)}`));
    expect(drawn).toEqual(Array.from({ length: 40 }, (_, at) => arrival(`id${String(at)}`)));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(100);
    expect(new Set(drawn).size).toBeGreaterThan(20);
    expect(Array.from({ length: 40 }, (_, at) => arrival(`id${String(at)}`, "b"))).not.toEqual(drawn);
  });

  it("is refused with -1121 for an unknown symbol and -1109 for an unknown account", () => {
    const b = bench();
    b.bar({});
    b.order({ symbol: "NOPEUSDT" });
    b.order({ account: "ghost" });
    expect(b.finish()).toMatchObject([{ code: -1121 }, { code: -1109 }]);
    expect(b.venue.state.markets).not.toHaveProperty("NOPEUSDT");
  });

  it("is refused with -4116 while an order of the same id is open or on its way, and accepted after it has ended", () => {
    const b = bench();
    b.bar({ low: 99.95 });
    const resting = { clientOrderId: "x", type: "limit", price: dec("99") } as const;
    b.order(resting);
    b.order(resting, 5);
    b.order(resting, 100);
    expect(story(b.finish())).toEqual(["order.rejected:x", "order.acknowledged:x", "order.rejected:x"]);
    expect(b.told.filter((event) => event.type === "order.rejected").map(({ code }) => code)).toEqual([-4116, -4116]);
    b.bar({});
    b.venue.cancel("x", b.openMs);
    b.order(resting, 1_000);
    expect(story(b.finish())).toEqual(["order.canceled:x", "order.acknowledged:x"]);
  });

  it("is canceled 30 ms after the request; a second cancel is rejected with -2011", () => {
    const b = bench();
    b.bar({});
    b.order({ type: "limit", price: dec("99") });
    b.venue.cancel("o1", 1_000);
    b.venue.cancel("o1", 1_001);
    expect(b.finish().slice(1)).toMatchObject([
      { type: "order.canceled", atMs: 1_030, clientOrderId: "o1" },
      { type: "cancel.rejected", atMs: 1_031, clientOrderId: "o1", code: -2011 },
    ]);
  });

  it("can't be canceled before it has arrived: the cancel overtakes it and is rejected", () => {
    const b = bench();
    b.bar({});
    b.order({ type: "limit", price: dec("99") });
    b.venue.cancel("o1", 0);
    expect(story(b.finish())).toEqual(["cancel.rejected:o1", "order.acknowledged:o1"]);
  });

  it("ends at its good-till date, which must be more than 600 s ahead", () => {
    const b = bench();
    b.bar({});
    const gtd = { type: "limit", price: dec("99"), timeInForce: "GTD" } as const;
    b.order({ ...gtd, expireAtMs: 40 + 10 * MINUTE_MS });
    b.order({ ...gtd, expireAtMs: 41 + 10 * MINUTE_MS });
    expect(b.finish()).toMatchObject([
      { type: "order.rejected", code: -5040, clientOrderId: "o1" },
      { type: "order.acknowledged", clientOrderId: "o2" },
      { type: "order.expired", clientOrderId: "o2", atMs: 41 + 10 * MINUTE_MS, reason: "gtd" },
    ]);
  });

  it("keeps a sender's own time-out to itself: a post-only order with expireAtMs stays", () => {
    const b = bench();
    b.bar({});
    b.order({ type: "limit", price: dec("99"), timeInForce: "GTX", postOnly: true, expireAtMs: 60_000 });
    b.finish();
    expect(b.venue.report().openOrders).toEqual(["o1"]);
  });

  it("refuses the 3rd resting order of a symbol at a limit of 2 (-2025) and the 2nd conditional one at 1 (-4045)", () => {
    const b = bench({ max_open_orders_per_symbol: 2, max_conditional_orders: 1 });
    b.bar({});
    for (const price of ["99", "98", "97"]) b.order({ type: "limit", price: dec(price) });
    b.finish();
    b.bar({});
    for (const trigger of ["110", "111"]) b.order({ type: "stop_market", triggerPrice: dec(trigger) });
    b.finish();
    const codes = b.told.flatMap((event) => (event.type === "order.rejected" ? [event.code] : []));
    expect(codes).toEqual([-2025, -4045]);
  });

  it("waits at the venue through a gap in the data and fills at the next open", () => {
    const b = bench();
    b.bar({});
    b.bar({ symbol: "ALTUSDT" });
    b.order({});
    expect(story(b.finish())).toEqual(["order.acknowledged:o1"]);
    const [fill] = fills(b.bar({ open: 104 }));
    expect(fill).toMatchObject({ price: "104", atMs: 2 * HOUR_MS });
  });
});
