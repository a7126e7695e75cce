import { describe, expect, it } from "vitest";
import { causeNotes, extrasOf, summarize } from "../../../src/core/app/summary.js";
import { FROM_MS } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { DAY_MS } from "../../../src/core/lib/time.js";
import type { EngineState } from "../../../src/core/engine/state.js";

const BARS = [50_000, 50_600, 50_700, 49_900, 49_900, 49_400, 49_300];

async function state(changes: Readonly<Record<string, unknown>> = {}): Promise<EngineState> {
  const setup = barSetup({ markets: [{ symbol: "BTCUSDT", bars: BARS }], strategies: [bandStrategy()], changes });
  return (await runSession(setup)).state;
}

function summaryOf(of: EngineState) {
  const journal = { events: 9, lastSeq: 9, lastHash: "h" };
  const latency = { p50: 1, p99: 2, max: 3 };
  return summarize({ state: of, fromMs: FROM_MS, toMs: FROM_MS + DAY_MS, journal, latency, notes: ["a note"] });
}

describe("summary", () => {
  it("counts 2 entries, 1 close and their stops, and shows the open short with its nearer stop", async () => {
    const summary = summaryOf(await state());
    expect(summary).toMatchObject({ schema: "hedge.executor-summary/1", mode: "paper", cycles: 7, bars: 7, fills: 3 });
    expect(summary.orders).toEqual({ sent: 7, filled: 3, canceled: 2, rejected: 0, unknown: 0 });
    expect(summary.positions).toMatchObject([
      { account: "main", symbol: "BTCUSDT", side: "short", entryPrice: "49400", stopPrice: "50650" },
    ]);
    expect(summary.positions[0]!.qty.startsWith("-")).toBe(false);
    expect(summary).toMatchObject({ from: "2024-03-01T00:00:00Z", to: "2024-03-02T00:00:00Z", notes: ["a note"] });
  });

  it("is worth its start before the first bar: no NAV is not 0", async () => {
    const { state: fresh } = await runSession(
      barSetup({ markets: [{ symbol: "BTCUSDT", bars: [50_000] }], strategies: [bandStrategy()] }),
      { stop: AbortSignal.abort() },
    );
    expect(summaryOf(fresh)).toMatchObject({ navStart: "100000", navEnd: "100000", unrealizedPnl: "0", cycles: 0 });
  });

  it("has no profit factor without a loss and no cost without a fill", async () => {
    const one = await state();
    const extras = extrasOf(one, { finished: true, stateDirectory: "s", elapsedMs: 5, cutBytes: 0 });
    expect(extras).toMatchObject({ finished: true, trades: 1, wins: 0, profitFactor: 0 });
    expect(extras.shortfallBps).toBeCloseTo(5, 6);
    const none = structuredClone(one);
    Object.assign(none.portfolio.totals, { grossLoss: 0, shortfallNotionalUsd: 0 });
    expect(extrasOf(none, extras)).toMatchObject({ profitFactor: null, shortfallBps: null });
  });

  it("says what limits trading, since when, and what clears it", async () => {
    const halted = await state({ "risk_limits.global.max_nav_drawdown_pct": 0.0005 });
    expect(causeNotes(halted)).toEqual([
      "Trading is REDUCING since 2024-03-01T04:00:00Z by drawdown_limit; " +
        "it clears by an operator who rebases the risk peak with a reason.",
    ]);
    expect(causeNotes(await state())).toEqual([]);
  });
});
