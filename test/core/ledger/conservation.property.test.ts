import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/core/domain/intent.js";
import type { Portfolio } from "../../../src/core/domain/portfolio.js";
import { type Dec, dec } from "../../../src/core/lib/decimal.js";
import { netAssetValue } from "../../../src/core/ledger/nav.js";
import { productUnits, unitsOf } from "../domain/exact-units.js";
import { TestBooks } from "./books.js";

const ACCOUNTS = ["main", "macro"] as const;
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "DOGEUSDT"] as const;

const decimal = (min: number, max: number, places: number): fc.Arbitrary<Dec> =>
  fc.integer({ min, max }).map((count) => dec((count / 10 ** places).toFixed(places)));

const where = { account: fc.constantFrom(...ACCOUNTS), symbol: fc.constantFrom(...SYMBOLS) };
const fill = fc.record({
  kind: fc.constant("fill" as const),
  ...where,
  side: fc.constantFrom<Side>("buy", "sell"),
  qty: decimal(1, 5_000, 3),
  price: decimal(1, 9_000_000, 2),
  fee: decimal(-500, 5_000, 8),
  liquidated: fc.boolean(),
});
const funding = fc.record({
  kind: fc.constant("funding" as const),
  ...where,
  amount: decimal(-10_000_000, 10_000_000, 8),
});
const steps = fc.array(fc.oneof({ arbitrary: fill, weight: 4 }, funding), { maxLength: 60 });
const marks = fc.tuple(decimal(1, 9_000_000, 2), decimal(1, 9_000_000, 2), decimal(1, 9_000_000, 5));

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

function book(books: TestBooks, step: Step, index: number): void {
  const { account, symbol } = step;
  if (step.kind === "funding") {
    books.apply({
      type: "funding.settled",
      account,
      symbol,
      rate: 0,
      qty: dec("1"),
      markPrice: dec("1"),
      amount: step.amount,
      assumed: false,
    });
    return;
  }
  const { side, qty, price, fee } = step;
  if (step.liquidated)
    books.apply({ type: "position.liquidated", account, symbol, tradeId: String(index), side, qty, price, fee });
  else books.fill(`o${String(index)}`, { account, symbol, side, qty, price, fee });
}

const signed = ({ side }: { side: Side }, units: bigint): bigint => (side === "buy" ? units : -units);
const isFill = (step: Step): step is Extract<Step, { kind: "fill" }> => step.kind === "fill";
const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n);

function run(taken: readonly Step[]): Portfolio {
  const books = new TestBooks({ main: "70000", macro: "30000" });
  for (const [index, step] of taken.entries()) book(books, step, index);
  return books.portfolio;
}

describe("over random fills, liquidations and funding of two accounts and three symbols", () => {
  it("the fills of each account and symbol sum to its position", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { positions } = run(taken);
        for (const account of ACCOUNTS) {
          for (const symbol of SYMBOLS) {
            const own = taken.filter(isFill).filter((step) => step.account === account && step.symbol === symbol);
            const expected = sum(own.map((step) => signed(step, unitsOf(step.qty))));
            expect(unitsOf(positions[`${account}:${symbol}`]?.qty ?? dec("0"))).toBe(expected);
          }
        }
      }),
    );
  });

  it("each wallet is its start + realised − fees + funding, and the totals are the sums over accounts", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { accounts, totals } = run(taken);
        const books = Object.values(accounts);
        for (const { account, wallet, realizedPnl, fees, funding: paid } of books) {
          const start = unitsOf(dec(account === "main" ? "70000" : "30000"));
          expect(unitsOf(wallet)).toBe(start + unitsOf(realizedPnl) - unitsOf(fees) + unitsOf(paid));
        }
        for (const figure of ["realizedPnl", "fees", "funding"] as const) {
          expect(unitsOf(totals[figure])).toBe(sum(books.map((own) => unitsOf(own[figure]))));
        }
      }),
    );
  });

  it("NAV = start + cash of all fills + holdings at mark − fees + funding, to the last digit", () => {
    fc.assert(
      fc.property(steps, marks, (taken, prices) => {
        const portfolio = run(taken);
        const markOf = (symbol: string): Dec => prices[SYMBOLS.indexOf(symbol as (typeof SYMBOLS)[number])]!;
        const fills = taken.filter(isFill);
        const cash = sum(fills.map((step) => -signed(step, productUnits(step.qty, step.price)) - unitsOf(step.fee)));
        const held = sum(fills.map((step) => signed(step, productUnits(step.qty, markOf(step.symbol)))));
        const paid = sum(taken.map((step) => (isFill(step) ? 0n : unitsOf(step.amount))));
        const point = netAssetValue(portfolio, (symbol) => Number(markOf(symbol)), 0);
        expect(unitsOf(point!.nav)).toBe(unitsOf(dec("100000")) + cash + held + paid);
        expect(unitsOf(point!.nav)).toBe(unitsOf(point!.wallet) + unitsOf(point!.unrealizedPnl));
      }),
    );
  });

  it("closed trades and open positions together carry all realised profit, fees and funding of fills", () => {
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 60 }), (taken) => {
        const { positions, recentTrades, totals } = run(taken);
        const parts = [...recentTrades, ...Object.values(positions)];
        for (const figure of ["realizedPnl", "fees", "funding"] as const) {
          expect(sum(parts.map((part) => unitsOf(part[figure])))).toBe(unitsOf(totals[figure]));
        }
        expect(recentTrades).toHaveLength(totals.trades);
      }),
    );
  });
});

describe("the NAV", () => {
  it("is unknown while a held symbol has no mark, and the wallet while nothing is held", () => {
    const books = new TestBooks();
    expect(netAssetValue(books.portfolio, () => Number.NaN, 7)).toEqual({
      atMs: 7,
      nav: "100000",
      wallet: "100000",
      unrealizedPnl: "0",
    });
    books.fill("a", { qty: "1", price: "100" });
    expect(netAssetValue(books.portfolio, () => Number.NaN, 7)).toBeNull();
  });
});
