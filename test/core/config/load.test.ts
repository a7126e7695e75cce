import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configHash } from "../../../src/core/config/hash.js";
import { changedTexts, load, loaded, problemOf, problemsOf, shippedTexts } from "./support.js";

describe("one wrong value", () => {
  test("5 for 5 % is a wrong unit and the fix is 0.05", () => {
    expect(problemOf(changedTexts({ "risk_limits.global.max_trade_nav_pct": 5 }))).toEqual({
      code: "wrong_unit",
      file: "risk_limits.json",
      path: "global.max_trade_nav_pct",
      value: 5,
      allowed: "a number > 0 and ≤ 1",
      message: "is 5, but it is a fraction",
      fix: "5 means 500 %: did you mean 0.05?",
    });
  });

  test("an exposure multiple of 5 is no wrong unit", () => {
    const config = loaded(changedTexts({ "risk_limits.global.max_gross_exposure_pct": 5 }));
    expect(config.risk_limits.global.max_gross_exposure_pct).toBe(5);
  });

  test("500 for a fraction is out of range: 5 would be no fraction either", () => {
    const problem = problemOf(changedTexts({ "risk_limits.global.max_trade_nav_pct": 500 }));
    expect(problem).toMatchObject({ code: "out_of_range", value: 500, fix: "Write a number > 0 and ≤ 1." });
  });

  test.each([
    ["venues.binance.testnet.rest", "https://jane:hunter2@demo-fapi.binance.com"],
    ["venues.binance.prod.ws", "wss://:hunter2@fstream.binance.com"],
  ])("a password in %s is refused, and shown nowhere", (path, address) => {
    const problem = problemOf(changedTexts({ [path]: address }));
    expect(problem).toMatchObject({
      value: address.replace(/\/\/.*@/, "//…@"),
      message: "has a user name or password in it",
      fix: "Write scheme and host alone: the venue's key goes into the environment.",
    });
  });

  test("an address with a password and a wrong scheme does not show it either", () => {
    const problems = problemsOf(changedTexts({ "venues.binance.prod.rest": "ftp://jane:hunter2@x" }));
    expect(problems.map(({ message }) => message).join()).toContain("ftp://…@x");
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  test("an unknown key names its path, its value, what is known, and the nearest name", () => {
    const problem = problemOf(changedTexts({ "risk_limits.global.max_levrage": 2 }));
    expect(problem).toMatchObject({
      code: "unknown_key",
      file: "risk_limits.json",
      path: "global.max_levrage",
      value: 2,
      fix: "Did you mean max_leverage?",
    });
    expect(problem.allowed).toContain("max_leverage, max_concurrent_positions");
  });

  test.each([
    ["risk_limits.global.max_leverage", "3", "wrong_type", "a number > 0 and ≤ 125", "Write 3 without quotes."],
    ["risk_limits.global.max_leverage", true, "wrong_type", "a number > 0 and ≤ 125", "Write a number > 0 and ≤ 125."],
    ["risk_limits.global.min_notional_policy", "bumb", "not_allowed", "one of veto, bump", "Did you mean bump?"],
    [
      "runtime.sim.max_partial_fills",
      2.5,
      "wrong_type",
      "a whole number ≥ 1 and ≤ 50",
      "Write a whole number ≥ 1 and ≤ 50.",
    ],
    [
      "accounts.accounts.0.id",
      "Main!",
      "not_allowed",
      "a text like ^[a-z][a-z0-9_]{0,15}$",
      "Write a text like ^[a-z][a-z0-9_]{0,15}$.",
    ],
    ["venues.binance.prod.rest", "ftp://x", "not_allowed", "an address (URL)", "Write an address (URL)."],
    [
      "pairs_universe.universe.0.caps.max_nav_pct",
      0,
      "out_of_range",
      "a number > 0 and ≤ 1",
      "Write a number > 0 and ≤ 1.",
    ],
    [
      "strategy_config.strategies.0.params.stop_atr",
      -1,
      "out_of_range",
      "a number > 0 and ≤ 100",
      "Write a number > 0 and ≤ 100.",
    ],
    [
      "strategy_config.strategies.0.params.fast",
      60,
      "contradiction",
      null,
      "Change fast, or what it is compared with.",
    ],
  ])("%s = %j is %s", (...[path, value, code, allowed, fix]) => {
    const [stem = "", ...keys] = path.split(".");
    const problem = problemOf(changedTexts({ [path]: value }));
    expect(problem).toMatchObject({ code, file: `${stem}.json`, path: keys.join("."), value, allowed, fix });
  });

  test("a required key that is missing is named with what may stand there", () => {
    const texts = shippedTexts();
    const tree = JSON.parse(texts["config/strategy_config.json"] ?? "") as { sizing: Record<string, unknown> };
    delete tree.sizing["vol_target"];
    expect(problemOf({ ...texts, "config/strategy_config.json": JSON.stringify(tree) })).toMatchObject({
      code: "missing_key",
      path: "sizing.vol_target",
      value: null,
      fix: 'Add "vol_target": a number > 0 and ≤ 1.',
    });
  });
});

describe("files", () => {
  test("a missing file is named with the folder", () => {
    const { "config/venues.json": _, ...texts } = shippedTexts();
    expect(problemOf(texts)).toMatchObject({
      code: "missing_file",
      file: "venues.json",
      message: "is missing in config",
      fix: "Copy the shipped config/venues.json there, or name another folder with --config.",
    });
  });

  test("a misspelt file is named twice: it isn't read, and the right one is missing", () => {
    const { "config/risk_limits.json": limits = "", ...texts } = shippedTexts();
    const problems = problemsOf({ ...texts, "config/risk_limit.json": limits });
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ["unknown_file", "risk_limit.json"],
      ["missing_file", "risk_limits.json"],
    ]);
    expect(problems[0]?.fix).toBe("Did you mean risk_limits.json?");
  });

  test("broken JSON is named with line and column, and the other files are still checked", () => {
    const texts = changedTexts({ "accounts.default": "mian" });
    texts["config/risk_limits.json"] = '{\n  "global": {\n    "max_leverage": 3,\n  }\n}';
    const problems = problemsOf(texts);
    expect(problems.map(({ code, file, message }) => ({ code, file, message }))).toEqual([
      { code: "invalid_json", file: "risk_limits.json", message: "line 4, column 3: a comma stands before }" },
      {
        code: "unknown_reference",
        file: "accounts.json",
        message: 'names "mian", which is no account of accounts.json',
      },
    ]);
  });

  test("a limit that stands twice is refused, whichever would win", () => {
    const texts = shippedTexts();
    const name = "config/risk_limits.json";
    texts[name] = (texts[name] ?? "").replace('"max_leverage": 3', '"max_leverage": 3, "max_leverage": 30');
    expect(problemOf(texts)).toMatchObject({ code: "duplicate_key", file: "risk_limits.json", path: "global" });
  });

  test("__proto__ in a file is refused", () => {
    const texts = shippedTexts();
    const name = "config/runtime.json";
    texts[name] = (texts[name] ?? "").replace("{", '{ "__proto__": { "paper": {} },');
    expect(problemOf(texts)).toMatchObject({ code: "forbidden_key", file: "runtime.json" });
  });

  test("every problem of every file is told at once", () => {
    const problems = problemsOf(
      changedTexts({
        "risk_limits.global.max_leverage": "x",
        "risk_limits.global.max_trade_nav_pct": 15,
        "router_policy.maker.exits": "no",
        "venues.binance.fees.taker": 5,
      }),
    );
    expect(problems.map(({ file, path, code }) => `${file} ${path} ${code}`)).toEqual([
      "risk_limits.json global.max_trade_nav_pct wrong_unit",
      "risk_limits.json global.max_leverage wrong_type",
      "router_policy.json maker.exits wrong_type",
      "venues.json binance.fees.taker unknown_key",
    ]);
  });
});

describe("hash", () => {
  test("the order of keys and $schema change nothing", () => {
    const texts = shippedTexts();
    const turned = Object.fromEntries(
      Object.entries(texts).map(([name, text]) => {
        const { $schema: _, ...tree } = JSON.parse(text) as Record<string, unknown>;
        return [name, JSON.stringify(Object.fromEntries(Object.entries(tree).reverse()))];
      }),
    );
    expect(configHash(loaded(turned))).toBe(configHash(loaded(texts)));
  });

  test("a default that is written out hashes as if it were not, another value doesn't", () => {
    const texts = shippedTexts();
    const name = "config/risk_limits.json";
    const tree = JSON.parse(texts[name] ?? "") as { global: Record<string, unknown> };
    delete tree.global["max_net_exposure_pct"];
    expect(configHash(loaded({ ...texts, [name]: JSON.stringify(tree) }))).toBe(configHash(loaded(texts)));
    const tighter = changedTexts({ "risk_limits.global.max_net_exposure_pct": 1.1 });
    expect(configHash(loaded(tighter))).not.toBe(configHash(loaded(texts)));
  });
});

describe("whatever stands in a file", () => {
  test("the answer is a configuration or problems with a message, never a crash", () => {
    const texts = shippedTexts();
    const names = Object.keys(texts);
    const anything = fc.anything({ maxDepth: 4, withNullPrototype: false }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.oneof(anything, fc.string(), fc.json()), (name, text) => {
        const result = load({ ...texts, [name]: text });
        if (result.ok) return;
        for (const problem of result.error) expect(problem.message.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test("any one value of the shipped files replaced by anything is loaded or refused with its file named", () => {
    const texts = shippedTexts();
    const places = Object.keys(texts).flatMap((name) => leaves(JSON.parse(texts[name] ?? ""), name.slice(7, -5)));
    const values = fc.oneof(
      fc.constant(null),
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant({}),
      fc.constant([]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), values, (path, value) => {
        const result = load(changedTexts({ [path]: value }));
        if (result.ok) return;
        for (const problem of result.error) expect(problem.file).toMatch(/^[a-z_]+\.json$/);
      }),
      { numRuns: 150 },
    );
  });
});

function leaves(tree: unknown, path: string): readonly string[] {
  if (typeof tree !== "object" || tree === null) return [path];
  return Object.entries(tree).flatMap(([key, member]) => (key === "$schema" ? [] : leaves(member, `${path}.${key}`)));
}
