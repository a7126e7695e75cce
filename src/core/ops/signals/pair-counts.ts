import type { DropDetail, LimitUnit } from "../../domain/intent.js";

/** How far the wishes of one strategy on one symbol came. Each count is at most the one above it. */
export interface PairCounts {
  readonly strategy: string;
  readonly symbol: string;
  /** Length of the strategy's bars; 0 for a disabled one without settings. */
  readonly barMs: number;
  /** False for a strategy that the configuration switches off. */
  readonly enabled: boolean;
  /** Closed bars after the warm-up. */
  bars: number;
  /** Cycles in which the strategy wanted its position changed. */
  signals: number;
  protoIntents: number;
  intents: number;
  sized: number;
  approved: number;
  /** Approved intents with at least one fill. */
  filled: number;
  /** Instant of the last signal, null before the first. */
  lastSignalMs: number | null;
  /** Instant at which it last left a position as it was, null before the first. */
  lastHeldMs: number | null;
  /** By reason and setting. */
  readonly drops: Map<string, DropTally>;
}

/** All times one reason ended a wish, or kept one from being, by the setting that these drops named. */
export interface DropTally {
  readonly reason: string;
  /** Setting that each of them named; null for those that named none. */
  readonly setting: string | null;
  /** Of the figures, where a rule has told it. */
  readonly unit: LimitUnit | null;
  count: number;
  /** Those that ended a signal; the others left none to end. */
  ended: number;
  /** Every measured figure with the limit it met. */
  readonly figures: Figure[];
  /** Those of the drops that ended a signal. */
  readonly endedFigures: Figure[];
  /** Of refusals: the limits that were missed together, by their settings. */
  readonly refusals: Map<string, Refusal>;
}

type Figure = Pick<DropDetail, "measured" | "limit">;

/** Limits that the same orders missed. */
export interface Refusal {
  count: number;
  /** Of the newest of them. */
  limits: readonly MissedLimit[];
}

export interface MissedLimit extends DropDetail {
  /** At least so much was asked for; the others allow at most so much. */
  readonly isMinimum: boolean;
}

interface DropSeen {
  readonly setting: string | null;
  readonly unit?: LimitUnit;
  readonly measured: number | null;
  readonly limit: number | null;
}

/** Counts a drop with those of the same reason and setting; `ended`: there was a signal, and it went no further. */
export function countDrop(
  pair: PairCounts,
  reason: string,
  { setting, unit, measured, limit }: DropSeen,
  ended = false,
): DropTally {
  const key = `${reason} ${setting ?? ""}`;
  const known = pair.drops.get(key);
  const tally: DropTally = known ?? {
    reason,
    setting,
    unit: unit ?? null,
    count: 0,
    ended: 0,
    figures: [],
    endedFigures: [],
    refusals: new Map(),
  };
  if (known === undefined) pair.drops.set(key, tally);
  tally.count += 1;
  if (ended) tally.ended += 1;
  if (measured !== null && limit !== null) {
    tally.figures.push({ measured, limit });
    if (ended) tally.endedFigures.push({ measured, limit });
  }
  return tally;
}

/** Counts the limits that one refused order missed. */
export function countRefusal({ refusals }: DropTally, limits: readonly MissedLimit[]): void {
  if (limits.length === 0) return;
  const key = limits.map(({ setting }) => setting).join(" ");
  refusals.set(key, { count: (refusals.get(key)?.count ?? 0) + 1, limits });
}

export function createPair(known: Pick<PairCounts, "strategy" | "symbol" | "barMs" | "enabled">): PairCounts {
  return {
    ...known,
    bars: 0,
    signals: 0,
    protoIntents: 0,
    intents: 0,
    sized: 0,
    approved: 0,
    filled: 0,
    lastSignalMs: null,
    lastHeldMs: null,
    drops: new Map(),
  };
}
