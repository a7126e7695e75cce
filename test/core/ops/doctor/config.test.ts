import { describe, expect, it } from "vitest";
import { checkConfig, checkFeasibility, type ConfigFinding } from "../../../../src/core/ops/doctor/config.js";

const facts = {
  directory: "config",
  findings: { ok: true, value: [] },
  feasibility: null,
  feasibilityGap: "why",
} as const;

function findings(count: number): readonly ConfigFinding[] {
  return Array.from({ length: count }, (_, index) => ({
    file: "risk_limits.json",
    path: `global.key_${String(index)}`,
    message: "is 5, not a fraction",
    fix: index === 0 ? "Write 0.05." : null,
  }));
}

describe("configuration", () => {
  it("passes when it loads", () => {
    expect(checkConfig(facts)).toEqual([
      { id: "config.files", status: "pass", detail: "config loads, all values within their limits", fix: null },
    ]);
  });

  it("gives every problem its own check with file, path and fix", () => {
    const checks = checkConfig({ ...facts, findings: { ok: true, value: findings(2) } });
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "config.files fail",
      "config.problem-1 fail",
      "config.problem-2 fail",
    ]);
    expect(checks[1]).toMatchObject({
      detail: "risk_limits.json global.key_0: is 5, not a fraction",
      fix: "Write 0.05.",
    });
    expect(checks[2]?.fix).toBe("correct risk_limits.json");
  });

  it("shows 20 problems, and counts all 21", () => {
    const checks = checkConfig({ ...facts, findings: { ok: true, value: findings(21) } });
    expect(checks).toHaveLength(21);
    expect(checks[0]?.detail).toBe("config does not load: 21 problems, the first 20 below");
  });

  it("says why a directory can't be read", () => {
    const [check] = checkConfig({ ...facts, findings: { ok: false, error: "EACCES: permission denied" } });
    expect(check).toMatchObject({ status: "fail", detail: "config can't be read: EACCES: permission denied" });
  });
});

describe("feasibility", () => {
  const feasibility = { nav: "100000", pairs: 2, possible: 2, infeasible: [] as string[] };

  it.each([
    [[], "pass"],
    [["momentum BTCUSDT (R04, R06)"], "warn"],
    [["momentum BTCUSDT (R04, R06)", "momentum ETHUSDT (R04, R06)"], "fail"],
  ])("of 2 pairs, infeasible %j: %s", (infeasible, status) => {
    expect(
      checkFeasibility({ ...facts, feasibility: { ...feasibility, possible: 2 - infeasible.length, infeasible } })
        .status,
    ).toBe(status);
  });

  it("tells the first of 2 pairs that can't trade and counts the other", () => {
    const infeasible = [
      "momentum on BTCUSDT can trade no size: R04, R06",
      "momentum on ETHUSDT can trade no size: R04, R06",
    ];
    expect(
      checkFeasibility({
        ...facts,
        feasibility: { nav: "300", pairs: 11, possible: 11 - infeasible.length, infeasible },
      }).detail,
    ).toBe(
      "9 of 11 strategy × symbol pairs can trade at NAV 300; momentum on BTCUSDT can trade no size: R04, R06 and 1 more",
    );
  });

  it("is skipped with the reason where it was not worked out", () => {
    expect(checkFeasibility(facts)).toMatchObject({ status: "skip", detail: "why" });
  });
});
