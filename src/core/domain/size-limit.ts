import { known } from "../lib/known.js";
import type { LimitUnit, Violation } from "./intent.js";

/**
 * One limit on the size of an order: what it measures only gets worse while the order grows. Sizing cuts to it and
 * review refuses by it, both through these functions.
 */
export interface SizeLimit {
  /** Under this name sizing records that it cut. */
  readonly clamp: string;
  readonly rule: string;
  readonly code: string;
  readonly unit: LimitUnit;
  readonly setting: string | null;
  readonly limit: number;
  /** Most that may be measured, or least. */
  readonly bound: "most" | "least";
  /** What an order of so much comes to, in `unit`; NaN where it can't be known, which refuses. USD at the mark. */
  readonly measuredAt: (notionalUsd: number) => number;
  /** Largest notional within the limit, where that can be reckoned; where it is left out, it is found by trying. */
  readonly largestUsd?: number;
}

type LimitFacts = Pick<SizeLimit, "clamp" | "rule" | "code" | "unit" | "setting" | "limit">;

/** What an order measures: `taken + weight × notional`, and never less than `floor`. */
export interface Growth {
  readonly taken: number;
  readonly weight: number;
  readonly floor: number;
}

/** What is taken already and the order on top. */
export const onTopOf = (takenUsd: number): Growth => ({ taken: takenUsd, weight: 1, floor: takenUsd });

/** What an order of so much comes to. */
export function grownTo({ taken, weight, floor }: Growth, notionalUsd: number): number {
  return Math.max(floor, taken + weight * notionalUsd);
}

export function linearLimit(facts: LimitFacts, growth: Growth): SizeLimit {
  return {
    ...facts,
    bound: "most",
    measuredAt: (notionalUsd) => grownTo(growth, notionalUsd),
    largestUsd: largestOf(growth, facts.limit),
  };
}

function largestOf({ taken, weight, floor }: Growth, limit: number): number {
  if (Number.isNaN(limit + taken + weight + floor)) return Number.NaN;
  if (floor > limit) return 0;
  return weight === 0 || limit === Infinity ? Infinity : Math.max(0, (limit - taken) / weight);
}

/** Within the limit to the last digit; false for NaN. */
export function holds(limit: SizeLimit, notionalUsd: number): boolean {
  const measured = limit.measuredAt(notionalUsd);
  return limit.bound === "most" ? measured <= limit.limit : measured >= limit.limit;
}

/** Halvings of the way to what is wanted: beyond them numbers have no more digits. */
const HALVINGS = 50;

/** Most of the wanted notional that the limit leaves. USD, ≥ 0; NaN where the limit or its measure is unknown. */
export function allowedUsd(limit: SizeLimit, wantedUsd: number): number {
  if (limit.largestUsd !== undefined) return Math.min(wantedUsd, limit.largestUsd);
  if (wantedUsd === 0) return 0;
  const leastUsd = wantedUsd * 2 ** -HALVINGS;
  if (Number.isNaN(limit.measuredAt(leastUsd) + limit.limit)) return Number.NaN;
  if (holds(limit, wantedUsd)) return wantedUsd;
  let low = 0;
  let high = wantedUsd;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (holds(limit, middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What an order of so much comes to, against the limit. A figure that can't be known is null. */
export function measuredBy(limit: SizeLimit, notionalUsd: number): Violation {
  const { rule, code, unit, setting } = limit;
  const measured = limit.measuredAt(notionalUsd);
  return { rule, code, measured: known(measured), limit: known(limit.limit), unit, setting };
}
