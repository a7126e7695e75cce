import { describe, expect, it } from "vitest";
import { sweepScreen } from "../../../src/cli/screens/sweep-screen.js";
import { createPaper } from "../../../src/cli/paper.js";

const row = {
  params: { fast: 5, slow: 20 },
  metrics: { totalReturn: 0.1, sharpe: 1, calmar: 2, maxDrawdown: 0.05, trades: 40, profitFactor: 1.2 },
};
const view = {
  ...{ id: "momentum-sweep-0123456789", combinations: 129, bars: 153_868, elapsedMs: 700 },
  ...{ barEvaluationsPerSecond: 2e7, peakRssBytes: 2 ** 28, workers: 2, verified: [] },
  top: Array.from({ length: 10 }, () => row),
  overfitting: {
    ...{ trials: 129, effectiveTrials: 2, deflatedSharpe: 0.951, probabilityOfBacktestOverfitting: null },
    ...{ minimumTrackRecordYears: 1.2, plateau: 0.83 },
  },
};
const notes = ["One.", "Two.", "Three."];
const dataNotes = ["No order book.", "No mark price."];

describe("a sweep on a screen of 80 columns", () => {
  const paper = createPaper({ width: 80, colour: false });

  it("takes 23 lines for ten rows, three notes and two on the data, which are counted, and its verdict stands last", () => {
    const lines = sweepScreen(view, { notes, dataNotes, wantsAll: false, directory: "cache/x" }, paper);
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.join("\n")).toContain("2 notes on the recorded data: --notes, or sweep.json below.");
    expect(lines.join("\n")).not.toContain("No order book");
    expect(lines.slice(-3).join("\n")).toContain("129 trials, 2 that differ");
  });

  it("tells all of them where it is asked to", () => {
    const lines = sweepScreen(view, { notes, dataNotes, wantsAll: true, directory: "cache/x" }, paper);
    for (const note of [...notes, ...dataNotes]) expect(lines.join("\n")).toContain(note);
  });
});
