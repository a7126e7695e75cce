import { describe, expect, it } from "vitest";
import { applyLedgerEvent, emptyPortfolio } from "../../../src/core/ledger/apply.js";
import { dec } from "../../../src/core/lib/decimal.js";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import { sampleRecord } from "../../support/samples/orders.js";

const CHANGE = { clientOrderId: "a1", symbol: "BTCUSDT", side: "buy", reduceOnly: false } as const;

/** A bid for 0.1 at 50,000, worth 5,000 USDT, after these events. */
function after(...events: readonly Parameters<typeof applyLedgerEvent>[1][]): OrderRecord {
  const portfolio = emptyPortfolio("prod");
  const request = { clientOrderId: "a1", price: dec("50000"), qty: dec("0.1") };
  portfolio.orders["a1"] = sampleRecord({ request, notionalUsd: 5_000, status: "acknowledged" });
  for (const event of events) applyLedgerEvent(portfolio, event);
  return portfolio.orders["a1"];
}

const ask = (price: string, qty: string) =>
  ({
    type: "modify.requested",
    ...{ atMs: 1, clientOrderId: "a1", reason: "drift" },
    change: { ...CHANGE, price: dec(price), qty: dec(qty) },
  }) as const;
const done = (price: string, qty: string) =>
  ({ type: "order.modified", atMs: 2, clientOrderId: "a1", price: dec(price), qty: dec(qty) }) as const;
const refused = { type: "modify.rejected", atMs: 2, clientOrderId: "a1", code: -5026, reason: "too many" } as const;

describe("a change of an order in the books", () => {
  it("counts 5,000 to 6,000 USDT with 6,000 while it is on its way, and 5,000 to 4,000 with 5,000", () => {
    expect(after(ask("50000", "0.12"))).toMatchObject({ notionalUsd: 6_000, request: { qty: "0.1" } });
    expect(after(ask("50000", "0.08"))).toMatchObject({ notionalUsd: 5_000, request: { qty: "0.1" } });
  });

  it("has the new terms and their 4,000 USDT once it is done, and nothing on its way", () => {
    const order = after(ask("50000", "0.08"), done("50000", "0.08"));
    expect(order).toMatchObject({ notionalUsd: 4_000, changing: null, request: { price: "50000", qty: "0.08" } });
  });

  it("is as it was after a refusal: 5,000 USDT, 0.1 at 50,000, and not to be asked again", () => {
    const order = after(ask("50000", "0.12"), refused);
    expect(order).toMatchObject({ notionalUsd: 5_000, changing: null, changeRefused: true, request: { qty: "0.1" } });
  });

  it("follows a change that somebody made by hand at the venue", () => {
    expect(after(done("49000", "0.2"))).toMatchObject({ notionalUsd: 9_800, request: { price: "49000", qty: "0.2" } });
  });
});
