import { describe, expect, it } from "vitest";
import { findOrder } from "../../../../../src/core/adapters/paper-server/exchange/end-orders.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { createDesk, LIMIT } from "./desk.js";

describe("a venue that accepts what it can't carry out", () => {
  it.each([
    ["GTX", "101", "er=11"],
    ["FOK", "98", "er=10"],
  ] as const)("tells a %s order at %s as NEW and EXPIRED %s, and remembers it", (timeInForce, price, reason) => {
    const desk = createDesk({ faults: { onRefusal: () => "accept_then_expire" } });
    const order = desk.order({ ...LIMIT, timeInForce, price: dec(price) });
    expect(desk.story()).toEqual(["ORDER_TRADE_UPDATE NEW NEW", `ORDER_TRADE_UPDATE EXPIRED EXPIRED ${reason}`]);
    expect(order).toMatchObject({ status: "EXPIRED", executedQty: "0" });
    expect(findOrder(desk.exchange.context, { ...order, clientOrderId: null })).toBe(order);
    expect(desk.market.sim.state.orders).toEqual([]);
    expect(desk.orderCode({ ...LIMIT, timeInForce, price: dec("98.001") })).toBe(-1111);
  });
});
