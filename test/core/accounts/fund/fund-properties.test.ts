import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FundEvent } from "../../../../src/core/domain/fund-event.js";
import {
  type FundState,
  fundNavPerUnit,
  navPerUnit,
  netUsd,
  unitsOf,
} from "../../../../src/core/accounts/fund/fund-state.js";
import { isPositive, shareOut, sumDec } from "../../../../src/core/accounts/fund/money.js";
import { undividedUsd } from "../../../../src/core/accounts/fund/strike.js";
import { applyFundEvent } from "../../../../src/core/accounts/fund/apply.js";
import {
  absDec,
  addDec,
  compareDec,
  dec,
  type Dec,
  decFromNumber,
  mulDec,
  subDec,
} from "../../../../src/core/lib/decimal.js";
import { DAY_MS, isoUtc } from "../../../../src/core/lib/time.js";
import { booksOf, fundOf, instant, opened, redeemed, struck, subscribed, TERMS } from "../../../support/fund-ledger.js";

const START = instant("2026-01-01");
const INVESTORS = ["ada", "ben", "cyd"];

interface Month {
  /** Growth of the books, and digits that no wallet has. */
  readonly growth: number;
  readonly days: number;
  readonly paidIn: readonly { readonly who: number; readonly cents: number }[];
  /** Null: all. */
  readonly takenOut: readonly { readonly who: number; readonly part: number | null }[];
}

const who = fc.integer({ min: 0, max: INVESTORS.length - 1 });
const month: fc.Arbitrary<Month> = fc.record({
  growth: fc.double({ min: 0.8, max: 1.3, noNaN: true }),
  days: fc.integer({ min: 1, max: 70 }),
  paidIn: fc.array(fc.record({ who, cents: fc.integer({ min: 1, max: 10 ** 9 }) }), { maxLength: 3 }),
  takenOut: fc.array(fc.record({ who, part: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })) }), {
    maxLength: 3,
  }),
});
const months = fc.array(month, { minLength: 1, maxLength: 24 });

const nth = (index: number): string => INVESTORS[index] ?? "ada";
const places8 = (value: number): Dec => decFromNumber(Number(value.toFixed(8)));

interface Told {
  readonly states: readonly FundState[];
  readonly events: readonly FundEvent[];
}

/** A fund over books that grow and shrink; requests that can't be are left out, as a command would refuse them. */
function tell(plan: readonly Month[]): Told {
  const events: FundEvent[] = [opened("2026-01-01", { books: booksOf("1000000"), seed: "seed" })];
  const states = [fundOf(events)];
  let [books, atMs, count] = [1_000_000, START, 0];
  const add = (event: FundEvent): void => {
    const next = applyFundEvent(states.at(-1) ?? null, event);
    if (!next.ok) return;
    events.push(event);
    states.push(next.value);
  };
  for (const { growth, days, paidIn, takenOut } of plan) {
    const at = isoUtc(atMs + DAY_MS / 2);
    for (const { who: index, cents } of paidIn)
      add(subscribed(at, `s${String((count += 1))}`, nth(index), String(cents / 100)));
    for (const { who: index, part } of takenOut) {
      const held = sumDec((states.at(-1)?.series ?? []).map(({ holders }) => holders[nth(index)] ?? dec("0")));
      const units = part === null ? null : places8(Number(held) * part);
      add(redeemed(at, `r${String((count += 1))}`, nth(index), units));
    }
    books *= growth;
    atMs += days * DAY_MS;
    add(struck(isoUtc(atMs), booksOf(places8(books))));
  }
  return { states, events };
}

describe("the unitised ledger, whatever happens to the fund", () => {
  it("divides every NAV to the last digit: no money appears or vanishes", () => {
    fc.assert(
      fc.property(months, (plan) => {
        for (const state of tell(plan).states) {
          if (state.atMs === state.struckAtMs) expect(undividedUsd(state)).toBe("0");
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it("units times NAV per unit is the NAV of the series, within half a step of the price for each unit", () => {
    fc.assert(
      fc.property(months, (plan) => {
        for (const series of tell(plan).states.flatMap((state) => state.series)) {
          const stated = mulDec(unitsOf(series), navPerUnit(series, TERMS));
          const bound = mulDec(unitsOf(series), dec("0.000000005"));
          expect(compareDec(absDec(subDec(stated, netUsd(series, TERMS))), bound)).toBeLessThanOrEqual(0);
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it("what investors paid in and the books earned is what they have, were promised, and what fees took", () => {
    fc.assert(
      fc.property(months, (plan) => {
        const { states, events } = tell(plan);
        const last = states.at(-1);
        if (last === undefined || last.atMs !== last.struckAtMs) return;
        const paidIn = sumDec(
          events.flatMap((event) => (event.type === "subscription.received" ? [event.amountUsd] : [])),
        );
        const has = [...last.series.map(({ valueUsd }) => valueUsd), ...Object.values(last.payable.redemptions)];
        const total = sumDec([...has, last.fees.managementUsd, last.fees.performanceUsd]);
        expect(subDec(total, addDec(last.booksUsd, paidIn))).toBe("0");
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it("does not depend on the order in which requests of one dealing were written", () => {
    fc.assert(
      fc.property(months, fc.infiniteStream(fc.nat()), (plan, draws) => {
        const { states, events } = tell(plan);
        const shuffled: FundEvent[] = [];
        const batch: FundEvent[] = [];
        for (const event of events) {
          const isRequest = event.type === "subscription.received" || event.type === "redemption.requested";
          if (isRequest) batch.splice((draws.next().value ?? 0) % (batch.length + 1), 0, event);
          else shuffled.push(...batch.splice(0), event);
        }
        expect(fundOf([...shuffled, ...batch])).toEqual(states.at(-1));
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it("a high-water mark per unit never falls while the series lives, beyond a rounded step", () => {
    fc.assert(
      fc.property(months, (plan) => {
        const marks = new Map<string, number>();
        for (const series of tell(plan).states.flatMap((state) => state.series)) {
          const mark = Number(series.highWaterUsd) / Number(unitsOf(series));
          expect(mark).toBeGreaterThanOrEqual((marks.get(series.id) ?? 0) * (1 - 1e-7) - 1e-7);
          marks.set(series.id, mark);
          expect(isPositive(series.valueUsd)).toBe(true);
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it("shares out any amount exactly, nobody a step off", () => {
    const weight = fc.integer({ min: 1, max: 10 ** 12 }).map((value) => decFromNumber(value / 1e4));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 14 }),
        fc.array(weight, { minLength: 1, maxLength: 9 }),
        (steps, weights) => {
          const amount = places8(steps / 1e8);
          const parts = shareOut(amount, weights);
          expect(sumDec(parts)).toBe(amount);
          const whole = sumDec(weights);
          parts.forEach((part, index) => {
            const off = absDec(subDec(mulDec(part, whole), mulDec(amount, weights[index] ?? dec("0"))));
            expect(compareDec(off, mulDec(whole, dec("0.00000001")))).toBeLessThanOrEqual(0);
          });
        },
      ),
      { seed: 8, numRuns: 300 },
    );
  });
});

describe("deposits change no performance figure", () => {
  const seeded = opened("2026-01-01", { books: booksOf("1000000"), seed: "seed" });
  const free = { ...TERMS, managementFee: dec("0"), performanceFee: dec("0") };

  it("money that waits, is dealt, and goes on to a venue moves no NAV per unit by one digit", () => {
    const before = fundOf([seeded, struck("2026-02-01", booksOf("1050000"))]);
    const waiting = fundOf([seeded, subscribed("2026-01-15", "s1", "ada", "500000")]);
    const dealt = fundOf([struck("2026-02-01", booksOf("1050000"))], waiting);
    const moved = fundOf([struck("2026-02-02", booksOf("1550000", "500000"))], dealt);
    const unmoved = fundOf([struck("2026-02-02", booksOf("1050000"))], dealt);
    expect(fundNavPerUnit(dealt)).toBe(fundNavPerUnit(before));
    expect(dealt.growth).toBe(before.growth);
    expect([fundNavPerUnit(moved), moved.growth]).toEqual([fundNavPerUnit(unmoved), unmoved.growth]);
  });

  it("a deposit at the venue that no subscription explains is owed to whoever made it, and no profit", () => {
    const state = fundOf([struck("2026-02-01", booksOf("1250000", "200000"))], fundOf([seeded]));
    const alone = fundOf([struck("2026-02-01", booksOf("1050000"))], fundOf([seeded]));
    expect(fundNavPerUnit(state)).toBe(fundNavPerUnit(alone));
  });

  it("the same returns on twice the money are the same figures: 1.05 × 0.98 × 1.10", () => {
    const feeless = opened("2026-01-01", { books: booksOf("1000000"), seed: "seed", terms: free });
    const alone = fundOf([
      feeless,
      struck("2026-02-01", booksOf("1050000")),
      struck("2026-03-01", booksOf("1029000")),
      struck("2026-04-01", booksOf("1131900")),
    ]);
    const doubled = fundOf([
      feeless,
      subscribed("2026-01-15", "s1", "ada", "1050000"),
      struck("2026-02-01", booksOf("1050000")),
      struck("2026-03-01", booksOf("2058000", "1050000")),
      struck("2026-04-01", booksOf("2263800", "1050000")),
    ]);
    expect(fundNavPerUnit(alone)).toBe("113.19");
    expect(fundNavPerUnit(doubled)).toBe("113.19");
    expect(doubled.growth).toBeCloseTo(1.1319, 12);
    expect(alone.growth).toBeCloseTo(1.1319, 12);
  });
});
