import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StrategyBooks } from "../../../../src/core/readmodel/session/strategy-books.js";

type Order = Parameters<StrategyBooks["add"]>[0];

/** trade: `buy 1 at 100`. */
function order(id: string, trade: string, changes: Partial<Order> = {}): Order {
  const [side, filledQty = "", , averagePrice = ""] = trade.split(" ");
  const fixed = { account: "main", symbol: "BTCUSDT", strategy: "trend", fees: "0", at: "2024-05-01T10:00:00Z" };
  return { ...fixed, id, side: side === "buy" ? "buy" : "sell", filledQty, averagePrice, ...changes };
}

function booksOf(...orders: readonly Order[]): StrategyBooks {
  const books = new StrategyBooks();
  for (const one of orders) books.add(one);
  return books;
}

describe("results by strategy", () => {
  it("a long of 2 at 100 and 110, half of it sold at 120: 15 realised, less 3 of fees", () => {
    const [book] = booksOf(
      order("a", "buy 1 at 100", { fees: "1" }),
      order("b", "buy 1 at 110", { fees: "1" }),
      order("c", "sell 1 at 120", { fees: "1" }),
    ).books;
    expect(book).toMatchObject({ realizedUsd: 12, feesUsd: 3, turnoverUsd: 330, trades: 0 });
  });

  it("a short that turns long books the close, and begins the new trip at its own price", () => {
    const [book] = booksOf(order("a", "sell 2 at 100"), order("b", "buy 3 at 90"), order("c", "sell 1 at 95")).books;
    expect(book).toMatchObject({ realizedUsd: 25, trades: 2, wins: 2, grossProfitUsd: 25, grossLossUsd: 0 });
  });

  it("strategies in the same market are kept apart", () => {
    const { books } = booksOf(
      order("a", "buy 1 at 100"),
      order("b", "sell 1 at 100", { strategy: "carry" }),
      order("c", "sell 1 at 104"),
      order("d", "buy 1 at 104", { strategy: "carry" }),
    );
    expect(books.map(({ strategy, realizedUsd }) => [strategy, realizedUsd])).toEqual([
      ["trend", 4],
      ["carry", -4],
    ]);
  });

  it("a corrected line books the difference only", () => {
    const [book] = booksOf(
      order("a", "buy 2 at 100", { fees: "2" }),
      order("b", "sell 1 at 110", { fees: "1" }),
      order("b", "sell 2 at 115", { fees: "3" }),
    ).books;
    expect(book).toMatchObject({ realizedUsd: 30 - 5, feesUsd: 5, trades: 1 });
  });

  it("a close at midnight belongs to the day that ends, one a moment later to the next", () => {
    const [book] = booksOf(
      order("a", "buy 2 at 100", { at: "2024-05-01T10:00:00Z" }),
      order("b", "sell 1 at 101", { at: "2024-05-02T00:00:00Z" }),
      order("c", "sell 1 at 103", { at: "2024-05-02T00:00:00.001Z" }),
    ).books;
    const day = Date.UTC(2024, 4, 1) / 86_400_000;
    expect([...(book?.byDay ?? [])]).toEqual([
      [day, 1],
      [day + 1, 3],
    ]);
  });

  it("orders that filled nothing change nothing but the last sign of activity", () => {
    const [book] = booksOf(order("a", "buy 0 at 100", { averagePrice: null })).books;
    expect(book).toMatchObject({ realizedUsd: 0, turnoverUsd: 0, lastOrderAtMs: Date.UTC(2024, 4, 1, 10) });
  });

  it("cash and what is held at the last price add up to the result, whatever the orders", () => {
    const trade = fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      qty: fc.integer({ min: 1, max: 50 }),
      price: fc.integer({ min: 50, max: 150 }),
      fee: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 40 }), (trades) => {
        const { books } = booksOf(
          ...trades.map(({ side, qty, price, fee }, index) =>
            order(String(index), `${side} ${String(qty)} at ${String(price)}`, { fees: String(fee) }),
          ),
        );
        const [book] = books;
        const last = trades.at(-1)?.price ?? 0;
        const sum = (of: (one: (typeof trades)[number], sign: number) => number): number =>
          trades.reduce((total, one) => total + of(one, one.side === "buy" ? 1 : -1), 0);
        const cash = sum(({ qty, price, fee }, sign) => -sign * qty * price - fee);
        const held = sum(({ qty }, sign) => sign * qty);
        const lot = book?.lots.get("main:BTCUSDT") ?? { qty: 0, cost: 0 };
        expect(lot.qty).toBeCloseTo(held, 9);
        expect((book?.realizedUsd ?? 0) + held * last - lot.cost).toBeCloseTo(cash + held * last, 6);
        const daily = [...(book?.byDay.values() ?? [])].reduce((total, value) => total + value, 0);
        expect(daily).toBeCloseTo(book?.realizedUsd ?? 0, 6);
      }),
      { numRuns: 200 },
    );
  });
});
