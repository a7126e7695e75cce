import { describe, expect, test } from "vitest";
import { parseDotEnv } from "../../../src/core/config/dot-env.js";
import { load, loaded, problemOf, shippedTexts } from "./support.js";

const LEVERAGE = "HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE";

describe("precedence", () => {
  const texts = {
    ...shippedTexts(),
    ".env": `# local\n${LEVERAGE}=2.5 # tighter\nHEDGE__RUNTIME__PAPER__START_NAV_USDT=50000\n`,
  };

  test("the file says 3, .env 2.5, the environment 2, the flag 1.5: the flag wins, then each before", () => {
    const leverage = (options: Parameters<typeof loaded>[1]) => loaded(texts, options).risk_limits.global.max_leverage;
    expect(leverage({ dotEnvPath: null })).toBe(3);
    expect(leverage({})).toBe(2.5);
    expect(leverage({ env: { [LEVERAGE]: "2" } })).toBe(2);
    expect(leverage({ env: { [LEVERAGE]: "2" }, overrides: { "risk_limits.global.max_leverage": 1.5 } })).toBe(1.5);
  });

  test("what .env says of other settings holds beside the environment", () => {
    const config = loaded(texts, { env: { [LEVERAGE]: "2" } });
    expect(config.runtime.paper.start_nav_usdt).toBe(50_000);
  });
});

describe("paths of overrides", () => {
  test.each([
    [
      "HEDGE__VENUES__BINANCE__TESTNET__REST",
      "http://127.0.0.1:8080",
      "venues.binance.testnet.rest",
      "http://127.0.0.1:8080",
    ],
    ["HEDGE__RISK_LIMITS__GLOBAL__TIERS__ALT_EXT__PER_SYMBOL_NAV_PCT", "0.04", "tiers", 0.04],
    ["HEDGE__STRATEGY_CONFIG__STRATEGIES__0__PARAMS__STOP_ATR", "3", "params", 3],
    ["HEDGE__STRATEGY_CONFIG__STRATEGIES__MOMENTUM__PARAMS__STOP_ATR", "3", "params", 3],
    ["HEDGE__PAIRS_UNIVERSE__UNIVERSE__SOLUSDT__CAPS__MAX_NAV_PCT", "0.1", "pairs", 0.1],
    ["HEDGE__RISK_LIMITS__PER_SYMBOL__SOLUSDT__MAX_LEVERAGE", "1", "per_symbol", 1],
    ["HEDGE__RISK_LIMITS__RESTRICTED_SYMBOLS", '["DOGEUSDT"]', "restricted", ["DOGEUSDT"]],
    ["HEDGE__VENUES__BINANCE__INSTRUMENTS__BTCUSDT__FILTERS__MIN_NOTIONAL", "100", "min_notional", "100"],
  ])("%s=%s", (name, text, where, value) => {
    const config = loaded(shippedTexts(), { env: { [name]: text } });
    const found: Readonly<Record<string, unknown>> = {
      "venues.binance.testnet.rest": config.venues["binance"]?.testnet.rest,
      tiers: config.risk_limits.global.tiers["ALT-EXT"]?.per_symbol_nav_pct,
      params: config.strategy_config.strategies[0]?.params["stop_atr"],
      pairs: config.pairs_universe.universe.find(({ symbol }) => symbol === "SOLUSDT")?.caps.max_nav_pct,
      per_symbol: config.risk_limits.per_symbol["SOLUSDT"]?.max_leverage,
      restricted: config.risk_limits.restricted_symbols,
      min_notional: config.venues["binance"]?.instruments["BTCUSDT"]?.filters.min_notional,
    };
    expect(found[where]).toEqual(value);
  });

  test("a flag writes the same as the environment, dotted or in the style of a variable", () => {
    const set = (overrides: Record<string, unknown>) =>
      loaded(shippedTexts(), { overrides }).risk_limits.global.max_trade_nav_pct;
    expect(set({ "risk_limits.global.max_trade_nav_pct": "0.02" })).toBe(0.02);
    expect(set({ HEDGE__RISK_LIMITS__GLOBAL__MAX_TRADE_NAV_PCT: 0.02 })).toBe(0.02);
  });

  test.each([
    [
      "HEDGE__RISK_LIMIT__GLOBAL__MAX_LEVERAGE",
      "2",
      '"RISK_LIMIT" is no configuration file',
      "Did you mean risk_limits?",
    ],
    ["HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAG", "2", '"MAX_LEVERAG" is no key', "Did you mean max_leverage?"],
    [
      "HEDGE__STRATEGY_CONFIG__STRATEGIES__7__MAX_LEVERAGE",
      "2",
      '"7" is no key',
      "Leave it out, or name a key that exists.",
    ],
    [
      "HEDGE__RISK_LIMITS__PER_SYMBOL____PROTO____MAX_LEVERAGE",
      "2",
      '"" is no key',
      "Leave it out, or name a key that exists.",
    ],
    ["HEDGE__RISK_LIMITS", "{}", '"" is no key', "Leave it out, or name a key that exists."],
  ])("%s is refused: %s", (name, text, message, fix) => {
    expect(problemOf(shippedTexts(), { env: { [name]: text } })).toMatchObject({
      code: "unknown_override",
      file: "environment",
      path: name,
      value: text,
      message,
      fix,
    });
  });

  const WHOLE = "HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE";
  test.each([
    ["HEDGE_RISK_LIMITS__GLOBAL__MAX_LEVERAGE", WHOLE],
    ["HEDGE_RISK_LIMITS_GLOBAL_MAX_LEVERAGE", WHOLE],
    ["HEDGE_RISK_LIMITS__GLOBAL_MAX_LEVERAGE", WHOLE],
    ["hedge__risk_limits__global__max_leverage", WHOLE],
    ["HEDGE_RISK_LIMIT__GLOBAL__MAX_LEVERAGE", WHOLE],
    ["HEDGE_RISK_LIMITS__GLOBAL__MAX_LEVERAG", "HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAG"],
    ["HEDGE_VENUES_BINANCE_PROD_RESTS", "HEDGE__VENUES__…"],
  ])("%s would be taken for nothing: refused, with what was meant", (name, meant) => {
    const wanted = {
      code: "unknown_override",
      path: name,
      value: "2",
      message: "it names no setting: overrides begin with HEDGE__ and have two underscores between their parts",
      fix: `Did you mean ${meant}?`,
    };
    expect(problemOf(shippedTexts(), { env: { [name]: "2" } })).toMatchObject({ ...wanted, file: "environment" });
    const written = { ...shippedTexts(), ".env": `${name}=2\n` };
    expect(problemOf(written)).toMatchObject({ ...wanted, file: ".env" });
  });

  test("variables of hedge's own, and anybody's, are no overrides", () => {
    const env = {
      HEDGE_SHARED_DIR: "/run/lock",
      HEDGE_SYNC_TARGET: "file://x",
      HEDGE_EXECUTOR_HEALTH_PORT: "9464",
      HEDGE_TELEGRAM_TOKEN_FILE: "/x",
      HEDGE_AGE_IDENTITY_FILE: "/x",
      HEDGE_SPEED: "60",
      MY_HEDGE_RISK_LIMITS__X: "1",
      HEDGEHOG: "1",
    };
    expect(load(shippedTexts(), { env }).ok).toBe(true);
  });

  test("--set of __proto__ is refused and pollutes nothing", () => {
    const problem = problemOf(shippedTexts(), { overrides: { "risk_limits.per_symbol.__proto__.max_leverage": 1 } });
    expect(problem).toMatchObject({ code: "unknown_override", file: "flag" });
    expect(({} as Record<string, unknown>)["max_leverage"]).toBeUndefined();
  });

  test("a wrong value is found where it was written, not in the file", () => {
    const problem = problemOf(shippedTexts(), { env: { [LEVERAGE]: "900" } });
    expect(problem).toMatchObject({ code: "out_of_range", file: "environment", path: LEVERAGE, value: 900 });
    const flag = problemOf(shippedTexts(), { overrides: { "risk_limits.global.max_trade_nav_pct": 2 } });
    expect(flag).toMatchObject({
      code: "wrong_unit",
      file: "flag",
      path: "risk_limits.global.max_trade_nav_pct",
      fix: "2 means 200 %: did you mean 0.02?",
    });
  });

  test("variables of other programs are none of ours", () => {
    expect(loaded(shippedTexts(), { env: { HEDGE: "1", PATH: "/bin", BINANCE_API_KEY: "x" } })).toBeDefined();
  });
});

describe("parseDotEnv", () => {
  test("reads quotes, comments, export and the later of two", () => {
    const text =
      'A=1\n# B=2\nexport C="x # y\\n\\"z\\"" # note\nD=\'raw\\n\'\nE=a b # c\nnot a line\nA=3\nF=\nG="open\r\nH = 5 \n__proto__=1';
    expect(parseDotEnv(text)).toEqual({ A: "3", C: 'x # y\n"z"', D: "raw\\n", E: "a b", F: "", G: '"open', H: "5" });
  });
});
