import type { TrialRun } from "../../ports/trial-ledger.js";
import { momentsOf } from "../../quant/running-moments.js";
import { sharpe } from "../../quant/sharpe.js";
import type { RunDocument } from "../run/run-document.js";
import { barReturns } from "../run/run-metrics.js";
import { trialKey } from "./trial-key.js";

interface ManualRun {
  readonly document: Pick<RunDocument, "inputsHash" | "strategy" | "symbols">;
  /** After each bar. */
  readonly nav: readonly number[];
  readonly navStart: number;
  readonly barMs: number;
  readonly atMs: number;
}

/**
 * A single backtest as one trial: whoever tries ten parameters by hand has tried ten. A run whose returns have no ratio (it
 * never traded) counts as a trial and leaves the moments of the ratios alone, as idle combinations of a sweep do.
 */
export function manualTrial({ document, nav, navStart, barMs, atMs }: ManualRun): TrialRun {
  const { inputsHash, strategy, symbols } = document;
  return {
    ...{ runId: inputsHash, kind: "manual", ...trialKey(strategy, symbols), atMs, barMs },
    ...{ trials: 1, effectiveTrials: 1 },
    sharpes: momentsOf([sharpe(barReturns(nav, navStart), 1)]),
  };
}
