import { invariant } from "../../lib/invariant.js";
import { known } from "../../lib/known.js";
import { interpolatedQuantile } from "../../quant/interpolated-quantile.js";

/** Figures of the paths with the indices from … to − 1, in their order. */
export interface PathFigures {
  readonly from: number;
  readonly to: number;
  readonly finalReturn: Float64Array;
  /** A positive fraction of the peak. */
  readonly maxDrawdown: Float64Array;
  /** Annualised; NaN where a path never moves. */
  readonly sharpe: Float64Array;
}

export function emptyFigures(from: number, to: number): PathFigures {
  const row = (): Float64Array => new Float64Array(to - from);
  return { from, to, finalReturn: row(), maxDrawdown: row(), sharpe: row() };
}

/**
 * Puts the parts of several workers in the order of their indices; the result is the same however they were split.
 *
 * Errors:  InvariantError if paths are missing or there twice.
 */
export function mergeFigures(parts: readonly PathFigures[]): PathFigures {
  const inOrder = parts.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const [from, to] = [inOrder[0]?.from ?? 0, inOrder.at(-1)?.to ?? 0];
  const merged = emptyFigures(from, to);
  let next = from;
  for (const part of inOrder) {
    invariant(part.from === next, `paths ${next} to ${part.from} are missing or there twice`);
    merged.finalReturn.set(part.finalReturn, part.from - from);
    merged.maxDrawdown.set(part.maxDrawdown, part.from - from);
    merged.sharpe.set(part.sharpe, part.from - from);
    next = part.to;
  }
  return merged;
}

/** Where 5, 50 and 95 % of the paths lie below; null where a path has no such figure. */
export interface Quantiles {
  readonly p5: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The figures of `hedge.montecarlo/1`. */
export interface MonteCarloSummary {
  readonly paths: number;
  readonly quantiles: {
    readonly finalReturn: Quantiles;
    readonly maxDrawdown: Quantiles;
    readonly sharpe: Quantiles;
  };
  /** Share of the paths that end below their start. */
  readonly probabilityOfLoss: number;
  /** Share of the paths whose largest drawdown reaches `max_nav_drawdown_pct`. */
  readonly probabilityOfRuin: number;
}

/**
 * Quantiles are linear between neighbours, as those of a tear sheet. Annualised figures are unknown under 90 days.
 *
 * Units:   ruinDrawdown: `max_nav_drawdown_pct`, a fraction; days: length of a path.
 * Errors:  InvariantError without a path.
 */
export function summarise(figures: PathFigures, ruinDrawdown: number, days: number): MonteCarloSummary {
  const paths = figures.to - figures.from;
  invariant(paths >= 1, "a summary needs a path");
  const shareOf = (values: Float64Array, counts: (value: number) => boolean): number =>
    values.filter(counts).length / paths;
  const unknown = { p5: null, p50: null, p95: null };
  return {
    paths,
    quantiles: {
      finalReturn: quantilesOf(figures.finalReturn),
      maxDrawdown: quantilesOf(figures.maxDrawdown),
      sharpe: days >= 90 ? quantilesOf(figures.sharpe) : unknown,
    },
    probabilityOfLoss: shareOf(figures.finalReturn, (value) => value < 0),
    probabilityOfRuin: shareOf(figures.maxDrawdown, (value) => value >= ruinDrawdown),
  };
}

function quantilesOf(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (share: number): number | null => known(interpolatedQuantile(sorted, share));
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}
