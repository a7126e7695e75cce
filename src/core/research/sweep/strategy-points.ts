import { Failure } from "../../lib/failure.js";
import { momentum } from "../../strategies/momentum.js";
import type { MomentumParams } from "../../strategies/momentum-params.js";
import type { MomentumPoint } from "../kernel/terms.js";
import type { SweepAxis } from "./axes.js";
import { axisParams, type SweptDefinition } from "./axis-params.js";
import type { SweepPoint } from "./evaluate.js";
import type { SweepPoints } from "./points.js";
import { SYMBOL_AXIS } from "./symbol-axis.js";

/** What a sweep evaluates, and how many combinations contradict themselves (fast not below slow). */
export interface StrategyPoints {
  readonly points: readonly SweepPoint[];
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  readonly refused: number;
}

interface Swept {
  readonly definition: SweptDefinition;
  /** Parameters as they are configured; the axes go over them. */
  readonly base: Readonly<Record<string, unknown>>;
  /** Distance of the disaster stop in ATR. */
  readonly disasterAtr: number;
  /** Markets of the sweep, by which combinations that trade one alone name it. */
  readonly universe: readonly string[];
}

/**
 * The combinations over the configured parameters.
 *
 * Errors: Failure 2 for an axis that the strategy does not have, and where no combination is left.
 */
export function strategyPoints(
  axes: readonly SweepAxis[],
  values: SweepPoints,
  { definition, base, disasterAtr, universe }: Swept,
): StrategyPoints {
  const paramsOf = axisParams(definition, axes);
  const symbolAt = axes.findIndex(({ name }) => name === SYMBOL_AXIS);
  const marketOf = (row: readonly number[]): Pick<SweepPoint, "market"> =>
    symbolAt < 0 ? {} : { market: universe.indexOf(axes[symbolAt]?.symbols?.[row[symbolAt] ?? -1] ?? "") };
  const kept: (readonly number[])[] = [];
  const points: SweepPoint[] = [];
  for (const row of values) {
    const parsed = definition.params.safeParse({ ...base, ...paramsOf(row) });
    if (!parsed.success) continue;
    kept.push(row);
    points.push({ ...pointOf(definition.id, parsed.data, disasterAtr), ...marketOf(row) });
  }
  if (points.length > 0) return { points, values: kept, refused: values.length - kept.length };
  throw new Failure("empty_sweep", 2, `no combination of this grid is a valid ${definition.id}`, {
    path: "--grid",
    fix: "Parameters, their bounds and what they exclude (fast must be below slow): docs/STRATEGIES.md.",
  });
}

/**
 * Momentum with no other exit than its stop has a kernel of its own. A stop beyond the disaster stop is none: that one looks at
 * the mark, which the kernel does not.
 */
function pointOf(strategy: string, params: unknown, disasterAtr: number): SweepPoint {
  const all = params as Readonly<Record<string, unknown>>;
  if (strategy !== momentum.id) return { strategy, params: all };
  const of = params as MomentumParams;
  const isPlain =
    of.trail_atr === null && of.take_profit.length === 0 && of.max_bars === null && of.stop_atr < disasterAtr;
  return isPlain ? momentumPoint(of) : { strategy, params: all };
}

export function momentumPoint(params: MomentumParams): MomentumPoint {
  return {
    fast: params.fast,
    slow: params.slow,
    atrPeriod: params.atr_period,
    entryStrength: params.entry_strength,
    fullStrength: params.full_strength,
    stopAtr: params.stop_atr,
  };
}
