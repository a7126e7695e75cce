import type { Config } from "../../../config/config-files.js";
import type { BarStore } from "../../../ports/bar-store.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { type SearchTerms, sweepPoints } from "../../../research/sweep/points.js";
import { sharedStart } from "./shared-start.js";
import { type SweepGround, sweepGround, sweptPoints } from "./ground.js";
import { sweepMarkets } from "./sweep-markets.js";

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

export interface SweepStudy extends SweepGround {
  /** Bars of the span, of one market. */
  readonly bars: number;
  /** Where the span was to begin; it begins at `fromMs`, as early as every combination can trade. */
  readonly askedFromMs: number;
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
  const asked = await sweepMarkets(store, config, request);
  const swept = sweptPoints({ ...request, values: sweepPoints(axes, search) });
  const span = sharedStart(asked, swept.points);
  const { markets, firstRow, fromMs, toMs } = span;
  const ground = sweepGround(config, swept, span);
  return { ...ground, askedFromMs: asked.fromMs, fromMs, toMs, bars: (markets[0]?.open.length ?? 0) - firstRow };
}
