import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { renderMetrics } from "../../../../src/core/adapters/health/render-metrics.js";
import { allFamilies } from "./families.js";

const folder = fileURLToPath(new URL("../../../../config/observability/", import.meta.url));
const read = (name: string): string => readFileSync(`${folder}${name}`, "utf8");
const ruleTests = fileURLToPath(new URL("alerts.test.yml", import.meta.url));

const promtool = (words: readonly string[], input = ""): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync("promtool", words, { input, encoding: "utf8" });
  return { status, said: stdout + stderr };
};
const isThere = spawnSync("promtool", ["--version"]).status === 0;

interface Rule {
  readonly name: string;
  readonly expr: string;
  readonly absence: string | null;
}

/** The rules as they are written: one block each, from its name to the next. */
const rules: readonly Rule[] = read("alerts.yml")
  .split("- alert: ")
  .slice(1)
  .map((block) => ({
    name: /^\w+/.exec(block)?.[0] ?? "",
    expr: /expr:([\s\S]*?)\n\s+(?:for|labels):/.exec(block)?.[1] ?? "",
    absence: /absence: (\w+)/.exec(block)?.[1] ?? null,
  }));

const metricsIn = (text: string): readonly string[] => [...new Set(text.match(/\bhedge_\w+/g))];
const known = allFamilies().map(({ name }) => name);

describe("every alert is paired with absence", () => {
  it("has 19 rules with an expression each", () => {
    expect(rules.filter(({ expr }) => expr.trim() !== "")).toHaveLength(19);
  });

  it.each(rules)("$name", ({ expr, absence }) => {
    if (absence === null) {
      expect(expr).toMatch(/absent\(|up\{job="[\w-]+"\} == 0/);
      return;
    }
    const twin = rules.find(({ name }) => name === absence)?.expr ?? "";
    expect(metricsIn(expr)).not.toEqual([]);
    for (const metric of metricsIn(expr)) expect(twin).toContain(`absent(${metric}{`);
  });
});

it("rules and dashboard use only figures that the two processes show", () => {
  const used = metricsIn(read("alerts.yml") + read("grafana-dashboard.json"));
  expect(used.filter((name) => !known.includes(name))).toEqual([]);
  expect(used.length).toBeGreaterThan(25);
});

it("the dashboard is a document with 24 panels, each with its own id and place", () => {
  const { panels } = JSON.parse(read("grafana-dashboard.json")) as { panels: { id: number; gridPos: object }[] };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(24);
  expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(24);
});

describe.skipIf(!isThere)("promtool (Debian package prometheus)", () => {
  it("finds no fault with rules and configuration", () => {
    expect(promtool(["check", "rules", `${folder}alerts.yml`])).toMatchObject({ status: 0 });
    expect(promtool(["check", "config", `${folder}prometheus.yml`])).toMatchObject({ status: 0 });
  });

  it("plays the stories of alerts.test.yml as they are told there", () => {
    expect(promtool(["test", "rules", ruleTests])).toMatchObject({ status: 0 });
  });

  it("finds no fault with the metrics of both processes", async () => {
    const text = await renderMetrics(allFamilies());
    expect(promtool(["check", "metrics"], text)).toEqual({ status: 0, said: "" });
  });
});
