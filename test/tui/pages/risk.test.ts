import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

/** 720 hours at the top but for one, which is so far below, and the last, where R11 stands now. */
async function fallen(depth: number, used: number): Promise<SessionView> {
  const view = await sampleView();
  const lastMs = Date.parse(view.at);
  const nav = Array.from({ length: 720 }, (_, hour) => {
    const drawdown = hour === 401 ? depth : hour === 719 ? used : 0;
    return { atMs: lastMs - (719 - hour) * HOUR_MS, navUsd: 100_000 * (1 - drawdown), drawdown };
  });
  const row = {
    rule: "R11",
    scope: "global",
    used,
    limit: 0.15,
    usage: used / 0.15,
    headroom: null,
    unit: "fraction" as const,
  };
  return { ...view, nav, risk: { ...view.risk, limits: [row, ...view.risk.limits] } };
}

describe("the drawdown of page 5", () => {
  it.each([
    [80, 24],
    [120, 40],
  ])(
    "is what R11 measures and what row 1 says, at %i×%i; one hour 6.2 below a hundred is not lost",
    async (width, height) => {
      const screen = screenOf(await fallen(0.062, 0.017), { page: "risk" });
      const rows = composeScreen(screen, width, height).rows();
      expect(rows[0]).toContain("DD -1.7/-15%");
      expect(rows.join("\n")).toMatch(/DRAWDOWN ─+ now -1\.7% of -15%/);
      expect(rows.join("\n")).toMatch(/-6\.\d% │/);
    },
  );

  it("counts from a peak that was rebased, as row 1 does", async () => {
    const view = await fallen(0.062, 0.017);
    const status = { ...view.status, drawdown: 0.09 };
    const rows = composeScreen(screenOf({ ...view, status }, { page: "risk" }), 80, 24).rows();
    expect(rows[0]).toContain("DD -1.7/-15%");
  });
});
