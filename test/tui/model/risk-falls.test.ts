import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { riskFalls } from "../../../src/tui/model/risk-falls.js";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";

const R11 = { rule: "R11", scope: "global", limit: 0.15, usage: null, headroom: null, unit: "fraction" as const };

/** Hourly NAVs with the drawdown that nav.jsonl tells of them. */
function viewOf(navs: readonly number[], used: number | null): Pick<SessionView, "nav" | "risk"> {
  let high = 0;
  const nav = navs.map((navUsd, atMs) => {
    high = Math.max(high, navUsd);
    return { atMs, navUsd, drawdown: 1 - navUsd / high };
  });
  const vetoes = { last: null, windowMs: 0, total: 0, byRule: {} };
  return { nav, risk: { limits: [{ ...R11, used }], causes: [], cooldowns: [], vetoes } };
}

describe("the falls that R11 measures", () => {
  it("are by cycle from the highest NAV, the last one is what it measures now", () => {
    const falls = riskFalls(viewOf([100, 98, 99, 110, 99], 0.1));
    expect(falls.map(({ fall }) => Math.round(fall * 1_000) / 1_000)).toEqual([0, 0.02, 0.01, 0, 0.1]);
  });

  it("count from a rebased peak of 90 on, and from the old one of 100 before it", () => {
    const falls = riskFalls(viewOf([100, 80, 90, 81], 0.1));
    expect(falls.map(({ fall }) => Math.round(fall * 1_000) / 1_000)).toEqual([0, 0.2, 0, 0.1]);
  });

  it("are those of the series where nobody measures, and none without a series", () => {
    expect(riskFalls(viewOf([100, 98], null)).map(({ fall }) => fall)).toEqual([0, 1 - 98 / 100]);
    expect(riskFalls(viewOf([], 0.1))).toEqual([]);
  });

  it("end with what is measured, are never below 0 and rise in time, whatever the NAVs", () => {
    const navs = fc.array(fc.double({ min: 1, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(navs, fc.double({ min: 0, max: 0.99, noNaN: true }), (values, used) => {
        const falls = riskFalls(viewOf(values, used));
        expect(falls.at(-1)?.fall).toBe(used);
        expect(falls.every(({ fall }) => fall >= 0 && fall <= 1)).toBe(true);
        expect(falls.map(({ atMs }) => atMs)).toEqual([...falls.map(({ atMs }) => atMs)].sort((a, b) => a - b));
        expect(new Set(falls.map(({ atMs }) => atMs)).size).toBe(falls.length);
      }),
    );
  });
});
