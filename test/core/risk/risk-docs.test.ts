import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONNECTION_GATES } from "../../../src/core/engine/connection-gates.js";
import { FLATTENING_CAUSES, RISK_GATES } from "../../../src/core/risk/causes.js";
import { riskLimitsSchema } from "../../../src/core/risk/policy.js";
import { GROUP_RULE, RISK_RULES } from "../../../src/core/risk/registry.js";

const text = readFileSync(new URL("../../../docs/RISK.md", import.meta.url), "utf8");
const rowOf = (id: string) => text.split("\n").find((line) => line.startsWith(`| ${id} `)) ?? "";

/** Dotted paths of all keys; names that users choose (tiers, groups, symbols) count as one. */
function keysOf(node: object): string[] {
  return Object.entries(node).flatMap(([key, member]: [string, unknown]) =>
    typeof member === "object" && member !== null && !Array.isArray(member) ? [key, ...keysOf(member)] : [key],
  );
}

describe("docs/RISK.md", () => {
  it.each(RISK_RULES.map((rule) => [rule.id, rule] as const))(
    "has a row for %s with its title, codes and star",
    (id, rule) => {
      const row = rowOf(id);
      expect(row).toContain(rule.title);
      for (const code of rule.codes) expect(row).toContain(`\`${code}\``);
      expect(row.includes("★")).toBe(rule.skipsReducing);
    },
  );

  it("lists no rule that does not exist", () => {
    const listed = [...text.matchAll(/^\| (R\d\d|GROUP) /gm)].map(([, id]) => id);
    expect(listed).toEqual([...RISK_RULES.map(({ id }) => id), GROUP_RULE.id]);
    expect(rowOf(GROUP_RULE.id)).toContain(GROUP_RULE.code);
  });

  it("names the causes and the setting of every limit", () => {
    for (const code of [...RISK_GATES, ...CONNECTION_GATES, ...FLATTENING_CAUSES])
      expect(text).toContain(`\`${code}\``);
    const chosenNames = ["CORE", "SATELLITE", "TACTICAL", "ALT-EXT", "all_perps", "symbols"];
    const coveredByStar = [
      ...keysOf(riskLimitsSchema.parse({}).global.loss_streak),
      ...keysOf(riskLimitsSchema.parse({}).global.veto_burst),
    ];
    const keys = keysOf(riskLimitsSchema.parse({})).filter(
      (key) => !chosenNames.includes(key) && !coveredByStar.includes(key),
    );
    expect(keys.filter((key) => !text.includes(key))).toEqual([]);
  });
});

describe("rule registry", () => {
  it("is in the order of rule ids, which decides the primary rule", () => {
    const ids = RISK_RULES.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(21);
  });
});
