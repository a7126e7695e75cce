import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultProblemText } from "../../../../../src/core/adapters/paper-server/faults/fault-problem.js";
import { parseFaultScript } from "../../../../../src/core/adapters/paper-server/faults/parse-fault-script.js";

function problemsOf(text: string, symbols?: readonly string[]): readonly string[] {
  const parsed = parseFaultScript(text, symbols === undefined ? {} : { symbols });
  return parsed.ok ? [] : parsed.error.map(faultProblemText);
}

const ruleText = (rule: unknown): string => JSON.stringify({ rules: [rule] });
const order = { on: "request", match: { path: "/fapi/v1/order" } };

describe("a fault script that can't be read", () => {
  it.each([
    ["", "1:1 expected a value, found the end of the file."],
    ['{"rules": [1,]}', "1:14 rules a comma stands before ]."],
    ['{\n  // later\n  "rules": []\n}', "2:3 expected a key in double quotes, found / (JSON has no comments)."],
    ['{"rules" []}', '1:10 expected : after the key "rules", found [.'],
    ['{"rules": [{"on": 01}]}', "1:1 the text is not JSON."],
    ['{"rules": [], "rules": []}', '1:15 the key "rules" stands twice.'],
    ['{"__proto__": {}}', '1:2 the key "__proto__" is not allowed.'],
    ["[".repeat(50), "1:22 " + "0.".repeat(20) + "0 nested deeper than 20 levels."],
  ])("%s", (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it("ends with a result, never a throw or a hang, for 500 random texts", () => {
    const json = fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut)));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, fc.json()), (text) => {
        const parsed = parseFaultScript(text);
        expect(parsed.ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with JSON.parse on what is JSON for 500 random documents", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const parsed = parseFaultScript(text);
        const codes = parsed.ok ? [] : parsed.error.map(({ code }) => code);
        expect(codes).not.toContain("invalid_json");
      }),
      { numRuns: 500 },
    );
  });
});

describe("a fault script with a wrong value", () => {
  it.each<readonly [string, unknown, string]>([
    [
      "an unknown key",
      { ...order, dos: 1, do: { kind: "busy_503" } },
      "1:67 rules.0.dos is not a known key. Did you mean do?",
    ],
    [
      "a kind that doesn't exist",
      { on: "time", when: { at: "+1h" }, do: { kind: "liqidation", symbol: "BTCUSDT" } },
      'is "liqidation", allowed is one of listen_key_expired, close_sockets, silence, depth_gap, liquidation, adl, delisting, symbol_status, manual_trade, manual_order, manual_cancel, leverage, margin_type, position_mode, asset_mode, funding_interval, filters, transfer, key_rights. Did you mean liquidation?',
    ],
    ["a kind of another question", { on: "connect", do: { kind: "duplicate" } }, "allowed is one of refuse, silent."],
    [
      "an unknown question",
      { on: "requests", do: { kind: "busy_503" } },
      'is "requests", allowed is one of request, frame, connect, trigger, fill, refusal, time. Did you mean request?',
    ],
    ["no question at all", { do: { kind: "busy_503" } }, 'rules.0.on is missing. Add "on": one of request, frame'],
    ["no deed", { on: "request" }, "rules.0.do is missing."],
    [
      "seconds where milliseconds are wanted",
      { ...order, do: { kind: "delay", wall_s: 2 } },
      'rules.0.do.wall_s is not a known key: times are in milliseconds here. Did you mean "wall_ms": 2000?',
    ],
    [
      "percent where a fraction is wanted",
      { ...order, when: { probability: 30 }, do: { kind: "busy_503" } },
      "rules.0.when.probability is 30, but it is a fraction. 30 means 3000 %: did you mean 0.3?",
    ],
    [
      "epoch seconds where an instant is wanted",
      { on: "time", when: { at: 1714521600 }, do: { kind: "close_sockets" } },
      'Did you mean "2024-05-01T00:00:00Z"?',
    ],
    [
      "a duration without a unit",
      { on: "time", when: { at: "+90" }, do: { kind: "close_sockets" } },
      'rules.0.when.at is "+90", allowed is an instant like 2024-05-01T00:00:00Z, or +90m for 90 minutes after the start.',
    ],
    [
      "a day that doesn't exist",
      { on: "time", when: { at: "2024-02-30" }, do: { kind: "close_sockets" } },
      'rules.0.when.at is "2024-02-30", allowed is an instant',
    ],
    [
      "a number for a quantity",
      { on: "time", when: { at: "+1h" }, do: { kind: "transfer", asset: "USDT", amount: -250 } },
      'rules.0.do.amount is -250, not a decimal in quotes like "-250". Write "-250" in quotes.',
    ],
    [
      "text for a number",
      { ...order, do: { kind: "delay", wall_ms: "250" } },
      'rules.0.do.wall_ms is "250", not a whole number ≥ 1 and ≤ 86400000. Write 250 without quotes.',
    ],
    [
      "a symbol in another spelling",
      { on: "fill", match: { symbol: "btc/usdt:USDT" }, do: { kind: "partial_fill", share: 0.5 } },
      'rules.0.match.symbol is "btc/usdt:USDT", allowed is a symbol like BTCUSDT. Did you mean BTCUSDT?',
    ],
    [
      "a negative quantity",
      { on: "time", when: { at: "+1h" }, do: { kind: "manual_trade", symbol: "BTCUSDT", side: "buy", qty: "-1" } },
      'rules.0.do.qty is "-1", allowed is a decimal > 0 in quotes like "0.5".',
    ],
    [
      "leverage out of range",
      { on: "time", when: { at: "+1h" }, do: { kind: "leverage", symbol: "BTCUSDT", leverage: 200 } },
      "rules.0.do.leverage is 200, allowed is a whole number ≥ 1 and ≤ 125.",
    ],
    [
      "an unknown outcome that doesn't say what happened",
      { ...order, do: { kind: "unknown_503" } },
      'rules.0.do.execute is missing. Add "execute": one of never, now, later.',
    ],
    [
      "a refusal that is carried out",
      { ...order, do: { kind: "busy_503", execute: "now" } },
      "rules.0.do.execute is not a known key.",
    ],
    [
      "later without a time",
      { ...order, do: { kind: "timeout_1007", execute: "later" } },
      'rules.0.do.later_wall_ms is missing. Add "later_wall_ms": 1500.',
    ],
    [
      "a time without later",
      { ...order, do: { kind: "drop", execute: "now", later_wall_ms: 5 } },
      "rules.0.do.later_wall_ms only goes with execute later.",
    ],
    [
      "a path that doesn't exist",
      { on: "request", match: { path: "/fapi/v1/orders" }, do: { kind: "busy_503" } },
      'rules.0.match.path is "/fapi/v1/orders", which fits no path of the venue. Did you mean /fapi/v1/order?',
    ],
    [
      "an error number without words",
      { ...order, do: { kind: "answer", code: -9999 } },
      "rules.0.do.text is missing: the words of -9999 are not known here.",
    ],
    [
      "an end before the start",
      { on: "time", when: { at: "+2h", until: "+1h" }, do: { kind: "close_sockets" } },
      'rules.0.when.until is "+1h", not later than at.',
    ],
    [
      "filters that change nothing",
      { on: "time", when: { at: "+2h" }, do: { kind: "filters", symbol: "BTCUSDT" } },
      "rules.0.do changes no filter.",
    ],
  ])("%s", (_title, rule, problem) => {
    const problems = problemsOf(ruleText(rule));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("names the line and column of all 3 mistakes, in the order of the file", () => {
    const text = `{
  "rules": [
    { "on": "request", "do": { "kind": "delay", "wall_ms": 0 } },
    { "on": "fill", "when": { "times": 1.5 }, "do": { "kind": "partial_fill", "share": 0.5 } },
    { "on": "request", "match": { "methd": "POST" }, "do": { "kind": "busy_503" } }
  ]
}`;
    expect(problemsOf(text).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "3:60 rules.0.do.wall_ms",
      "4:40 rules.1.when.times",
      "5:44 rules.2.match.methd",
    ]);
  });

  it("knows the symbols of its venue when it is told them", () => {
    const rule = { on: "time", when: { at: "+1h" }, do: { kind: "depth_gap", symbol: "BTCUSD" } };
    expect(problemsOf(ruleText(rule))).toEqual([]);
    expect(problemsOf(ruleText(rule), ["BTCUSDT", "ETHUSDT"])).toEqual([
      `1:78 rules.0.do.symbol is "BTCUSD", which this venue doesn't serve. Did you mean BTCUSDT?`,
    ]);
  });

  it("refuses an empty list of rules and a script of 501", () => {
    expect(problemsOf('{"rules": []}')).toEqual(["1:11 rules has 0 entries. Write 1 to 500 rules."]);
    const rules = Array.from({ length: 501 }, () => ({ on: "request", do: { kind: "busy_503" } }));
    expect(problemsOf(JSON.stringify({ rules }))).toEqual(["1:10 rules has 501 entries. Write 1 to 500 rules."]);
  });
});
