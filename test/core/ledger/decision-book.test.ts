import { describe, expect, it } from "vitest";
import type { DecisionBook } from "../../../src/core/domain/decision-book.js";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import { decisionBook } from "../../../src/core/ledger/decision-book.js";
import { AT_MS, TestBooks } from "./books.js";

function bookOf(books: TestBooks, mark = 110): DecisionBook {
  return decisionBook({
    portfolio: books.portfolio,
    account: "main",
    atMs: AT_MS,
    navAtMs: AT_MS,
    navUsd: 100_000,
    predictedNavUsd: 100_000,
    marks: () => mark,
    initialMarginRate: 0.5,
    rearm: [],
    risk: emptyRiskState(),
  });
}

function shortBooks(): TestBooks {
  const books = new TestBooks({ main: "60000", macro: "40000" });
  books.send({ id: "a", side: "sell" });
  books.fill("a", { side: "sell", qty: "2", price: "100" });
  return books;
}

describe("the books as one decision sees them", () => {
  it("show a short of 2 at its mark of 110: quantity -2, entry 100, notional 220", () => {
    expect(bookOf(shortBooks()).positions).toMatchObject([
      { symbol: "BTCUSDT", qty: -2, entryPrice: 100, markPrice: 110, notionalUsd: 220, stopPrice: null },
    ]);
  });

  it("show only what belongs to the account", () => {
    const books = shortBooks();
    books.fill("b", { account: "macro", qty: "1", price: "100" });
    books.send({ id: "c", account: "macro" });
    const book = bookOf(books);
    expect([book.positions.length, book.pending.length, book.walletUsd]).toEqual([1, 0, 60_000]);
  });

  it("count what may still fill of every order that is not final, unknown ones included", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "0.5", price: "100" });
    books.send({ id: "b" });
    books.apply({ type: "order.unknown", clientOrderId: "b", reason: "socket reset" });
    books.send({ id: "c" });
    books.apply({ type: "order.canceled", clientOrderId: "c", reason: "x" });
    expect(bookOf(books).pending).toMatchObject([
      { clientOrderId: "a", leavesQty: 1.5, notionalUsd: 165, unknown: false },
      { clientOrderId: "b", leavesQty: 2, notionalUsd: 220, unknown: true },
    ]);
  });

  it("give a stop of the whole position the position's quantity", () => {
    const books = shortBooks();
    books.send({ id: "s", side: "buy", qty: null, purpose: "disaster_stop", style: "resting" });
    expect(bookOf(books).pending).toMatchObject([{ leavesQty: 2, reduceOnly: true }]);
  });

  it("bind margin for positions and entries, not for what only reduces", () => {
    const books = shortBooks();
    books.send({ id: "entry", side: "sell", qty: "1" });
    books.send({ id: "exit", qty: "2", purpose: "close" });
    expect(bookOf(books).freeMarginUsd).toBe(100_000 - 0.5 * (220 + 110));
  });

  it("are unknown where a mark is: notional and free margin NaN, so that every rule on them refuses", () => {
    const book = bookOf(shortBooks(), Number.NaN);
    expect([book.positions[0]?.notionalUsd, book.freeMarginUsd]).toEqual([Number.NaN, Number.NaN]);
  });
});
