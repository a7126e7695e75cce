import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startingWallets } from "../../../src/core/accounts/starting-wallets.js";
import { addDec, dec, toNumber, ZERO } from "../../../src/core/lib/decimal.js";

interface Account {
  readonly id: string;
  readonly title: string;
  readonly venue: string;
  readonly paper_share?: number;
}
const account = (id: string, share?: number): Account => ({
  ...{ id, title: id, venue: "binance" },
  ...(share === undefined ? {} : { paper_share: share }),
});
const divided = (accounts: readonly Account[], start: string): Readonly<Record<string, string>> | string => {
  const ids = accounts.map(({ id }) => id);
  const wallets = startingWallets({ accounts: [...accounts] }, ids, dec(start));
  return wallets.ok ? wallets.value : `${wallets.error.path}: ${wallets.error.message}`;
};

describe("what accounts start with in a simulation", () => {
  it("is all of it for one, thirds in whole cents for three, and the cent over goes to the first", () => {
    expect(divided([account("main")], "100000")).toEqual({ main: "100000" });
    const thirds = divided([account("a"), account("b"), account("c")], "100");
    expect(thirds).toEqual({ a: "33.34", b: "33.33", c: "33.33" });
  });

  it("is the share where one is named, and an equal part of the rest elsewhere", () => {
    const wallets = divided([account("a"), account("b", 0.6), account("c")], "1000");
    expect(wallets).toEqual({ a: "200", b: "600", c: "200" });
    expect(divided([account("a", 0.1), account("b", 0.2), account("c", 0.7)], "10")).toEqual({
      a: "1",
      b: "2",
      c: "7",
    });
  });

  it("is refused where shares leave nothing, or do not add up to 1", () => {
    const nothing = "accounts.0.paper_share: the shares add up to 1: nothing is left for the accounts that name none";
    expect(divided([account("a", 1), account("b")], "1000")).toBe(nothing);
    const short = "accounts.0.paper_share: the shares of a, b add up to 0.9";
    expect(divided([account("a", 0.4), account("b", 0.5)], "1000")).toBe(short);
  });

  it("adds up to the start to the last digit, for any start and any shares, and nobody gets less than nothing", () => {
    const starts = fc.integer({ min: 1, max: 10_000_000_000 }).map((cents) => String(cents / 100));
    const shares = fc.array(fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(starts, shares, (start, hundredths) => {
        const open = [...hundredths, undefined];
        const wallets = divided(
          open.map((share, at) => account(`a${String(at)}`, share === undefined ? undefined : share / 150)),
          start,
        );
        if (typeof wallets === "string") throw new Error(wallets);
        const values = Object.values(wallets).map((text) => dec(text));
        expect(values).toHaveLength(open.length);
        expect(values.reduce(addDec, ZERO)).toBe(dec(start));
        expect(Math.min(...values.map(toNumber))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
