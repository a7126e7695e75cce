import { loadKernelModule } from "../../../adapters/fs/kernel-module.js";
import { nodeFiles } from "../../../adapters/fs/node-files.js";
import type { Config } from "../../../config/config-files.js";
import { timeframeMs, timeframeOf } from "../../../domain/data-series.js";
import { Failure } from "../../../lib/failure.js";
import { vectorSet } from "../../../research/kernel/fast/vector-set.js";
import { createStretches } from "../../../research/kernel/stretches.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { sweptDefinition } from "../../../research/sweep/axis-params.js";
import { isKernelPoint, type SweepJob, type SweepPoint } from "../../../research/sweep/evaluate.js";
import { FIGURES } from "../../../research/sweep/figures.js";
import type { SweepPoints } from "../../../research/sweep/points.js";
import { type StrategyPoints, strategyPoints } from "../../../research/sweep/strategy-points.js";
import { sharedMarket, sharedMemory } from "./run-workers.js";
import type { SweepMarkets } from "./sweep-markets.js";
import { sweepTerms } from "./sweep-terms.js";

/** Combinations and markets as threads read them: all that evaluating needs, and nothing that it fills. */
export interface SweepGround extends Omit<SweepJob, "figures" | "stretches"> {
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  /** Combinations that contradict themselves and were left out. */
  readonly refused: number;
}

interface GroundRequest {
  /** With the swept strategy alone (`backtestConfig`). */
  readonly config: Config;
  readonly strategy: string;
  readonly axes: readonly SweepAxis[];
  readonly values: SweepPoints;
}

/** Errors: Failure 2 for combinations that are none. */
export function sweptPoints({ config, strategy, axes, values }: GroundRequest): StrategyPoints {
  return strategyPoints(axes, values, sweptBy(config, strategy));
}

/**
 * Puts the columns that the points read into shared memory.
 *
 * Errors: Failure 3 for markets without a common venue.
 */
export function sweepGround(
  config: Config,
  { points, values, refused }: StrategyPoints,
  { markets, firstRow }: Pick<SweepMarkets, "markets" | "firstRow">,
): SweepGround {
  const symbols = markets.map(({ symbol }) => symbol);
  const shared = markets.map(sharedMarket);
  const counted = { points, values, refused };
  if (points.every(({ market }) => market === undefined)) {
    const terrain = { markets: shared, ...vectorOf(shared, points) };
    return { ...terrain, ...sweepTerms(config, symbols, { firstRow }), ...counted };
  }
  const { terms, rules } = sweepTerms(config, symbols, { firstRow, alone: true });
  const alone = shared.map((market, at) => ({
    ...{
      markets: [market],
      ...vectorOf(
        [market],
        points.filter((point) => point.market === at),
      ),
    },
    ...{ terms, rules: { ...rules, markets: rules.markets.slice(at, at + 1) } },
  }));
  return { markets: shared, terms, rules, alone, ...counted };
}

/** What the vector unit needs, where there is something for it to compute and room to do so. */
function vectorOf(markets: SweepJob["markets"], points: SweepJob["points"]): Pick<SweepJob, "vector"> {
  const plain = points.filter(isKernelPoint);
  const vector = plain.length === 0 ? null : vectorSet(loadKernelModule(nodeFiles), { markets, points: plain });
  return vector === null ? {} : { vector };
}

/** Says that combinations of plain momentum go without the vector unit, which takes them some sixty times as long. */
export function slowNotes({
  points,
  vector,
  alone,
}: Pick<SweepGround, "points" | "vector" | "alone">): readonly string[] {
  const isSlow = (point: SweepPoint): boolean =>
    isKernelPoint(point) && (point.market === undefined ? vector : alone?.[point.market]?.vector) === undefined;
  if (!points.some(isSlow)) return [];
  return [
    "The columns of all windows do not fit into the 4 GiB of WebAssembly: the scalar kernel computes the same bytes, some sixty times slower. Fewer windows, fewer markets or a shorter span keep a sweep fast.",
  ];
}

/** A job over some of the points and so many bars of the span, with arrays of its own in shared memory. */
export function jobOver(
  { values: _values, refused: _refused, ...ground }: SweepGround,
  points: SweepJob["points"],
  bars: number,
): SweepJob {
  const bytes = points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT;
  return {
    ...{ ...ground, points },
    figures: new Float64Array(sharedMemory(bytes)),
    stretches: createStretches(bars, points.length, sharedMemory),
  };
}

/**
 * A strategy as it is configured.
 *
 * Errors: Failure 3 where it runs on other bars than its own: sweeps have those of its definition.
 */
export function sweptBy(
  { strategy_config, strategy_registry }: Config,
  id: string,
): Parameters<typeof strategyPoints>[2] {
  const settings = strategy_config.strategies.find((candidate) => candidate.id === id);
  const definition = sweptDefinition(strategy_registry.strategies[id]?.strategy ?? id);
  if (settings !== undefined && timeframeMs(settings.timeframe) !== definition.barMs) {
    const own = timeframeOf(definition.barMs);
    throw new Failure(
      "sweep_timeframe",
      3,
      `${id} runs on bars of ${settings.timeframe}; a sweep has its ${own} only`,
      {
        file: "strategy_config.json",
        path: `strategies.${id}.timeframe`,
        value: settings.timeframe,
        fix: `Sweep it with "${own}", or try single points with \`hedge backtest run\`.`,
      },
    );
  }
  const { exits, universe } = strategy_config;
  return { definition, base: settings?.params ?? {}, disasterAtr: exits.disaster_stop_atr, universe };
}
