import { grouped } from "../../lib/grouped.js";
import type { RunEvidence } from "../run/run-evidence.js";
import { barMsOf, openingNav, returnsOf } from "../run/run-evidence.js";
import { profitOf, tripOf } from "../run/run-metrics.js";
import type { CostedRun } from "./cost-stress.js";

/**
 * Mean time that a trade was held, in bars of the run; the legs of a pair count singly. Where none ended, all bars in which
 * anything was held are one holding; 0 where nothing ever was.
 */
export function meanHoldingBars({ equity, trades }: Pick<RunEvidence, "equity" | "trades">): number {
  if (trades.length === 0) return equity.exposure.filter((exposure) => exposure > 0).length;
  const heldMs = trades.reduce((sum, { openedAtMs, closedAtMs }) => sum + (closedAtMs - openedAtMs), 0);
  return heldMs / trades.length / barMsOf(equity);
}

/**
 * Profit of each round trip, after fees and funding, over the NAV before it was opened, in the order in which they were opened.
 *
 * Units:   fractions, at least −1.
 */
export function tripReturns({ run, equity, trades }: RunEvidence): Float64Array {
  const trips = [...grouped(trades, tripOf).values()].map((legs) => ({
    openedAtMs: Math.min(...legs.map(({ openedAtMs }) => openedAtMs)),
    profit: legs.reduce((sum, leg) => sum + profitOf(leg), 0),
  }));
  trips.sort((a, b) => a.openedAtMs - b.openedAtMs);
  let row = 0;
  let nav = openingNav(run);
  return Float64Array.from(trips, ({ openedAtMs, profit }) => {
    for (; (equity.atMs[row] ?? Infinity) <= openedAtMs; row += 1) nav = equity.nav[row] ?? Number.NaN;
    return Math.max(-1, profit / nav);
  });
}

/**
 * Returns of the bars and what trading took of each: fees as paid, and slippage at the configured rate on what was filled
 * as taker (impact of large fills left out).
 */
export function costedRun(evidence: RunEvidence, slippageBps: number): CostedRun {
  const { run, equity } = evidence;
  const costs = equity.fees.map((fees, row) => {
    const before = row === 0 ? openingNav(run) : (equity.nav[row - 1] ?? Number.NaN);
    return (Math.max(0, fees) + ((equity.takerUsd[row] ?? Number.NaN) * slippageBps) / 10_000) / before;
  });
  return { returns: returnsOf(evidence), costs };
}
