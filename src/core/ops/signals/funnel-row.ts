import { countDrop, type DropTally, type PairCounts } from "./pair-counts.js";
import type { Funnel } from "./fold-funnel.js";

/** One reason that ended wishes, with the figures of its median case. */
export interface TopDrop {
  readonly reason: string;
  readonly count: number;
  /** Path of the setting behind it, null where none is (no signal, a slot taken by another strategy). */
  readonly setting: string | null;
  /** What was measured and the limit it met, in the median case; null where the reason has no figure. */
  readonly value: number | null;
  readonly limit: number | null;
}

export interface FunnelRow {
  readonly strategy: string;
  readonly symbol: string;
  readonly bars: number;
  readonly signals: number;
  readonly protoIntents: number;
  readonly intents: number;
  readonly sized: number;
  readonly approved: number;
  readonly filled: number;
  readonly topDrops: readonly TopDrop[];
}

/** Reasons a row shows. */
const TOP = 8;

/** A position that is held as wanted ends no wish: it comes last, however often. */
function isQuiet({ reason }: DropTally): number {
  return reason === "holding" ? 1 : 0;
}

/** What became of approved intents without a fill ends their way as well as a refusal does. */
export function countUnfilled({ unfilled }: Funnel): void {
  for (const { pair, lastWord } of unfilled.values()) {
    countDrop(pair, lastWord, { setting: null, measured: null, limit: null });
  }
  unfilled.clear();
}

export function rowOf(pair: PairCounts): FunnelRow {
  const { strategy, symbol, bars, signals, protoIntents, intents, sized, approved, filled } = pair;
  const topDrops = [...pair.drops.values()]
    .sort((a, b) => isQuiet(a) - isQuiet(b) || b.count - a.count || (a.reason < b.reason ? -1 : 1))
    .slice(0, TOP)
    .map(topDrop);
  return { strategy, symbol, bars, signals, protoIntents, intents, sized, approved, filled, topDrops };
}

function topDrop({ reason, count, setting, figures }: DropTally): TopDrop {
  const typical = medianFigure(figures);
  return { reason, count, setting, value: typical?.measured ?? null, limit: typical?.limit ?? null };
}

/** The middle case by what was measured: figures that did occur together. */
export function medianFigure(figures: DropTally["figures"]): DropTally["figures"][number] | undefined {
  return [...figures].sort((a, b) => a.measured - b.measured)[Math.floor((figures.length - 1) / 2)];
}
