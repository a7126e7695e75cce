import { describe, expect, it } from "vitest";
import type { AccountCaps } from "../../../../src/core/domain/caps.js";
import type { AccountMarks } from "../../../../src/core/domain/risk-state.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { RiskPolicy } from "../../../../src/core/risk/policy.js";
import { limitsUsage } from "../../../../src/core/risk/usage.js";
import { book, closing, entry, held, judge, marketView, NAV, policy, riskState } from "../fixtures.js";

/** One cent of notional at a price of 100 is 0.0001. */
const exactly = entry("BTCUSDT", "100");
const oneCentMore = entry("BTCUSDT", "100.0001");

const withOwn = (limits: AccountCaps["limits"], state: AccountCaps["state"] = "active"): RiskPolicy => ({
  ...policy({ global: { daily_loss_limit_pct: 0.5, max_nav_drawdown_pct: 0.9 } }),
  accounts: { main: { state, limits, setting: "accounts.accounts.main" } },
});
const setting = (name: string): string => `accounts.accounts.main.limits.${name}`;

describe("limits of one account on the size of an order", () => {
  it.each([
    ["R04", "trade_gt_nav_pct", "max_trade_nav_pct", 0.1, 10_000],
    ["R08", "symbol_exposure", "max_symbol_exposure_pct", 0.1, 10_000],
    ["R09", "global_exposure", "max_gross_exposure_pct", 0.1, 10_000],
    ["R09", "global_exposure", "max_net_exposure_pct", 0.1, 10_000],
    ["R05", "leverage_exceeded", "max_leverage", 0.1, 0.1],
  ] as const)("%s %s: %s passes at 10,000 USD, refuses one cent more and says where it is set", (...row) => {
    const [rule, code, name, value, limit] = row;
    const own = withOwn({ [name]: value });
    expect(judge(exactly, { policy: own })).toEqual([]);
    expect(judge(oneCentMore, { policy: own })).toMatchObject([{ rule, code, limit, setting: setting(name) }]);
  });

  it("do not widen those of all accounts, and bind no other account", () => {
    const wide = withOwn({ max_trade_nav_pct: 0.9 });
    const tight = { ...wide, limits: policy({ global: { max_trade_nav_pct: 0.1 } }).limits };
    expect(judge(oneCentMore, { policy: tight })).toMatchObject([
      { code: "trade_gt_nav_pct", setting: "risk_limits.global.max_trade_nav_pct" },
    ]);
    const other = { ...withOwn({}), accounts: { alt: { state: "reducing", limits: {}, setting: "" } as const } };
    expect(judge(oneCentMore, { policy: other })).toEqual([]);
  });
});

describe("slots of one account", () => {
  it("pass the 2nd of 2 symbols and refuse the 3rd, whatever other accounts hold", () => {
    const two = withOwn({ max_concurrent_positions: 2 });
    const elsewhere = { navUsd: NAV, positions: [held("XRPUSDT", 1, { account: "alt" })], pending: [] };
    const both = { elsewhere, predictedNavUsd: 2 * NAV, risk: riskState({ riskPeak: dec("200000") }) };
    const one = book({ positions: [held("ETHUSDT", 1)], ...both });
    expect(judge(exactly, { book: one, policy: two })).toEqual([]);
    const full = book({ positions: [held("ETHUSDT", 1), held("SOLUSDT", 1)], ...both });
    expect(judge(exactly, { book: full, policy: two })).toMatchObject([
      { code: "account_concurrency", measured: 3, limit: 2, setting: setting("max_concurrent_positions") },
    ]);
  });
});

describe("loss limits of one account", () => {
  const marks = (over: Partial<AccountMarks> = {}): AccountMarks => ({
    ...{ day: "2024-05-01", dayNavUsd: 102_000, peakUsd: 125_000, lastNavUsd: NAV },
    ...over,
  });
  const marked = (of: AccountMarks | undefined) =>
    book({ risk: riskState(of === undefined ? {} : { accountMarks: { main: of } }) });

  it("are measured from its own day: 100,000 of 102,000 USD is a loss of 1.96 %", () => {
    const judged = (limit: number, of: AccountMarks | undefined = marks()) =>
      judge(exactly, { book: marked(of), policy: withOwn({ daily_loss_limit_pct: limit }) });
    expect(judged(0.02)).toEqual([]);
    expect(judged(0.0196)).toMatchObject([
      { rule: "R10", code: "account_daily_loss", limit: 0.0196, setting: setting("daily_loss_limit_pct") },
    ]);
    expect(judged(0.0196)[0]?.measured).toBeCloseTo(0.019_607_8, 6);
  });

  it("refuse while the day's start is not known, or is that of yesterday", () => {
    const own = withOwn({ daily_loss_limit_pct: 0.5 });
    for (const of of [undefined, marks({ day: "2024-04-30" })]) {
      expect(judge(exactly, { book: marked(of), policy: own })).toMatchObject([
        { code: "account_daily_loss", measured: null },
      ]);
    }
  });

  it("are measured from its own highest NAV: 100,000 of 125,000 USD is a fall of 20 %", () => {
    const judged = (limit: number) =>
      judge(exactly, { book: marked(marks()), policy: withOwn({ max_nav_drawdown_pct: limit }) });
    expect(judged(0.2)).toEqual([]);
    expect(judged(0.199)).toMatchObject([{ rule: "R11", code: "account_drawdown", limit: 0.199 }]);
  });
});

describe("an account that is set to reducing", () => {
  it("opens nothing and closes what it holds", () => {
    const own = withOwn({}, "reducing");
    expect(judge(exactly, { policy: own })).toMatchObject([
      { rule: "R01", code: "account_reducing", measured: 1, limit: 0, setting: "accounts.accounts.main.state" },
    ]);
    const long = book({ positions: [held("BTCUSDT", 1)] });
    expect(judge(closing("BTCUSDT", "1"), { book: long, policy: own })).toEqual([]);
  });
});

describe("what is in use of the limits of an account", () => {
  it("is told beside those of all: its slots, day and fall, and the tighter share of its NAV", () => {
    const limits = { max_gross_exposure_pct: 0.5, max_concurrent_positions: 3, max_nav_drawdown_pct: 0.25 };
    const risk = riskState({
      accountMarks: { main: { day: "2024-05-01", dayNavUsd: NAV, peakUsd: 125_000, lastNavUsd: NAV } },
    });
    const one = book({ positions: [held("ETHUSDT", 100)], risk });
    const rows = limitsUsage({ book: one, view: marketView(), policy: withOwn(limits) });
    const row = (name: string) => rows.find(({ rule, scope }) => `${rule} ${scope}` === name);
    expect(row("R09 global gross")).toMatchObject({ used: 10_000, limit: 50_000, usage: 0.2 });
    expect(row("R13 account:main")).toMatchObject({ used: 1, limit: 3 });
    expect(row("R11 account:main")?.used).toBeCloseTo(0.2, 12);
    expect(row("R10 account:main")).toBeUndefined();
  });
});
