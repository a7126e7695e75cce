import { loadKernelModule } from "../../../adapters/fs/kernel-module.js";
import { nodeFiles } from "../../../adapters/fs/node-files.js";
import type { Config } from "../../../config/config-files.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { createStretches } from "../../../research/kernel/stretches.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { vectorSet } from "../../../research/kernel/fast/vector-set.js";
import { isKernelPoint, type SweepJob } from "../../../research/sweep/evaluate.js";
import { FIGURES } from "../../../research/sweep/figures.js";
import { sweptDefinition } from "../../../research/sweep/axis-params.js";
import { strategyPoints } from "../../../research/sweep/strategy-points.js";
import { type SearchTerms, type SweepPoints, sweepPoints } from "../../../research/sweep/points.js";
import { sharedMarket, sharedMemory } from "./run-workers.js";
import { sweepMarkets } from "./sweep-markets.js";
import { sweepTerms } from "./sweep-terms.js";

/** What a sweep is asked to evaluate. */
export interface StudyRequest {
  /** With the swept strategy alone (`backtestConfig`). */
  readonly config: Config;
  readonly strategy: string;
  readonly store: BarStore;
  readonly axes: readonly SweepAxis[];
  readonly search: SearchTerms;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** All that evaluating needs and nothing that it fills. */
export interface SweepStudy extends Pick<SweepJob, "markets" | "terms" | "rules" | "vector" | "points"> {
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  /** Combinations that contradict themselves and were left out. */
  readonly refused: number;
  /** Bars of the span, of one market. */
  readonly bars: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Reads the markets into shared memory and makes the points.
 *
 * Errors: Failure 2 or 3 of the points and the markets.
 */
export async function openStudy(request: StudyRequest): Promise<SweepStudy> {
  const { config, strategy, store, axes, search } = request;
  const { points, values, refused } = strategyPoints(axes, sweepPoints(axes, search), sweptBy(config, strategy));
  const { markets, firstRow, fromMs, toMs } = await sweepMarkets(store, config, request);
  const symbols = markets.map(({ symbol }) => symbol);
  return {
    ...{ markets: markets.map(sharedMarket), ...vectorOf(markets, points) },
    ...sweepTerms(config, symbols, firstRow),
    ...{ points, values, refused, fromMs, toMs },
    bars: (markets[0]?.open.length ?? 0) - firstRow,
  };
}

/** What the vector unit needs, where there is something for it to compute and room to do so. */
function vectorOf(markets: SweepJob["markets"], points: SweepJob["points"]): Pick<SweepJob, "vector"> {
  const plain = points.filter(isKernelPoint);
  const vector = plain.length === 0 ? null : vectorSet(loadKernelModule(nodeFiles), { markets, points: plain });
  return vector === null ? {} : { vector };
}

/** A job over some of the study's points, with arrays of its own in shared memory. */
export function jobOver({ markets, terms, rules, vector, bars }: SweepStudy, points: SweepJob["points"]): SweepJob {
  const bytes = points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT;
  return {
    ...{
      markets,
      terms,
      points,
      ...(rules === undefined ? {} : { rules }),
      ...(vector === undefined ? {} : { vector }),
    },
    figures: new Float64Array(sharedMemory(bytes)),
    stretches: createStretches(bars, points.length, sharedMemory),
  };
}

/** The swept strategy as it is configured. */
function sweptBy({ strategy_config, strategy_registry }: Config, id: string): Parameters<typeof strategyPoints>[2] {
  const settings = strategy_config.strategies.find((candidate) => candidate.id === id);
  const definition = sweptDefinition(strategy_registry.strategies[id]?.strategy ?? id);
  return { definition, base: settings?.params ?? {}, disasterAtr: strategy_config.exits.disaster_stop_atr };
}
