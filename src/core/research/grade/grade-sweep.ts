import { invariant } from "../../lib/invariant.js";
import type { SharpeMoments } from "../../ports/trial-ledger.js";
import type { BlockMoments } from "../../quant/block-moments.js";
import { sharpesOf } from "../../quant/block-moments.js";
import { effectiveTrials } from "../../quant/effective-trials.js";
import type { Plateau } from "../../quant/plateau.js";
import { gridPlateau, scatteredPlateau } from "../../quant/plateau.js";
import { mergeMoments, momentsOf } from "../../quant/running-moments.js";
import { groupTrials } from "../../quant/trial-groups.js";
import type { ValidatedBlocks } from "./cross-validated.js";
import type { PlateauRows } from "./plateau-rows.js";
import { validateBlocks } from "./cross-validated.js";
import type { Significance } from "./significance.js";
import { significanceOf } from "./significance.js";
import type { TrialTotals } from "./trial-totals.js";

/** What a sweep hands over to be graded. */
export interface SweepEvidence {
  readonly barMs: number;
  /** Sums of all trials, in 16 blocks or a multiple of 16. */
  readonly blocks: BlockMoments;
  /** Returns of all trials, [trial][observation]: sums over 64 to 512 stretches of the bars. */
  readonly stretches: Float64Array;
  readonly best: {
    /** Of each bar. */
    readonly returns: Float64Array;
    /** Of its positions, each by itself (`meanHoldingBars`); 0 without any. */
    readonly meanHoldingBars: number;
  };
  /** Metric of every row, and where it lies. */
  readonly search: PlateauRows;
  /** What the ledger knows of the same family and universe, without this sweep. */
  readonly earlier: TrialTotals;
}

/** The `overfitting` of `hedge.sweep/1`; null is unknown. */
export interface Overfitting {
  /** Combinations of this sweep and of all earlier runs of its key. */
  readonly trials: number;
  /** Those that differ. */
  readonly effectiveTrials: number;
  /** By the effective trials. */
  readonly deflatedSharpe: number | null;
  readonly probabilityOfBacktestOverfitting: number | null;
  /** For a Sharpe ratio above 0 at 95 %. */
  readonly minimumTrackRecordYears: number | null;
  /** Median metric of the neighbours over that of the best row. */
  readonly plateau: number | null;
}

export interface SweepGrade {
  readonly overfitting: Overfitting;
  /** This sweep alone; what the ledger records of it. */
  readonly sweep: { readonly trials: number; readonly effectiveTrials: number; readonly sharpes: SharpeMoments };
  readonly significance: Significance;
  readonly crossValidation: ValidatedBlocks | null;
  readonly plateau: Plateau | null;
  /** Sentences for the reader: what is unknown and why, what else was counted. */
  readonly notes: readonly string[];
}

/**
 * Grades the best row of a sweep: how likely it is luck.
 *
 * Errors:  InvariantError where the parts of the evidence don't fit each other.
 * Source:  docs/METRICS.md#self-grading-of-sweeps
 */
export function gradeSweep(evidence: SweepEvidence): SweepGrade {
  const { blocks, stretches, best, search, earlier, barMs } = evidence;
  const bars = blocks.bars.reduce((sum, count) => sum + count, 0);
  invariant(best.returns.length === bars, `the best row has ${best.returns.length} returns, its sweep ${bars} bars`);
  const groups = groupTrials(stretches, blocks.trials);
  const sharpes = momentsOf(sharpesOf(blocks));
  const sweep = { trials: blocks.trials, effectiveTrials: effectiveTrials(groups, blocks.trials), sharpes };
  const trials = sweep.trials + earlier.trials;
  const effective = sweep.effectiveTrials + earlier.effectiveTrials;
  const all = mergeMoments(sharpes, earlier.sharpes);
  const significance = significanceOf(best.returns, { trials, effectiveTrials: effective, sharpes: all, barMs });
  const { validated, notes } = validateBlocks(blocks, best.meanHoldingBars, sweep.effectiveTrials);
  const plateau = plateauOf(search);
  return {
    overfitting: {
      trials,
      effectiveTrials: effective,
      deflatedSharpe: significance.deflatedSharpe.effective,
      probabilityOfBacktestOverfitting: validated?.result.probabilityOfOverfitting ?? null,
      minimumTrackRecordYears: significance.minimumTrackRecordYears.aboveZero,
      plateau: plateau?.medianShare ?? null,
    },
    sweep,
    significance,
    crossValidation: validated,
    plateau,
    notes: [
      ...notes,
      ...trialNotes(evidence, sweep.trials - sharpes.count, groups.length),
      ...deflatedNotes(significance, trials, effective),
      ...recordNotes(significance),
      ...(plateau === null
        ? ["The plateau is unknown: the best row or all its neighbours have no positive metric."]
        : []),
    ],
  };
}

function plateauOf({ rows, best }: PlateauRows): Plateau | null {
  return "lengths" in rows ? gridPlateau(rows, best) : scatteredPlateau(rows, best);
}

const FEWEST_OBSERVATIONS = 64;

function trialNotes({ stretches, earlier, blocks }: SweepEvidence, idle: number, grouped: number): string[] {
  const observations = stretches.length / blocks.trials;
  const notes: string[] = [];
  if (earlier.runs > 0) {
    notes.push(`${earlier.trials} trials of ${earlier.runs} earlier runs of this strategy and universe are counted.`);
  }
  if (idle > 0)
    notes.push(`${idle} of ${blocks.trials} trials never traded; the spread of the ratios is without them.`);
  if (grouped < blocks.trials) {
    notes.push(`Effective trials are estimated from ${grouped} of ${blocks.trials}.`);
  }
  if (observations < FEWEST_OBSERVATIONS) {
    notes.push(`${observations} observations a trial are few: some effective trials may be taken for one.`);
  }
  return notes;
}

/** The harder figure beside the usual one: as if no two trials were alike. */
function deflatedNotes({ deflatedSharpe: { raw } }: Significance, trials: number, effective: number): string[] {
  if (raw === null || trials <= effective) return [];
  return [`Deflated Sharpe ratio if all ${trials} trials differed: ${raw.toFixed(3)}.`];
}

function recordNotes({ years, minimumTrackRecordYears }: Significance): string[] {
  const needed = minimumTrackRecordYears.aboveZero;
  if (needed === null) return ["The minimum track record is unknown: the best Sharpe ratio is not above 0."];
  if (years >= needed) return [];
  return [`The record of ${years.toFixed(2)} years is shorter than the ${needed.toFixed(2)} it takes.`];
}
