import { describe, expect, it } from "vitest";
import { parseRule, RULE_CODES } from "../../../src/core/readmodel/rule-names.js";
import { GROUP_RULE, RISK_RULES } from "../../../src/core/risk/registry.js";

describe("the rule names that a reader accepts", () => {
  it("include every rule of risk with each of its codes", () => {
    for (const { id, codes } of RISK_RULES) expect(RULE_CODES[id], id).toEqual(expect.arrayContaining([...codes]));
    expect(RULE_CODES[GROUP_RULE.id]).toEqual([GROUP_RULE.code]);
    const known = [...RISK_RULES.map(({ id }) => id), GROUP_RULE.id, "sizing"];
    expect(Object.keys(RULE_CODES).sort()).toEqual(known.sort());
  });

  it.each([
    ["R06", "R06"],
    ["r06", "R06"],
    ["min_notional", "min_notional"],
    [undefined, null],
  ])("take %s as %s", (typed, rule) => {
    expect(parseRule(typed)).toEqual({ ok: true, value: rule });
  });

  it("offer rules for a mistyped rule and codes for a mistyped code", () => {
    expect(parseRule("R99")).toMatchObject({ ok: false, error: { known: Object.keys(RULE_CODES) } });
    const code = parseRule("min_notinal");
    expect(code.ok ? [] : code.error.known).toContain("min_notional");
  });
});
