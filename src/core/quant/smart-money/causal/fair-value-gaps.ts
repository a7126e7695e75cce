import { staying } from "../../../lib/staying.js";
import type { HighLowClose } from "../../true-range.js";
import type { Side } from "../columns.js";
import { NEVER } from "./known.js";
import type { Known } from "./known.js";

/** A bar with its open. */
export interface OhlcBar extends HighLowClose {
  readonly open: number;
}

/** A fair value gap around bar `index`, known one bar later; replaced when it is joined with the next. */
export interface KnownGap extends Known {
  readonly index: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  /** Bar that came back to the near edge. */
  mitigatedAt: number;
}

export interface GapRules {
  readonly joinConsecutive: boolean;
  /** Bars for which an open gap is followed. */
  readonly maxAgeBars: number;
}

/** Gaps as a fold: the two bars before and the gaps still open, oldest first. */
export interface GapState {
  seen: number;
  beforeLast: OhlcBar | null;
  last: OhlcBar | null;
  open: KnownGap[];
}

/** What a bar changed: the gap it completed, and those that it mitigated or replaced. */
export interface GapStep {
  readonly found: KnownGap | null;
  readonly closed: readonly KnownGap[];
}

export function createGaps(): GapState {
  return { seen: 0, beforeLast: null, last: null, open: [] };
}

/**
 * Takes one bar. A gap needs the bar after its middle, and is not mitigated by that bar itself. Of a run of gaps of one
 * side, joined, each takes the place of the one before it.
 *
 * Source:  docs/SMART_MONEY.md#fair-value-gaps
 */
export function nextGap(state: GapState, bar: OhlcBar, rules: GapRules): GapStep {
  const now = state.seen;
  const gap = gapAround(state, bar);
  const joined = gap !== null && rules.joinConsecutive ? precedingOf(state.open, gap) : null;
  const found = gap !== null && joined !== null ? joinedWith(gap, joined) : gap;
  const closed: KnownGap[] = [];
  for (const known of state.open) {
    const touched = isTouched(known, bar);
    if (known === joined) known.replacedAt = now;
    else if (touched) known.mitigatedAt = now;
    if (known === joined || touched) closed.push(known);
  }
  state.open = staying(
    state.open,
    (known) => known !== joined && !isTouched(known, bar) && now - known.knownAt < rules.maxAgeBars,
  );
  if (found !== null) state.open.push(found);
  state.seen += 1;
  state.beforeLast = state.last;
  state.last = { open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  return { found, closed };
}

function isTouched({ side, top, bottom }: KnownGap, bar: OhlcBar): boolean {
  return side === 1 ? bar.low <= top : bar.high >= bottom;
}

function gapAround({ beforeLast, last, seen }: GapState, bar: OhlcBar): KnownGap | null {
  if (beforeLast === null || last === null) return null;
  const rises = last.close > last.open && beforeLast.high < bar.low;
  const falls = last.close < last.open && beforeLast.low > bar.high;
  if (!rises && !falls) return null;
  const place = { index: seen - 1, knownAt: seen, replacedAt: NEVER, mitigatedAt: NEVER };
  return rises
    ? { ...place, side: 1, top: bar.low, bottom: beforeLast.high }
    : { ...place, side: -1, top: beforeLast.low, bottom: bar.high };
}

function precedingOf(open: readonly KnownGap[], gap: KnownGap): KnownGap | null {
  const newest = open.at(-1);
  return newest !== undefined && newest.index === gap.index - 1 && newest.side === gap.side ? newest : null;
}

function joinedWith(gap: KnownGap, before: KnownGap): KnownGap {
  return { ...gap, top: Math.max(before.top, gap.top), bottom: Math.min(before.bottom, gap.bottom) };
}
