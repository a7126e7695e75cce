import type { TrialLedger } from "../../../ports/trial-ledger.js";
import { gradeSweep, type SweepGrade } from "../../../research/grade/grade-sweep.js";
import { plateauRows } from "../../../research/grade/plateau-rows.js";
import { trialKey } from "../../../research/grade/trial-key.js";
import { orderedStretches, trialOrder } from "../../../research/grade/trial-order.js";
import { totalsOf } from "../../../research/grade/trial-totals.js";
import { momentsOfStretches } from "../../../research/kernel/stretches.js";
import { meanHoldingBars } from "../../../research/kernel/tally.js";
import { type SweepJob, trialCurve } from "../../../research/sweep/evaluate.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import type { Search, SweepPoints } from "../../../research/sweep/points.js";
import type { Rankable, SweepMetrics } from "../../../research/sweep/figures.js";

interface GradeRequest {
  readonly job: SweepJob;
  readonly metrics: readonly SweepMetrics[];
  readonly axes: readonly SweepAxis[];
  readonly search: Search;
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  readonly best: number;
  readonly by: Rankable;
  readonly ledger: TrialLedger;
  readonly runId: string;
  readonly family: string;
  readonly atMs: number;
}

/** Grades a finished sweep against everything tried before on the same universe, and enters it into the ledger. */
export function gradeJob(request: GradeRequest): SweepGrade {
  const { job, best, by, ledger, runId, family, atMs } = request;
  const trials = job.points.length;
  const { barMs } = job.markets[0] ?? { barMs: Number.NaN };
  const key = trialKey(
    family,
    job.markets.map(({ symbol }) => symbol),
  );
  const { nav: curve, tally } = trialCurve(job, best);
  const navStart = job.terms.navStart;
  const stretches = orderedStretches(job.stretches, trialOrder(request.axes, request.values));
  const grade = gradeSweep({
    barMs,
    blocks: momentsOfStretches(stretches, trials),
    stretches: stretches.sums,
    best: {
      returns: Float64Array.from(curve, (nav, at) => nav / (curve[at - 1] ?? navStart) - 1),
      meanHoldingBars: meanHoldingBars([tally]),
    },
    search: plateauRows({ ...request, metrics: Float64Array.from(request.metrics, (row) => row[by] ?? Number.NaN) }),
    earlier: totalsOf(ledger.runs(key), barMs, runId),
  });
  ledger.record({ runId, kind: "sweep", ...key, atMs, barMs, ...grade.sweep });
  return { ...grade, notes: [...grade.notes, ...ledgerNotes(ledger)] };
}

/** What could not be counted, by its place in the file. */
export function ledgerNotes(ledger: Pick<TrialLedger, "unreadableLines">): readonly string[] {
  const lines = ledger.unreadableLines();
  if (lines.length === 0) return [];
  const named = lines.slice(0, 8).join(", ") + (lines.length > 8 ? " and others" : "");
  return [
    `${String(lines.length)} lines of trials.jsonl can't be read and are not counted: ${named}. More was tried than is told.`,
  ];
}
