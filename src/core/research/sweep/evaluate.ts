import { present } from "../../lib/invariant.js";
import type { LegRules } from "../kernel/leg-rules.js";
import type { FastKernel } from "../kernel/fast/fast-kernel.js";
import { vectorKernel, type VectorSet } from "../kernel/fast/vector-set.js";
import type { KernelMarket } from "../kernel/market.js";
import { momentumFeatures } from "../kernel/momentum-features.js";
import { type KernelSet, type RunExtras, runMomentum } from "../kernel/momentum-run.js";
import { foldKey, type PointRun, runPoints, type StrategyPoint } from "../kernel/strategy-run.js";
import type { Stretches } from "../kernel/stretches.js";
import type { Tally } from "../kernel/tally.js";
import type { KernelTerms, MomentumPoint } from "../kernel/terms.js";
import { writeFigures } from "./figures.js";

/** One combination: momentum without exits beside its stop has a kernel of its own, everything else is run as it lives. */
export type SweepPoint = MomentumPoint | StrategyPoint;

/** Markets that share an account, and what combinations on them obey. */
export interface SweepTerrain {
  readonly markets: readonly KernelMarket[];
  readonly terms: KernelTerms;
  /** Asked for by points of the second kind. */
  readonly rules?: LegRules;
  /** Columns of the points of the first kind for the vector unit; without them they are computed one by one, to the same bytes. */
  readonly vector?: VectorSet;
}

/** All that a worker needs; its arrays may lie in shared memory. */
export interface SweepJob extends SweepTerrain {
  /** Of each market alone, where combinations trade one of them (`SweepPoint.market`). */
  readonly alone?: readonly SweepTerrain[];
  readonly points: readonly SweepPoint[];
  /** [trial][FIGURES]. */
  readonly figures: Float64Array;
  readonly stretches: Stretches;
}

/** Combinations that go side by side over the bars: more gain nothing, and each takes memory. */
const MOST_SIDE_BY_SIDE = 256;

/** How many of the first combinations share a fold, as those after them are likely to: cut there, a fold is computed once. */
export function sideBySide(points: readonly SweepPoint[]): number {
  const [first] = points;
  if (first === undefined || isKernelPoint(first)) return 1;
  const key = foldKey(first);
  const most = Math.min(points.length, MOST_SIDE_BY_SIDE);
  for (let at = 1; at < most; at += 1) {
    const point = points[at];
    if (point === undefined || isKernelPoint(point) || point.market !== first.market || foldKey(point) !== key)
      return at;
  }
  return most;
}

/** What one thread computes a job with. */
export interface SweepSet extends KernelSet {
  readonly vector: FastKernel | null;
  /** Of each market alone. */
  readonly alone: readonly SweepSet[];
}

function plainSet({ markets, terms }: Pick<SweepTerrain, "markets" | "terms">): KernelSet {
  return { markets, terms, features: markets.map(momentumFeatures) };
}

/** Markets and their indicator columns, once for all combinations of a worker. worker: from 0, each thread another. */
export function kernelSet(
  { markets, terms, vector, alone = [] }: Pick<SweepJob, "markets" | "terms" | "vector" | "alone">,
  worker = 0,
): SweepSet {
  return {
    ...plainSet({ markets, terms }),
    vector: vector === undefined ? null : vectorKernel(vector, terms, worker),
    alone: alone.map((of) => kernelSet(of, worker)),
  };
}

/** The job as combinations see it that trade this market alone, or all of them. */
function jobOn(job: SweepJob, market: number | undefined): SweepJob {
  if (market === undefined) return job;
  const { points, figures, stretches } = job;
  return { ...present(job.alone?.[market], `market ${String(market)} alone`), points, figures, stretches };
}

/** Combinations that one call evaluates, and who is told how many of them are done while it does; parts count. */
export interface SweepRange {
  readonly from: number;
  readonly to: number;
  readonly onDone?: (done: number) => void;
}

/** Evaluates the combinations from `from` up to `to`; each depends on itself alone, so any split gives the same bytes. */
export function evaluate(job: SweepJob, set: SweepSet, from: number, to: number): void {
  evaluateRange(job, set, { from, to });
}

export function evaluateRange(job: SweepJob, set: SweepSet, { from, to, onDone }: SweepRange): void {
  const end = Math.min(to, job.points.length);
  const tell = onDone && ((done: number): void => onDone(done - from));
  for (let trial = from; trial < end;) {
    const point = job.points[trial];
    if (point === undefined) return;
    const { market } = point;
    const here = jobOn(job, market);
    const own = market === undefined ? set : present(set.alone[market], "its columns");
    const until = sameMarketUntil(job.points, trial, end);
    while (trial < until) {
      const isPlain = isKernelPoint(present(job.points[trial], "a combination"));
      trial = isPlain ? evaluatePlain(here, own, trial, until) : evaluateAlike(here, trial, until, tell);
    }
  }
}

/** The first combination from `from` on that trades other markets than that one, `end` at most. */
function sameMarketUntil(points: SweepJob["points"], from: number, end: number): number {
  const market = points[from]?.market;
  for (let at = from + 1; at < end; at += 1) if (points[at]?.market !== market) return at;
  return end;
}

/** The combinations from `from` on that a kernel of momentum computes. Returns the first one that it doesn't. */
function evaluatePlain({ points, figures, stretches }: SweepJob, set: SweepSet, from: number, end: number): number {
  const plain: MomentumPoint[] = [];
  for (let trial = from; trial < end; trial += 1) {
    const point = points[trial];
    if (point === undefined || !isKernelPoint(point)) break;
    plain.push(point);
  }
  if (set.vector === null) {
    plain.forEach((point, at) => {
      const tally = runMomentum(set, point, { into: { stretches, trial: from + at } });
      writeFigures(tally, figures, from + at);
    });
  } else set.vector.evaluate({ points: plain, figures, stretches }, from);
  return from + plain.length;
}

/** The combinations from `from` on that share a fold; `tell` hears which is as good as reached. Returns the first one that doesn't. */
function evaluateAlike(job: SweepJob, from: number, end: number, tell?: (trial: number) => void): number {
  const runs: PointRun[] = [];
  let key: string | null = null;
  for (let trial = from; trial < Math.min(end, from + MOST_SIDE_BY_SIDE); trial += 1) {
    const point = job.points[trial];
    if (point === undefined || isKernelPoint(point)) break;
    key ??= foldKey(point);
    if (foldKey(point) !== key) break;
    runs.push({ point, extras: { into: { stretches: job.stretches, trial } } });
  }
  const onShare = tell && ((share: number): void => tell(from + share * runs.length));
  runPoints(groundOf(job), runs, onShare).forEach((tally, at) => {
    writeFigures(tally, job.figures, from + at);
  });
  return from + runs.length;
}

/** NAV of one combination after each bar of the span, and what it adds up to; `watch` is told of bars and trades as well. */
export function trialCurve(
  job: SweepJob,
  trial: number,
  watch: Pick<RunExtras, "onBar" | "onTrade"> = {},
): { readonly nav: Float64Array; readonly tally: Tally } {
  const nav: number[] = [];
  const extras: RunExtras = {
    ...watch,
    onBar: (row, value, tally) => {
      nav.push(value);
      watch.onBar?.(row, value, tally);
    },
  };
  const point = present(job.points[trial], `combination ${String(trial)}`);
  const here = jobOn(job, point.market);
  const tally = isKernelPoint(point)
    ? runMomentum(plainSet(here), point, extras)
    : runPoints(groundOf(here), [{ point, extras }])[0];
  return { nav: Float64Array.from(nav), tally: present(tally, "its tally") };
}

/** Whether the kernel of plain momentum computes it. */
export function isKernelPoint(point: SweepPoint): point is MomentumPoint {
  return !("strategy" in point);
}

function groundOf({ markets, terms, rules }: SweepTerrain): Parameters<typeof runPoints>[0] {
  return { markets, terms, rules: present(rules, "rules of the legs") };
}
