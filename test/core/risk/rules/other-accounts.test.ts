import { describe, expect, it } from "vitest";
import type { Elsewhere } from "../../../../src/core/domain/decision-book.js";
import { wantedCauses } from "../../../../src/core/risk/causes.js";
import { book, entry, held, judge, NAV, pending, policy } from "../fixtures.js";

/** As much again in another account, with these on its books. */
const elsewhere = (over: Partial<Elsewhere> = {}): Elsewhere => ({ navUsd: NAV, positions: [], pending: [], ...over });
const other = { account: "alt" };
/** The books of this account beside those. */
const beside = (there: Partial<Elsewhere>, over: Parameters<typeof book>[0] = {}): ReturnType<typeof book> =>
  book({ predictedNavUsd: 2 * NAV, elsewhere: elsewhere(there), ...over });

describe("what the fund has in its other accounts", () => {
  it("takes slots: 1 held and 1 on its way there leave the 3rd of 3 and refuse the 4th; what only reduces takes none", () => {
    const three = policy({ global: { max_concurrent_positions: 3 } });
    const positions = [held("ETHUSDT", 1, other)];
    const on = [pending("SOLUSDT", 1, other), pending("ETHUSDT", 1, { ...other, reduceOnly: true })];
    const first = beside({ positions, pending: on });
    expect(judge(entry("BTCUSDT", "1"), { book: first, policy: three })).toEqual([]);
    const full = { ...first, positions: [held("SOLUSDT", 1)] };
    expect(judge(entry("BTCUSDT", "1"), { book: full, policy: three })).toMatchObject([
      { code: "max_concurrent_positions", measured: 4, limit: 3 },
    ]);
  });

  it("leaves a symbol free that only another account holds: each has its own position in it", () => {
    const there = { positions: [held("BTCUSDT", -1, { ...other, strategy: "other" })] };
    expect(judge(entry("BTCUSDT", "1"), { book: beside(there) })).toEqual([]);
  });

  it("counts at the venue they share: 50,000 there leave 10,000 here of 0.3 of both NAVs", () => {
    const tight = policy({ global: { max_venue_exposure_pct: 0.3 } });
    const positions = [held("ETHUSDT", (0.5 * NAV) / 100, other)];
    const books = beside({ positions });
    const fits = String((0.1 * NAV) / 100);
    expect(judge(entry("BTCUSDT", fits), { book: books, policy: tight })).toEqual([]);
    const beyond = String((0.1 * NAV + 1) / 100);
    expect(judge(entry("BTCUSDT", beyond), { book: books, policy: tight })).toMatchObject([
      { code: "global_exposure", measured: 0.6 * NAV + 1, limit: 0.6 * NAV },
    ]);
  });

  it("shares the day and the drawdown: an account that lost 4 % of its own NAV cost the fund 2 %", () => {
    const three = policy({ global: { daily_loss_limit_pct: 0.03, max_nav_drawdown_pct: 0.03 } });
    const alone = book({ navUsd: 0.96 * NAV, predictedNavUsd: 0.96 * NAV });
    const codes = judge(entry("BTCUSDT", "1"), { book: alone, policy: three }).map(({ code }) => code);
    expect(codes).toEqual(["daily_loss_limit", "drawdown_limit"]);
    // Marks of the fund are those of both accounts.
    const { dayAnchor } = alone.risk;
    const both = { ...alone.risk, riskPeak: String(2 * NAV), dayAnchor: { ...dayAnchor!, nav: String(2 * NAV) } };
    const figures = { navUsd: 0.96 * NAV, predictedNavUsd: 1.96 * NAV, risk: both as typeof alone.risk };
    const books = beside({}, figures);
    expect(judge(entry("BTCUSDT", "1"), { book: books, policy: three })).toEqual([]);
    expect(wantedCauses({ book: books, policy: three })).toEqual([]);
  });

  it("that cannot be valued refuses: a NAV that is not known is no NAV", () => {
    const codes = judge(entry("BTCUSDT", "1"), { book: beside({ navUsd: Number.NaN }) });
    expect(codes.map(({ code }) => code)).toContain("nav_anomaly");
  });
});
