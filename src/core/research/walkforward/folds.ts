import type { Result } from "../../lib/result.js";
import { err, ok } from "../../lib/result.js";

/** Bars from … to − 1. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Parameters are chosen on `train` and reported on `test`. The run over either begins flat and closes what is open at
 * the last bar; what happened on `train` is never part of a result.
 */
export interface Fold {
  readonly train: BarRange;
  readonly test: BarRange;
}

export interface WalkForwardWindows {
  /** Bars there are. */
  readonly bars: number;
  /** Of the first fold; rolling windows keep this length, anchored ones grow from the first bar. */
  readonly trainBars: number;
  readonly testBars: number;
  /** `max_bars` of the strategy: left out between train and test, so that no trade of one could reach into the other. */
  readonly purgeBars: number;
  readonly mode: "anchored" | "rolling";
}

/** Why there is no fold; the text is made where it is shown. */
export type FoldRefusal =
  | {
      readonly code: "invalid_window";
      readonly setting: "trainBars" | "testBars" | "purgeBars";
      readonly value: number;
    }
  | { readonly code: "too_few_bars"; readonly bars: number; readonly needed: number };

/**
 * Windows of a walk-forward run. Tests follow each other without a gap from bar trainBars + purgeBars to the last bar;
 * the last may be shorter. Train ends purgeBars before its test begins.
 *
 * Errors:  a window that isn't a whole number of bars (≥ 1, purge ≥ 0); fewer bars than one fold needs.
 * Source:  docs/METRICS.md#walk-forward
 */
export function walkForwardFolds(windows: WalkForwardWindows): Result<readonly Fold[], FoldRefusal> {
  const { bars, trainBars, testBars, purgeBars, mode } = windows;
  const settings = [
    ["trainBars", 1],
    ["testBars", 1],
    ["purgeBars", 0],
  ] as const;
  for (const [setting, least] of settings) {
    const value = windows[setting];
    const valid = Number.isInteger(value) && value >= least;
    if (!valid) return err({ code: "invalid_window", setting, value });
  }
  const needed = trainBars + purgeBars + 1;
  if (!(bars >= needed)) return err({ code: "too_few_bars", bars, needed });
  const folds: Fold[] = [];
  for (let from = trainBars + purgeBars; from < bars; from += testBars) {
    const trainTo = from - purgeBars;
    folds.push({
      train: { from: mode === "anchored" ? 0 : trainTo - trainBars, to: trainTo },
      test: { from, to: Math.min(bars, from + testBars) },
    });
  }
  return ok(folds);
}
