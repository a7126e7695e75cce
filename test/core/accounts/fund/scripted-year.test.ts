import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FundEvent } from "../../../../src/core/domain/fund-event.js";
import {
  accruedFeeUsd,
  assetsUsd,
  type FundState,
  navPerUnit,
  netUsd,
  type Series,
  unitsOf,
} from "../../../../src/core/accounts/fund/fund-state.js";
import { portionOf, sumDec } from "../../../../src/core/accounts/fund/money.js";
import { undividedUsd } from "../../../../src/core/accounts/fund/strike.js";
import { type Dec, dec, roundDec } from "../../../../src/core/lib/decimal.js";
import { isoUtc } from "../../../../src/core/lib/time.js";
import { booksOf, fundOf, instant, opened, redeemed, struck, subscribed, TERMS } from "../../../support/fund-ledger.js";

interface Step {
  readonly kind: "subscription" | "redemption" | "subfund" | "payment" | "nav";
  readonly at: string;
  readonly id: string;
  readonly investor: string;
  readonly amount: string;
  readonly units: string | null;
  readonly to: "redemption" | "management_fee";
  readonly books: string;
  readonly flows: string;
  readonly prices: Readonly<Record<string, string>>;
  readonly deals: boolean;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const year = read("scripted-year.json") as { readonly opened: string; readonly steps: readonly Step[] };
/** By scripted-year.py, which knows nothing of this code. */
const table = read("scripted-year.table.json") as { readonly rows: readonly unknown[]; readonly fees: unknown };

function eventOf(step: Step): FundEvent {
  const { kind, at, id, investor, amount, units, to } = step;
  if (kind === "subscription") return subscribed(at, id, investor, amount);
  if (kind === "redemption") return redeemed(at, id, investor, units);
  if (kind === "nav") return struck(at, booksOf(step.books, step.flows), step);
  if (kind === "payment") {
    return { type: "money.paid", atMs: instant(at), to, id: to === "redemption" ? id : null, amountUsd: dec(amount) };
  }
  return { type: "subfund.traded", atMs: instant(at), id, units: dec(units ?? "0"), amountUsd: dec(amount) };
}

const cents = (value: Dec, places = 2): string => {
  const [whole = "", part = ""] = roundDec(value, places, "half-even").split(".");
  return `${whole}.${part.padEnd(places, "0")}`;
};

function seriesRow(series: Series): unknown {
  const net = netUsd(series, TERMS);
  return {
    opened: isoUtc(series.openedAtMs).slice(0, 10),
    units: cents(unitsOf(series), 4),
    navPerUnit: cents(navPerUnit(series, TERMS), 4),
    net: cents(net),
    accrued: cents(accruedFeeUsd(series, TERMS)),
    holders: Object.fromEntries(
      Object.entries(series.holders)
        .sort()
        .map(([name, units]) => [name, cents(portionOf(net, units, unitsOf(series)))]),
    ),
  };
}

function row(state: FundState): unknown {
  const { managementUsd, performanceUsd, redemptions } = state.payable;
  return {
    at: isoUtc(state.struckAtMs).slice(0, 10),
    assets: cents(assetsUsd(state)),
    owed: {
      management: cents(managementUsd),
      performance: cents(performanceUsd),
      redemptions: cents(sumDec(Object.values(redemptions))),
      subscriptions: cents(sumDec(state.subscriptions.map(({ amountUsd }) => amountUsd))),
    },
    growth: state.growth.toFixed(8),
    series: state.series.map(seriesRow),
  };
}

describe("a scripted year of 7 subscriptions, 5 redemptions, two series and two other funds", () => {
  let state = fundOf([opened(year.opened)]);
  const rows: unknown[] = [];
  const left: string[] = [];
  for (const step of year.steps) {
    state = fundOf([eventOf(step)], state);
    if (step.kind !== "nav") continue;
    rows.push(row(state));
    left.push(undividedUsd(state));
  }

  it("counts what it says it counts", () => {
    const kinds = (kind: Step["kind"]): number => year.steps.filter((step) => step.kind === kind).length;
    expect([kinds("subscription"), kinds("redemption"), kinds("nav")]).toEqual([7, 5, 14]);
  });

  it.each(table.rows.map((wanted, index) => ({ wanted, index, at: (wanted as { at: string }).at })))(
    "reproduces the table of $at to the cent",
    ({ wanted, index }) => {
      expect(rows[index]).toEqual(wanted);
    },
  );

  it("takes the fees of the table: 21,117.71 for management, 30,399.59 for performance", () => {
    const { managementUsd, performanceUsd } = state.fees;
    expect({ management: cents(managementUsd), performance: cents(performanceUsd) }).toEqual(table.fees);
    expect(table.fees).toEqual({ management: "21117.71", performance: "30399.59" });
  });

  it("leaves nothing undivided at any of the 14 NAVs, to the last digit", () => {
    expect(left).toEqual(Array.from({ length: 14 }, () => "0"));
  });

  it("rolls both series into the older one at the end of the year, each at its mark", () => {
    expect((rows.at(-3) as { series: unknown[] }).series).toHaveLength(2);
    expect((rows.at(-2) as { series: unknown[] }).series).toHaveLength(1);
  });
});
