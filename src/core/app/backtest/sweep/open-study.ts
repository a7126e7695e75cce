import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { createStretches } from "../../../research/kernel/stretches.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import type { SweepJob } from "../../../research/sweep/evaluate.js";
import { FIGURES } from "../../../research/sweep/figures.js";
import { momentumPoints } from "../../../research/sweep/momentum-points.js";
import { type SearchTerms, type SweepPoints, sweepPoints } from "../../../research/sweep/points.js";
import { momentumParamsSchema } from "../../../strategies/momentum-params.js";
import { sharedMarket, sharedMemory } from "./run-workers.js";
import { sweepMarkets } from "./sweep-markets.js";

/** What a sweep is asked to evaluate. */
export interface StudyRequest {
  /** With the swept strategy alone (`backtestConfig`). */
  readonly config: Config;
  readonly store: BarStore;
  readonly axes: readonly SweepAxis[];
  readonly search: SearchTerms;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** All that evaluating needs and nothing that it fills. */
export interface SweepStudy extends Pick<SweepJob, "markets" | "terms" | "points"> {
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
  const { config, store, axes, search } = request;
  const { points, values, refused } = momentumPoints(axes, sweepPoints(axes, search), paramsOf(config));
  const { markets, firstRow, fromMs, toMs } = await sweepMarkets(store, config, request);
  return {
    markets: markets.map(sharedMarket),
    terms: { ...termsOf(config, markets.length), weight: 1 / markets.length, firstRow },
    ...{ points, values, refused, fromMs, toMs },
    bars: (markets[0]?.open.length ?? 0) - firstRow,
  };
}

/** A job over some of the study's points, with arrays of its own in shared memory. */
export function jobOver({ markets, terms, bars }: SweepStudy, points: SweepJob["points"]): SweepJob {
  const bytes = points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT;
  return {
    ...{ markets, terms, points },
    figures: new Float64Array(sharedMemory(bytes)),
    stretches: createStretches(bars, points.length, sharedMemory),
  };
}

function paramsOf(config: Config): ReturnType<typeof momentumParamsSchema.parse> {
  return momentumParamsSchema.parse(config.strategy_config.strategies[0]?.params ?? {});
}

/** Costs and bounds as the event engine has them; one venue's fees hold for all markets. */
function termsOf(config: Config, markets: number): Omit<SweepJob["terms"], "weight" | "firstRow"> {
  const venue = Object.values(config.venues).find(({ instruments }) =>
    config.strategy_config.universe.every((symbol) => Object.hasOwn(instruments, symbol)),
  );
  if (venue === undefined || markets === 0) {
    throw new Failure("no_venue", 3, "no venue of venues.json lists all swept markets", {
      file: "venues.json",
      fix: "Name markets of one venue with --symbols.",
    });
  }
  return {
    navStart: config.runtime.paper.start_nav_usdt,
    takerFee: venue.fees.taker_fee_bps / 10_000,
    slippage: config.runtime.sim.slippage_bps / 10_000,
    disasterAtr: config.strategy_config.exits.disaster_stop_atr,
  };
}
