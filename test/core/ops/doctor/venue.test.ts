import { describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { checkLimits, checkVenue } from "../../../../src/core/ops/doctor/venue.js";
import { checkAccount } from "../../../../src/core/ops/doctor/venue-account.js";
import type {
  AccountAnswers,
  AccountFacts,
  SymbolRules,
  VenueFacts,
} from "../../../../src/core/ops/doctor/venue-facts.js";
import { checkSymbols } from "../../../../src/core/ops/doctor/venue-symbols.js";

const RULES: SymbolRules = {
  symbol: "BTCUSDT",
  baseAsset: "BTC",
  quoteAsset: "USDT",
  status: "TRADING",
  delistingAtMs: null,
  tickSize: dec("0.1"),
  stepSize: dec("0.001"),
  minQty: dec("0.001"),
  maxQty: dec("1000"),
  marketMaxQty: dec("120"),
  minNotional: dec("50"),
  percentPriceUp: 1.05,
  percentPriceDown: 0.95,
  liquidationFeeRate: 0.0125,
};
const LIMITS = { weightUsed: 8, weightLimit: 2_400, ordersUsed: 0, orderLimit: 1_200, waitMs: 0, isBanned: false };

const FACTS: VenueFacts = {
  venue: "binance",
  mode: "testnet",
  host: "demo-fapi.binance.com",
  isLoopback: false,
  reached: { ok: true, value: 83.6 },
  answers: {
    clock: { offsetMs: 3, speed: 1 },
    symbols: { ok: true, value: [{ symbol: "BTCUSDT", configured: RULES, listed: { ok: true, value: RULES } }] },
    limits: LIMITS,
  },
  account: null,
};

describe("venue", () => {
  it("passes reach, rules and limits, and says whom it asked", () => {
    expect(checkVenue("binance", { ok: true, value: FACTS })).toMatchObject([
      { id: "venue.reach", status: "pass", detail: "binance testnet at demo-fapi.binance.com answers in 84 ms" },
      { id: "venue.symbols", status: "pass", detail: "1 of 1 symbol trade with the rules of venues.json" },
      { id: "venue.limits", status: "pass" },
    ]);
  });

  it("fails alone where there is no answer, and where the addresses don't fit the mode", () => {
    const reached = { ok: false, error: "no connection, nothing was sent" } as const;
    const silent = checkVenue("binance", { ok: true, value: { ...FACTS, reached, answers: null } });
    expect(silent).toMatchObject([{ id: "venue.reach", status: "fail" }]);
    expect(checkVenue("binance", { ok: false, error: "x can't be used in prod mode" })).toMatchObject([
      { id: "venue.endpoint", status: "fail", detail: "x can't be used in prod mode" },
    ]);
    expect(checkVenue("binance", null)).toMatchObject([{ id: "venue.binance", status: "skip" }]);
  });
});

describe("symbols", () => {
  const symbolOf = (change: Partial<SymbolRules>) =>
    checkSymbols({
      ok: true,
      value: [
        { symbol: "BTCUSDT", configured: RULES, listed: { ok: true, value: { ...RULES, ...change } } },
        { symbol: "NEWUSDT", configured: null, listed: { ok: true, value: RULES } },
      ],
    });

  it("takes 0.10 and 0.1 for the same, and a symbol that venues.json lacks as it is", () => {
    expect(symbolOf({ tickSize: dec("0.10") })).toMatchObject([{ id: "venue.symbols", status: "pass" }]);
  });

  it("warns of each difference with both figures", () => {
    expect(symbolOf({ minNotional: dec("100"), percentPriceUp: 1.1 })).toMatchObject([
      { status: "pass", detail: "1 of 2 symbols trade with the rules of venues.json; the others below" },
      {
        id: "venue.symbol-BTCUSDT",
        status: "warn",
        detail: "BTCUSDT: min_notional 100 (venues.json: 50), percent_price_up 1.1 (venues.json: 1.05)",
      },
    ]);
  });

  it("warns of a symbol that is about to go, with the day", () => {
    const [, check] = symbolOf({ status: "DELISTING", delistingAtMs: Date.UTC(2026, 11, 1, 9) });
    expect(check).toMatchObject({
      status: "warn",
      detail: "BTCUSDT is DELISTING at the venue until 2026-12-01T09:00:00Z: nothing is opened",
    });
  });

  it("fails on a symbol that the venue does not list, and warns where its rules can't be read at all", () => {
    const unlisted = {
      symbol: "GONEUSDT",
      configured: RULES,
      listed: { ok: false, error: "GONEUSDT is not listed" },
    } as const;
    expect(checkSymbols({ ok: true, value: [unlisted] })[1]).toMatchObject({
      id: "venue.symbol-GONEUSDT",
      status: "fail",
    });
    expect(checkSymbols({ ok: false, error: "500" })).toMatchObject([{ id: "venue.symbols", status: "warn" }]);
  });
});

describe("limits", () => {
  it.each([
    ["pass", { weightUsed: 1_800 }],
    ["warn", { weightUsed: 1_801 }],
    ["warn", { ordersUsed: 901 }],
    ["warn", { waitMs: 1 }],
    ["fail", { waitMs: 120_000, isBanned: true }],
  ] as const)("%s with %j", (status, change) => {
    expect(checkLimits({ ...LIMITS, ...change }).status).toBe(status);
  });
});

describe("account", () => {
  const MODES = { canTrade: true, hedgeMode: false, multiAssets: false };
  const RIGHTS = { canTradeFutures: true, canWithdraw: false, canTransfer: false, isAddressBound: true };
  const ANSWERS: AccountAnswers = {
    modes: { ok: true, value: MODES },
    rights: { ok: true, value: RIGHTS },
    paysFeesInBnb: { ok: true, value: false },
    settings: { ok: true, value: [{ symbol: "BTCUSDT", isIsolated: false, leverage: 5 }] },
    listenKey: { ok: true, value: null },
  };
  const KEY = { kind: "found", places: "BINANCE_API_KEY in the environment", isDotEnv: false } as const;
  const checksOf = (change: Partial<AccountFacts>, answers: Partial<AccountAnswers> = {}) =>
    checkAccount(
      { account: "main", mode: "testnet", key: KEY, answers: { ...ANSWERS, ...answers }, ...change },
      "venue",
    );
  const worst = (checks: ReturnType<typeof checksOf>) =>
    checks.filter(({ status }) => status !== "pass").map(({ id, status }) => `${status} ${id}`);
  const modes = (change: Partial<typeof MODES>) => ({ modes: { ok: true, value: { ...MODES, ...change } } }) as const;

  const rights = (change: Partial<typeof RIGHTS>) =>
    ({ rights: { ok: true, value: { ...RIGHTS, ...change } } }) as const;

  it("passes 10 checks where all is as the books assume", () => {
    const checks = checksOf({});
    expect(checks).toHaveLength(10);
    expect(worst(checks)).toEqual([]);
  });

  it("fails on withdrawal in prod and warns elsewhere", () => {
    expect(worst(checksOf({ mode: "prod" }, rights({ canWithdraw: true })))).toEqual(["fail venue.withdrawal"]);
    expect(worst(checksOf({ mode: "testnet" }, rights({ canWithdraw: true })))).toEqual(["warn venue.withdrawal"]);
  });

  it("fails in prod and warns elsewhere while it is unknown whether the key may withdraw", () => {
    const unread = { rights: { ok: false, error: "no answer" } } as const;
    expect(worst(checksOf({ mode: "prod" }, unread))).toEqual(["fail venue.withdrawal"]);
    expect(worst(checksOf({ mode: "testnet" }, unread))).toEqual(["warn venue.withdrawal"]);
  });

  it("says that the demo venue was not asked; prod fails where a venue does not tell", () => {
    const untold = { rights: { ok: true, value: null } } as const;
    const checks = checksOf({ mode: "testnet" }, untold);
    expect(worst(checks)).toEqual(["skip venue.withdrawal"]);
    expect(checks.find(({ id }) => id === "venue.withdrawal")?.detail).toBe(
      "not checked: the demo venue has no question for it",
    );
    expect(worst(checksOf({ mode: "prod" }, untold))).toEqual(["fail venue.withdrawal"]);
  });

  it("warns of a key for any address and of one that may transfer, and fails on one without futures", () => {
    expect(worst(checksOf({ mode: "prod" }, rights({ isAddressBound: false, canTransfer: true })))).toEqual([
      "warn venue.transfer",
      "warn venue.address",
    ]);
    expect(worst(checksOf({ mode: "prod" }, rights({ canTradeFutures: false })))).toEqual(["fail venue.permissions"]);
  });

  it("fails on a key that may not trade, hedge mode and multi-assets mode", () => {
    expect(worst(checksOf({}, modes({ canTrade: false, hedgeMode: true, multiAssets: true })))).toEqual([
      "fail venue.permissions",
      "fail venue.position-mode",
      "fail venue.asset-mode",
    ]);
  });

  it("warns of fees in BNB and isolated margin, and fails without a listen key", () => {
    const settings = { ok: true, value: [{ symbol: "ETHUSDT", isIsolated: true, leverage: 20 }] } as const;
    const answers = {
      paysFeesInBnb: { ok: true, value: true },
      settings,
      listenKey: { ok: false, error: "-1109" },
    } as const;
    const checks = checksOf({}, answers);
    expect(worst(checks)).toEqual(["warn venue.fee-asset", "warn venue.margin", "fail venue.listen-key"]);
    expect(checks.find(({ id }) => id === "venue.margin")?.detail).toBe(
      "isolated margin on ETHUSDT; leverage settings 20×",
    );
  });

  it("says no more than that once the venue has refused the key", () => {
    const checks = checksOf({}, { modes: { ok: false, error: "-2015 API key invalid" } });
    expect(checks.map(({ id, status }) => `${status} ${id}`)).toEqual(["pass venue.key", "fail venue.permissions"]);
  });

  it("skips without a key and with one that is not shown, and fails on one that can't be read", () => {
    const keyCheck = (key: AccountFacts["key"]) => checksOf({ key, answers: null });
    expect(keyCheck({ kind: "absent", names: ["MAIN_BINANCE_API_KEY", "BINANCE_API_KEY"] })).toMatchObject([
      { id: "venue.key", status: "skip" },
    ]);
    expect(keyCheck({ kind: "withheld", reason: "a dry run uses none" })).toMatchObject([{ status: "skip" }]);
    expect(keyCheck({ kind: "unusable", message: "open", fix: "chmod 600 k" })).toMatchObject([
      { status: "fail", detail: "open", fix: "chmod 600 k" },
    ]);
  });
});
