import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { otherAssetsOf, otherWalletDifference } from "../../../src/core/domain/other-wallets.js";
import { addDec, type Dec, dec, ZERO } from "../../../src/core/lib/decimal.js";
import { applyLedgerEvent } from "../../../src/core/ledger/apply.js";
import { netAssetValue } from "../../../src/core/ledger/nav.js";
import { adoptOtherWallets } from "../../../src/core/ledger/other-wallets.js";
import { AT_MS, TestBooks } from "./books.js";

type Held = Readonly<Record<string, Dec>>;

/** Books after the venue has told what else is held, at a minute past. */
function booksHolding(held: Held) {
  const { portfolio } = new TestBooks();
  const report = (atMs: number, others: Held): void => {
    adoptOtherWallets(portfolio, {
      ...{ type: "venue.reported", atMs, wallets: {}, positions: {}, openOrders: [] },
      otherWallets: { main: others },
    });
  };
  report(AT_MS + 60_000, held);
  const pay = (atMs: number, amount: string, change: Partial<Extract<EventBody, { type: "wallet.adjusted" }>> = {}) =>
    applyLedgerEvent(portfolio, {
      ...{ type: "wallet.adjusted", atMs, account: "main", asset: "BNB", kind: "charge", amount: dec(amount) },
      reason: "fee",
      ...change,
    });
  const account = portfolio.accounts["main"]!;
  return { account, pay, report, differs: (venue: Held) => otherWalletDifference(account.others, venue) };
}

describe("what an account holds besides USDT", () => {
  it("moves by the rows of the money history: 1.5 BNB less two fees of 0.001 is 1.498, worth 1.2 USDT, in no NAV", () => {
    const { account, pay, differs } = booksHolding({ BNB: dec("1.5") });
    pay(AT_MS + 61_000, "-0.001", { valueUsd: dec("-0.6") });
    pay(AT_MS + 62_000, "-0.001", { valueUsd: dec("-0.6") });
    expect(differs({ BNB: dec("1.498") })).toBeNull();
    expect(differs({ BNB: dec("1.499") })).toEqual({ asset: "BNB", books: "1.498", venue: "1.499" });
    expect([account.others?.chargedUsd, account.fees, account.wallet]).toEqual(["1.2", "0", "100000"]);
  });

  it("has what was paid before the venue's word in that word, and what comes after it names an unknown asset", () => {
    const { pay, differs } = booksHolding({ BNB: dec("1.5") });
    pay(AT_MS + 59_000, "-0.001");
    expect(differs({ BNB: dec("1.5") })).toBeNull();
    expect(differs({ BNB: dec("1.5"), USDC: dec("7") })).toEqual({ asset: "USDC", books: "0", venue: "7" });
    pay(AT_MS + 61_000, "7", { asset: "USDC", kind: "flow" });
    expect(differs({ BNB: dec("1.5"), USDC: dec("7") })).toBeNull();
  });

  it("is judged by nothing before the venue has told it, and by its newest word afterwards", () => {
    const { portfolio } = new TestBooks();
    expect(otherWalletDifference(portfolio.accounts["main"]!.others, { BNB: dec("1") })).toBeNull();
    const { report, differs } = booksHolding({ BNB: dec("1.5") });
    report(AT_MS + 120_000, {});
    expect(differs({})).toBeNull();
    expect(differs({ BNB: dec("1.5") })).toMatchObject({ books: "0" });
  });

  it("takes fee and profit of a USDC contract: bought at 100, sold at 90, the USDT wallet and the NAV stay at 100,000", () => {
    const books = new TestBooks();
    const usdc = { symbol: "BTCUSDC", settledIn: "USDC", fee: "0.5" };
    const unmarked = (): number => Number.NaN;
    books.fill("venue1", { ...usdc, side: "buy", qty: "1", price: "100" });
    const held = books.portfolio.positions["main:BTCUSDC"];
    expect(held).toMatchObject({ qty: "1", cost: "100", fees: "0.5", strategy: "foreign", settledIn: "USDC" });
    expect(netAssetValue(books.portfolio, unmarked, AT_MS)).toMatchObject({ nav: "100000", unrealizedPnl: "0" });
    const { closedTrade } = books.fill("venue2", { ...usdc, side: "sell", qty: "1", price: "90" });
    expect(closedTrade).toMatchObject({ symbol: "BTCUSDC", realizedPnl: "-10", fees: "1" });
    const { accounts, positions, totals } = books.portfolio;
    expect(positions).toEqual({});
    expect(accounts["main"]).toMatchObject({ wallet: "100000", realizedPnl: "0", fees: "0" });
    expect(totals).toMatchObject({ fills: 2, fees: "0", realizedPnl: "0", trades: 0, grossLoss: 0 });
  });

  it("keeps the asset of what a fill through zero turns: long 1, sold 3, short 2 in USDC", () => {
    const books = new TestBooks();
    const usdc = { symbol: "BTCUSDC", settledIn: "USDC" };
    books.fill("venue1", { ...usdc, side: "buy", qty: "1", price: "100" });
    books.fill("venue2", { ...usdc, side: "sell", qty: "3", price: "90" });
    expect(books.portfolio.positions["main:BTCUSDC"]).toMatchObject({ qty: "-2", settledIn: "USDC" });
    expect(books.portfolio.accounts["main"]!.wallet).toBe("100000");
  });

  it("of a snapshot leaves out USDT and what is empty", () => {
    expect(otherAssetsOf({ USDT: dec("5"), BNB: dec("0.1"), FDUSD: ZERO })).toEqual({ BNB: "0.1" });
  });

  it("agrees where each row was rounded by at most 1e-8, and never where more than that is missing", () => {
    const row = fc.record({ units: fc.integer({ min: -1e6, max: 1e6 }), rounding: fc.integer({ min: -1, max: 1 }) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000 }), (rows, missing) => {
        const { pay, differs } = booksHolding({ BNB: dec("100") });
        const unit = (count: number): Dec => dec((count / 1e8).toFixed(8));
        let venue = dec("100");
        for (const { units, rounding } of rows) {
          pay(AT_MS + 61_000, unit(units));
          venue = addDec(venue, unit(units + rounding));
        }
        expect(differs({ BNB: venue })).toBeNull();
        expect(differs({ BNB: addDec(venue, unit(2 * rows.length + missing)) })).not.toBeNull();
      }),
    );
  });
});
