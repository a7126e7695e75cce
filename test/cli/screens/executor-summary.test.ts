import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { executorSummaryLines } from "../../../src/cli/screens/executor-summary.js";
import type { ExecutorReport } from "../../../src/core/domain/executor-summary.js";
import type { Mode } from "../../../src/core/domain/mode.js";
import { decFromNumber } from "../../../src/core/lib/decimal.js";

const zero = decFromNumber(0);

function lastLine(mode: Mode, stateDirectory: string, outcome: ExecutorReport["outcome"] = "stopped"): string {
  const summary: ExecutorReport["summary"] = {
    schema: "hedge.executor-summary/1",
    mode,
    from: "2024-03-01T00:00:00Z",
    to: "2024-03-02T00:00:00Z",
    ...{ cycles: 1, bars: 1, signals: 0, intents: 0, fills: 0, maxDrawdown: 0, unprotectedSeconds: 0 },
    ...{ fees: zero, funding: zero, realizedPnl: zero, unrealizedPnl: zero, navStart: zero, navEnd: zero },
    vetoes: { total: 0, byRule: {} },
    orders: { sent: 0, filled: 0, canceled: 0, rejected: 0, unknown: 0 },
    positions: [],
    journal: { events: 1, lastSeq: 1, lastHash: "h" },
    decisionLatencyMs: { p50: null, p99: null, max: null },
    notes: [],
  };
  const figures = { elapsedMs: 1, cutBytes: 0, trades: 0, wins: 0, profitFactor: null, shortfallBps: null };
  const report = { summary, extras: { finished: false, stateDirectory, ...figures }, outcome };
  return executorSummaryLines(report, createPaper({ width: 100, colour: false })).at(-1) ?? "";
}

describe("summary of a session that goes on", () => {
  it.each([
    ["paper", "cache/paper", "hedge executor"],
    ["paper", "/s", "hedge executor --state /s"],
    ["dry-run", "/s", "hedge executor --mode dry-run --state /s"],
    ["testnet", "/s", "hedge executor --mode testnet --state /s"],
    ["testnet", "cache/testnet", "hedge executor --mode testnet"],
    ["prod", "/s", "hedge executor --prod --state /s"],
    // A directory that is another mode's default has to be named.
    ["testnet", "cache/paper", "hedge executor --mode testnet --state cache/paper"],
  ] as const)("of %s in %s ends with the command that goes on: %s", (mode, directory, command) => {
    expect(lastLine(mode, directory)).toBe(`Go on with: ${command}`);
    expect(lastLine(mode, directory, "cycles_done")).toBe(`Go on with: ${command}`);
  });
});
