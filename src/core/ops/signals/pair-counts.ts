import type { DropDetail } from "../../domain/intent.js";

/** How far the wishes of one strategy on one symbol came. Each count is at most the one above it. */
export interface PairCounts {
  readonly strategy: string;
  readonly symbol: string;
  /** Length of the strategy's bars; 0 while it is disabled and nobody knows. */
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
  readonly drops: Map<string, DropTally>;
}

/** All times one reason ended a wish. */
export interface DropTally {
  readonly reason: string;
  count: number;
  /** Setting behind it, where one is; the newest counts. */
  setting: string | null;
  /** Every measured figure with the limit it met. */
  readonly figures: Pick<DropDetail, "measured" | "limit">[];
  /** Of a refusal: the limit of the other violations of the same order, by setting. */
  readonly beside: Map<string, Pick<DropDetail, "measured" | "limit">>;
}

interface DropSeen {
  readonly setting: string | null;
  readonly measured: number | null;
  readonly limit: number | null;
}

export function countDrop(pair: PairCounts, reason: string, { setting, measured, limit }: DropSeen): DropTally {
  const known = pair.drops.get(reason);
  const tally: DropTally = known ?? { reason, count: 0, setting: null, figures: [], beside: new Map() };
  if (known === undefined) pair.drops.set(reason, tally);
  tally.count += 1;
  tally.setting = setting ?? tally.setting;
  if (measured !== null && limit !== null) tally.figures.push({ measured, limit });
  return tally;
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
    drops: new Map(),
  };
}
