import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrdersCounted } from "../../../../src/core/domain/order-budget.js";
import { limitsUsage } from "../../../../src/core/risk/usage.js";
import { review } from "../../../../src/core/risk/review.js";
import { book, closing, entry, held, judge, marketView, NOW, policy, riskState } from "../fixtures.js";

/** 80 % of 10 are 8 orders in 10 s, of 20 are 16 in a minute. */
const limits = (tenSeconds: number, minute: number, timeScale = 1) =>
  policy({ orderLimits: { binance: { tenSeconds, minute, setting: "venues.binance.order_limits", timeScale } } });
const BUDGET = limits(10, 20);

/** Orders of ours so many milliseconds ago, and what the venue counted. */
function sent(agesMs: readonly number[], counted: OrdersCounted | null = null) {
  const sentOrders = { main: agesMs.map((age) => NOW - age).sort((a, b) => a - b) };
  const countedOrders: Record<string, OrdersCounted> = counted === null ? {} : { main: counted };
  return riskState({ sentOrders, countedOrders });
}
const times = (count: number, ageMs: number): readonly number[] => new Array<number>(count).fill(ageMs);
const one = entry("BTCUSDT", "1");

describe("R14 order budget of the venue", () => {
  it("passes as the 8th order of 10 s where the venue takes 10, and refuses the 9th with count, limit and its origin", () => {
    expect(judge(one, { book: book({ risk: sent(times(7, 9_999)) }), policy: BUDGET })).toEqual([]);
    expect(judge(one, { book: book({ risk: sent(times(8, 9_999)) }), policy: BUDGET })).toEqual([
      {
        rule: "R14",
        code: "trade_rate_limit",
        measured: 9,
        limit: 8,
        unit: "count",
        setting: "venues.binance.order_limits.orders_10s",
      },
    ]);
    expect(judge(one, { book: book({ risk: sent(times(8, 10_000)) }), policy: BUDGET })).toEqual([]);
  });

  it("counts the minute apart: the 17th of 20 is refused by it alone, and passes once one is a minute old", () => {
    const minute = book({ risk: sent(times(16, 59_999)) });
    expect(judge(one, { book: minute, policy: BUDGET })).toMatchObject([
      { measured: 17, limit: 16, setting: "venues.binance.order_limits.orders_1m" },
    ]);
    expect(judge(one, { book: book({ risk: sent([60_000, ...times(15, 59_999)]) }), policy: BUDGET })).toEqual([]);
  });

  it("takes the venue's count of other processes and adds what was sent since, until the window is over", () => {
    const counted = { atMs: NOW - 4_000, tenSeconds: 5, minute: 5 };
    expect(judge(one, { book: book({ risk: sent([5_000, 3_000, 2_000], counted) }), policy: BUDGET })).toEqual([]);
    expect(
      judge(one, { book: book({ risk: sent([5_000, 3_000, 2_000, 1_000], counted) }), policy: BUDGET }),
    ).toMatchObject([{ measured: 9, limit: 8 }]);
    const old = { atMs: NOW - 10_000, tenSeconds: 10, minute: 12 };
    expect(judge(one, { book: book({ risk: sent([5_000], old) }), policy: BUDGET })).toEqual([]);
    expect(judge(one, { book: book({ risk: sent([], { ...old, minute: 16 }) }), policy: BUDGET })).toMatchObject([
      { measured: 17, limit: 16 },
    ]);
  });

  it("counts what was approved in the same cycle: of three entries with room for two the last is refused", () => {
    const entries = ["BTCUSDT", "ETHUSDT", "SOLUSDT"].map((symbol) =>
      entry(symbol, "1", { intent: { id: symbol, groupId: symbol } }),
    );
    const books = book({ risk: sent(times(6, 1_000)) });
    const { approved, vetoes } = review({ exits: [], entries, book: books, view: marketView(), policy: BUDGET });
    expect(approved.map(({ intent }) => intent.symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(vetoes).toMatchObject([{ primary: "R14", violations: [{ measured: 9, limit: 8 }] }]);
  });

  it("measures a window as long as the venue's clock runs fast: at 60 times, 10 s are 10 minutes of market time", () => {
    const fast = limits(10, 1_000, 60);
    expect(judge(one, { book: book({ risk: sent(times(8, 599_999)) }), policy: fast })).toMatchObject([
      { measured: 9 },
    ]);
    expect(judge(one, { book: book({ risk: sent(times(8, 600_000)) }), policy: fast })).toEqual([]);
  });

  it("counts by account, and nothing where the venue has told no limit", () => {
    const others = riskState({ sentOrders: { fund: times(900, 0).map((age) => NOW - age) } });
    expect(judge(one, { book: book({ risk: others }), policy: BUDGET })).toEqual([]);
    expect(judge(one, { book: book({ risk: sent(times(900, 0)) }), policy: policy() })).toEqual([]);
  });

  it("never refuses what reduces, with the whole budget used up", () => {
    const books = book({ positions: [held("BTCUSDT", 5)], risk: sent(times(400, 0)) });
    expect(judge(closing("BTCUSDT", "5"), { book: books, policy: BUDGET })).toEqual([]);
    expect(judge(one, { book: books, policy: BUDGET })).toHaveLength(2);
  });

  it("shows both windows as usage bars", () => {
    const rows = limitsUsage({ book: book({ risk: sent([59_000, 1_000]) }), view: marketView(), policy: BUDGET });
    expect(rows.filter(({ scope }) => scope.includes("orders"))).toEqual([
      { rule: "R14", scope: "venue:binance orders 10 s", used: 1, limit: 8, unit: "count", headroom: 7, usage: 0.125 },
      {
        rule: "R14",
        scope: "venue:binance orders 60 s",
        used: 2,
        limit: 16,
        unit: "count",
        headroom: 14,
        usage: 0.125,
      },
    ]);
  });
});

describe("R14 order budget over all counts", () => {
  const counts = fc.record({
    ages: fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 40 }),
    counted: fc.option(
      fc.record({
        atMs: fc.integer({ min: 0, max: 70_000 }).map((age) => NOW - age),
        tenSeconds: fc.integer({ min: 0, max: 40 }),
        minute: fc.integer({ min: 0, max: 60 }),
      }),
    ),
    ten: fc.integer({ min: 1, max: 60 }),
    minute: fc.integer({ min: 1, max: 80 }),
  });

  it("a larger limit never refuses what a smaller one passed", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 50 }), ({ ages, counted, ten, minute }, more) => {
        const books = book({ risk: sent(ages, counted) });
        const settings = (of: ReturnType<typeof limits>) =>
          judge(one, { book: books, policy: of }).map(({ setting }) => setting);
        const before = settings(limits(ten, minute));
        const after = settings(limits(ten + more, minute + more));
        expect(after.filter((setting) => !before.includes(setting))).toEqual([]);
      }),
    );
  });

  it("never measures less than what any window of the venue's own grid holds of our orders", () => {
    fc.assert(
      fc.property(counts, ({ ages, counted, ten, minute }) => {
        const books = book({ risk: sent(ages, counted) });
        const rows = limitsUsage({ book: books, view: marketView(), policy: limits(ten, minute) });
        const used = rows.filter(({ scope }) => scope.includes("orders")).map((row) => row.used ?? Number.NaN);
        const onGrid = [10_000, 60_000].map((length) => {
          const startMs = NOW - (NOW % length);
          return ages.filter((age) => NOW - age > startMs).length;
        });
        onGrid.forEach((count, index) => {
          expect(used[index]).toBeGreaterThanOrEqual(count);
        });
      }),
    );
  });

  it("a reducing order passes whatever was counted", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), ({ ages, counted, ten, minute }, qty) => {
        const books = book({ positions: [held("BTCUSDT", 50)], risk: sent(ages, counted) });
        expect(judge(closing("BTCUSDT", String(qty)), { book: books, policy: limits(ten, minute) })).toEqual([]);
      }),
    );
  });
});
