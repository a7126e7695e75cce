import { describe, expect, it } from "vitest";
import type { OrderRecord, OrderStatus } from "../../../src/core/domain/order.js";
import { sampleOrder, TestBooks } from "./books.js";

const half = { qty: "1", price: "100", fee: "0.05" };
const id = { clientOrderId: "a" };

/** Words of the table below: what the venue may say of order a for 2 BTC. */
const steps = {
  ack: (books) => books.apply({ type: "order.acknowledged", ...id, venueOrderId: "77" }),
  half: (books) => books.fill("a", half),
  whole: (books) => books.fill("a", { ...half, qty: "2" }),
  done: (books) => books.fill("a", { ...half, orderDone: true }),
  cancel: (books) => books.apply({ type: "order.canceled", ...id, reason: "timeout" }),
  expire: (books) => books.apply({ type: "order.expired", ...id, reason: "gtd" }),
  reject: (books) => books.apply({ type: "order.rejected", ...id, code: -2019, reason: "no margin" }),
  unknown: (books) => books.apply({ type: "order.unknown", ...id, reason: "socket reset" }),
  abandon: (books) => books.apply({ type: "order.abandoned", ...id, reason: "stale" }),
} satisfies Record<string, (books: TestBooks) => unknown>;
type Step = keyof typeof steps;

function orderAfter(...names: readonly Step[]): OrderRecord {
  const books = new TestBooks();
  books.send({ id: "a" });
  for (const name of names) steps[name](books);
  return books.portfolio.orders["a"]!;
}

describe("the life of an order", () => {
  it.each<[Step[], OrderStatus, filledQty: string]>([
    [[], "submitted", "0"],
    [["ack"], "acknowledged", "0"],
    [["ack", "half"], "partially_filled", "1"],
    [["ack", "half", "half"], "filled", "2"],
    [["ack", "whole"], "filled", "2"],
    [["ack", "done"], "filled", "1"],
    [["half", "ack"], "partially_filled", "1"],
    [["ack", "cancel"], "canceled", "0"],
    [["ack", "half", "cancel"], "canceled", "1"],
    [["ack", "cancel", "half"], "canceled", "1"],
    [["ack", "cancel", "whole"], "filled", "2"],
    [["ack", "expire"], "expired", "0"],
    [["reject"], "rejected", "0"],
    [["unknown"], "unknown", "0"],
    [["unknown", "ack"], "acknowledged", "0"],
    [["unknown", "reject"], "rejected", "0"],
    [["half", "unknown", "ack"], "partially_filled", "1"],
    [["whole", "cancel"], "filled", "2"],
    [["cancel", "reject"], "canceled", "0"],
    [["unknown", "half"], "partially_filled", "1"],
    [["ack", "cancel", "unknown"], "canceled", "0"],
    [["whole", "unknown"], "filled", "2"],
  ])("after %j is %s with %s filled", (names, status, filledQty) => {
    expect(orderAfter(...names)).toMatchObject({ status, filledQty });
  });

  it("begins as intended, and ends as abandoned when it is never sent", () => {
    const books = new TestBooks();
    books.apply({ type: "order.intended", order: sampleOrder({ id: "a" }), because: "x" });
    expect(books.portfolio.orders["a"]).toMatchObject({ status: "intended", submittedAtMs: null });
    steps.abandon(books);
    expect(books.portfolio.orders["a"]).toMatchObject({ status: "abandoned", endReason: "stale", submittedAtMs: null });
    expect(books.portfolio.totals.ordersSent).toBe(0);
  });

  it("remembers why it ended, the venue's code and its number as text", () => {
    expect(orderAfter("ack", "reject")).toMatchObject({ venueOrderId: "77", endReason: "no margin", endCode: -2019 });
    expect(orderAfter("ack", "expire")).toMatchObject({ endReason: "gtd", endCode: null });
  });

  it("sums quantity, quote, fees and the maker's part of its fills", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "0.5", price: "100", fee: "0.01", liquidity: "maker" });
    books.fill("a", { qty: "1.5", price: "101", fee: "0.07575" });
    expect(books.portfolio.orders["a"]).toMatchObject({
      filledQty: "2",
      filledQuote: "201.5",
      fees: "0.08575",
      makerQty: "0.5",
    });
  });

  it("notes a requested cancel, and that the venue refused it", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.apply({ type: "cancel.requested", ...id, reason: "timeout" });
    expect(books.portfolio.orders["a"]?.cancelRequested).toBe(true);
    books.apply({ type: "cancel.rejected", ...id, code: -2011, reason: "unknown order" });
    expect(books.portfolio.orders["a"]).toMatchObject({ cancelRequested: false, status: "submitted" });
  });

  it("notes a triggered stop", () => {
    const books = new TestBooks();
    books.send({ id: "a", qty: null, purpose: "disaster_stop", style: "resting" });
    books.apply({ type: "order.triggered", ...id });
    expect(books.portfolio.orders["a"]?.triggered).toBe(true);
  });

  it("fills a stop for the whole position only when the venue says it is done", () => {
    const books = new TestBooks();
    books.send({ id: "p" });
    books.fill("p", { qty: "2", price: "100" });
    books.send({ id: "a", qty: null, side: "sell", purpose: "disaster_stop", style: "resting" });
    books.fill("a", { side: "sell", qty: "1", price: "90" });
    expect(books.portfolio.orders["a"]?.status).toBe("partially_filled");
    books.fill("a", { side: "sell", qty: "1", price: "90", orderDone: true });
    expect(books.portfolio.orders["a"]?.status).toBe("filled");
  });

  it("says nothing of an order that is not ours", () => {
    const books = new TestBooks();
    expect(books.apply({ type: "order.acknowledged", clientOrderId: "theirs", venueOrderId: "1" })).toEqual({
      order: null,
      closedTrade: null,
    });
    expect(books.portfolio.orders).toEqual({});
  });
});
