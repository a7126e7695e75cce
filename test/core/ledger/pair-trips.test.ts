import { describe, expect, it } from "vitest";
import { TestBooks } from "./books.js";

describe("a round trip", () => {
  it("of a pair is one, ends with its later leg and is won as a whole: +20 and −12 are 8 in profit", () => {
    const books = new TestBooks();
    books.send({ id: "a", group: "pair" });
    books.fill("a", { qty: "2", price: "100" });
    books.send({ id: "b", group: "pair", symbol: "ETHUSDT", side: "sell" });
    books.fill("b", { symbol: "ETHUSDT", side: "sell", qty: "2", price: "100" });
    books.send({ id: "c", side: "sell", purpose: "close" });
    books.fill("c", { side: "sell", qty: "2", price: "110" });
    expect(books.portfolio.totals).toMatchObject({ trades: 0, closedPositions: 1, closedLegs: { "group-pair": 20 } });
    books.send({ id: "d", symbol: "ETHUSDT", purpose: "close" });
    books.fill("d", { symbol: "ETHUSDT", qty: "2", price: "106" });
    expect(books.portfolio.totals).toMatchObject({ trades: 1, wins: 1, grossProfit: 8, grossLoss: 0, closedLegs: {} });
    expect(books.portfolio.recentTrades).toHaveLength(2);
  });
});
