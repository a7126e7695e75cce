import { Failure } from "../../../lib/failure.js";
import { present } from "../../../lib/invariant.js";
import { HOUR_MS, isoUtc } from "../../../lib/time.js";
import type { SweepPoint } from "../../../research/sweep/evaluate.js";
import { longestWarmupBars } from "../../../research/sweep/warmup.js";
import type { SweepMarkets } from "./sweep-markets.js";

/**
 * The span from the first full hour on at which every combination has its warm-up behind it: all are evaluated over the same bars,
 * and none of them on bars at which it could not trade (docs/adr/0011).
 *
 * Errors: Failure 2 where no bar is left.
 */
export function sharedStart(span: SweepMarkets, points: readonly SweepPoint[]): SweepMarkets {
  const { openTimeMs, barMs } = present(span.markets[0], "a market");
  const warmup = longestWarmupBars(points, barMs);
  if (span.firstRow >= warmup) return span;
  const firstRow = openTimeMs.findIndex((openMs, row) => row >= warmup && openMs % HOUR_MS === 0);
  const fromMs = openTimeMs[firstRow];
  if (fromMs !== undefined) return { ...span, firstRow, fromMs };
  const has = `${String(openTimeMs.length)} bars up to ${isoUtc(span.toMs)}`;
  throw new Failure(
    "bad_span",
    2,
    `the slowest combination warms up for ${String(warmup)} bars, and the data has ${has}`,
    {
      path: "--from",
      fix: "Take a later --to, or leave the slowest values of the grid out.",
    },
  );
}

/** What moving the start means for a reader; nothing where it was not moved. */
export function startNotes(askedMs: number, fromMs: number): readonly string[] {
  if (askedMs === fromMs) return [];
  return [`Evaluated from ${isoUtc(fromMs)} on: before, the slowest one warms up.`];
}
