import type { MomentumPoint } from "../kernel/terms.js";
import { Failure } from "../../lib/failure.js";
import { requireName } from "../../ops/whatif/request.js";
import { type MomentumParams, momentumParamsSchema } from "../../strategies/momentum-params.js";
import type { SweepAxis } from "./axes.js";
import type { SweepPoints } from "./points.js";

/** Parameters of momentum that the kernel computes, by their name in the configuration. */
const AXES: Readonly<Record<string, keyof MomentumPoint>> = {
  fast: "fast",
  slow: "slow",
  atr_period: "atrPeriod",
  entry_strength: "entryStrength",
  full_strength: "fullStrength",
  stop_atr: "stopAtr",
};

/** What a sweep evaluates, and how many combinations contradict themselves (fast not below slow). */
export interface MomentumPoints {
  readonly points: readonly MomentumPoint[];
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  readonly refused: number;
}

/**
 * The combinations over the configured parameters.
 *
 * Errors: Failure 2 for an axis that momentum does not have, for configured exits that the kernel does not compute, and
 * where no combination is left.
 */
export function momentumPoints(axes: readonly SweepAxis[], values: SweepPoints, base: MomentumParams): MomentumPoints {
  for (const { name } of axes) requireName("param", name, Object.keys(AXES));
  requirePlainExits(base);
  const kept: (readonly number[])[] = [];
  const points: MomentumPoint[] = [];
  for (const row of values) {
    const given = Object.fromEntries(axes.map(({ name }, at) => [name, row[at]]));
    const parsed = momentumParamsSchema.safeParse({ ...base, ...given });
    if (!parsed.success) continue;
    kept.push(row);
    points.push(pointOf(parsed.data));
  }
  if (points.length > 0) return { points, values: kept, refused: values.length - kept.length };
  throw new Failure("empty_sweep", 2, "no combination of this grid is a valid momentum", {
    path: "--grid",
    fix: "fast must be below slow, and every value within its bounds (docs/STRATEGIES.md).",
  });
}

function pointOf(params: MomentumParams): MomentumPoint {
  return {
    fast: params.fast,
    slow: params.slow,
    atrPeriod: params.atr_period,
    entryStrength: params.entry_strength,
    fullStrength: params.full_strength,
    stopAtr: params.stop_atr,
  };
}

function requirePlainExits({ trail_atr, take_profit, max_bars }: MomentumParams): void {
  const set = [
    ["trail_atr", trail_atr !== null],
    ["take_profit", take_profit.length > 0],
    ["max_bars", max_bars !== null],
  ].find(([, isSet]) => isSet === true)?.[0];
  if (set === undefined) return;
  throw new Failure(
    "sweep_unsupported",
    2,
    `a sweep of momentum computes no ${String(set)}, and the configuration sets it`,
    {
      file: "strategy_config.json",
      path: `strategies.momentum.params.${String(set)}`,
      fix: "Leave it out of the swept configuration, or try single points with `hedge backtest run`.",
    },
  );
}
