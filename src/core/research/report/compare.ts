import { known } from "../../lib/known.js";
import { correlation } from "../../quant/correlation.js";
import { maxDrawdown } from "../../quant/drawdown.js";
import { equityCurve, totalReturn } from "../../quant/equity-curve.js";
import { sharpe } from "../../quant/sharpe.js";
import { isoUtc } from "../../lib/time.js";
import { tellable, YEAR_MS } from "../run/metrics.js";
import type { RunDocument, RunKind } from "../run/run-document.js";
import type { RunEvidence } from "../run/run-evidence.js";
import { type CommonBars, commonBars } from "./shared-bars.js";

/** One run of a comparison, without its files. */
export interface ComparedRun extends Pick<
  RunDocument,
  "id" | "engine" | "strategy" | "params" | "symbols" | "from" | "to" | "bars" | "metrics"
> {
  readonly kind: RunKind;
}

/** One figure of all runs; money as a number. null is unknown. */
export interface ComparedMetric {
  readonly metric: string;
  readonly values: readonly (number | null)[];
  /** Less that of the first run; 0 for the first. */
  readonly fromFirst: readonly (number | null)[];
}

/** Figures over the bars that all runs have. */
export interface CommonFigures {
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
}

/** `hedge.compare/1`. */
export interface CompareDocument {
  readonly schema: "hedge.compare/1";
  readonly mode: null;
  readonly runs: readonly ComparedRun[];
  readonly differences: readonly ComparedMetric[];
  /** null where fewer than three bars are common. */
  readonly common: {
    readonly from: string;
    readonly to: string;
    readonly bars: number;
    readonly figures: readonly CommonFigures[];
    /** Of bar returns, row by row; null where a run never moves. */
    readonly correlation: readonly (readonly (number | null)[])[];
    /** Return since the first common bar, at some instants. */
    readonly curve: readonly { readonly at: string; readonly returns: readonly number[] }[];
  } | null;
}

const MOST_POINTS = 12;
const LEAST_BARS = 3;

/** Shape: two runs or more. */
export function compareRuns(runs: readonly RunEvidence[]): CompareDocument {
  const common = commonBars(runs.map(({ equity }) => equity));
  return {
    schema: "hedge.compare/1",
    mode: null,
    runs: runs.map(({ run }) => {
      const { id, engine, strategy, params, symbols, from, to, bars, metrics, inputs } = run;
      return { id, kind: inputs.kind, engine, strategy, params, symbols, from, to, bars, metrics };
    }),
    differences: metricsOf(runs),
    common: common.atMs.length < LEAST_BARS ? null : onCommon(common),
  };
}

function metricsOf(runs: readonly RunEvidence[]): readonly ComparedMetric[] {
  const names = Object.keys(runs[0]?.run.metrics ?? {}) as (keyof RunDocument["metrics"])[];
  return names.map((metric) => {
    const values = runs.map(({ run }) => {
      const value = run.metrics[metric];
      return value === null ? null : Number(value);
    });
    const [first = null] = values;
    return {
      metric,
      values,
      fromFirst: values.map((value) => (value === null || first === null ? null : value - first)),
    };
  });
}

function onCommon({ atMs, returns }: CommonBars): NonNullable<CompareDocument["common"]> {
  const [from, to] = [atMs[0] ?? Number.NaN, atMs.at(-1) ?? Number.NaN];
  const barMs = (to - from) / (atMs.length - 1);
  const { annual } = tellable(to - from, 0);
  const curves = returns.map((of) => equityCurve(of));
  return {
    ...{ from: isoUtc(from), to: isoUtc(to), bars: atMs.length },
    figures: returns.map((of, run) => ({
      totalReturn: known(totalReturn(of)),
      sharpe: annual(sharpe(of, YEAR_MS / barMs)),
      maxDrawdown: known(maxDrawdown(curves[run] ?? new Float64Array(0))),
    })),
    correlation: returns.map((a) => returns.map((b) => known(a === b ? correlation(a, b) && 1 : correlation(a, b)))),
    curve: spread(atMs.length).map((row) => ({
      at: isoUtc(atMs[row] ?? Number.NaN),
      returns: curves.map((curve) => (curve[row] ?? Number.NaN) - 1),
    })),
  };
}

/** Up to twelve rows at even distances, the first and the last among them. */
function spread(rows: number): readonly number[] {
  const points = Math.min(MOST_POINTS, rows);
  return Array.from({ length: points }, (_, at) => Math.round((at * (rows - 1)) / (points - 1)));
}
