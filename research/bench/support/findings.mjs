// How a benchmark tells `all.mjs` what it found: one line of JSON a target, appended to the file that HEDGE_BENCH_FINDINGS
// names. A benchmark that is run alone only prints.
import { appendFileSync } from "node:fs";

/**
 * One row of docs/generated/benchmarks.md.
 *
 * id: of the target ("P3"); what: the part of it that was measured; measured: median with unit; spread: "min…max";
 * met: null where nothing can be said; why: a sentence.
 */
export function finding({ id, what, target, measured, spread, met, why }) {
  const path = process.env.HEDGE_BENCH_FINDINGS;
  if (path === undefined) return;
  appendFileSync(path, `${JSON.stringify({ id, what, target, measured, spread, met, why })}\n`);
}
