import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { compareScreen } from "../../../src/cli/screens/compare-screen.js";
import { reportScreen } from "../../../src/cli/screens/report-screen.js";
import { sweepWorkerScreen } from "../../../src/cli/screens/sweep-worker-screen.js";

const paper = createPaper({ width: 80, colour: false });
const run = {
  id: "r",
  engine: "event",
  symbols: ["BTCUSDT"],
  from: "2024-01-01T00:00:00Z",
  to: "2025-01-01T00:00:00Z",
};
const figures = { totalReturn: 0.1, sharpe: 1, maxDrawdown: 0.05 };

describe("screens of research", () => {
  it("give every correlation of three runs two decimals", () => {
    const correlation = [
      [1, 0.7123, 0.5],
      [0.7123, 1, -0.25],
      [0.5, -0.25, 1],
    ];
    const common = {
      from: run.from,
      to: run.to,
      bars: 9,
      figures: [figures, figures, figures],
      correlation,
      curve: [],
    };
    const lines = compareScreen({ runs: [run, run, run], differences: [], common }, null, paper);
    const table = lines.slice(lines.findIndex((line) => line.includes("correlation")));
    expect(
      table
        .join("\n")
        .match(/-?\d\.\d+/g)
        ?.slice(0, 9),
    ).toEqual([...["1.00", "0.71", "0.50", "0.71", "1.00", "-0.25", "0.50", "-0.25", "1.00"]]);
  });

  it("tell exposures of 0.031 and -0.004 from none", () => {
    const factors = { beta: 0.031, correlation: -0.004, alpha: 0.02, rSquared: 0.001 };
    const files = { html: null, markdown: null, equityCsv: null, tradesCsv: null };
    const view = { run: "r", files, daily: { sharpe: 1, sharpeInterval: null }, factors, missing: [] };
    expect(reportScreen(view, paper).join("\n")).toMatch(/beta 0\.031.*correlation -0\.004/);
  });

  it("say 1 thread, not 1 threads", () => {
    const view = { redis: "redis://h", workers: 1, sweeps: [], chunks: 1, combinations: 1_400, elapsedMs: 1_000 };
    expect(sweepWorkerScreen(view, paper).join("\n")).toContain("1 chunk, 1,400 combinations on 1 thread in");
  });
});
