import { staying } from "../../../lib/staying.js";
import type { Side } from "../columns.js";
import type { OhlcBar } from "./fair-value-gaps.js";
import { NEVER } from "./known.js";
import type { Known } from "./known.js";
import type { SwingState, SwingStep } from "./swings.js";

/** A bar with its volume. */
export interface OhlcvBar extends OhlcBar {
  readonly volume: number;
}

/** An order block: the candle at bar `index`, known at the close that breaks the swing before it. */
export interface KnownBlock extends Known {
  readonly index: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  /** Bar of the swing that was broken. */
  readonly swingIndex: number;
  /** Of the breaking bar and the two before it. */
  readonly volume: number;
  /** Smaller through larger of two volumes: breaking bar and the one before it, and the one before those. A fraction. */
  readonly strength: number;
  /** First bar that went through the block. */
  mitigatedAt: number;
  /** First bar after that which went back beyond its other edge: what the reference erases it for. */
  endedAt: number;
}

export interface BlockRules {
  /** A body mitigates a block, not a wick. */
  readonly closeMitigation: boolean;
  /** Bars for which a block is followed. */
  readonly maxAgeBars: number;
}

interface Candle {
  readonly index: number;
  readonly high: number;
  readonly low: number;
}

/** A swing not broken yet and the candle that becomes the block when it is. */
interface Target {
  readonly swingIndex: number;
  readonly level: number;
  extreme: Candle | null;
}

/** Blocks as a fold: the newest swing high and low, if unbroken, and the blocks being followed, oldest first. */
export interface BlockState {
  seen: number;
  above: Target | null;
  below: Target | null;
  /** Volumes of the last bar and the one before. */
  readonly volumes: [number, number];
  open: KnownBlock[];
}

/** What a bar made known, and the blocks that it put an end to. */
export interface BlockStep {
  readonly found: readonly KnownBlock[];
  readonly closed: readonly KnownBlock[];
}

export function createBlocks(): BlockState {
  return { seen: 0, above: null, below: null, volumes: [0, 0], open: [] };
}

/**
 * Takes one bar, the swing that it confirms, if it does, and the swing fold after that bar. Only a swing known by then can
 * be broken. A second break over the same candle replaces its block.
 *
 * Source:  docs/SMART_MONEY.md#order-blocks
 */
export function nextBlocks(
  state: BlockState,
  bar: OhlcvBar,
  { step, swings }: { readonly step: SwingStep | null; readonly swings: SwingState },
  rules: BlockRules,
): BlockStep {
  const now = state.seen;
  const ended = state.open.filter((block) => follow(block, bar, now, rules.closeMitigation));
  state.open = staying(state.open, (block) => !ended.includes(block) && now - block.knownAt < rules.maxAgeBars);
  if (step !== null) aimAt(state, step, swings);
  const found = [...breakOf(state, bar, 1), ...breakOf(state, bar, -1)];
  const isReplaced = (block: KnownBlock): boolean =>
    found.some(({ index, side }) => block.index === index && block.side === side);
  const replaced = found.length === 0 ? [] : state.open.filter(isReplaced);
  for (const block of replaced) block.replacedAt = now;
  if (found.length > 0) state.open = [...state.open.filter((block) => !replaced.includes(block)), ...found];
  const candle = { index: now, high: bar.high, low: bar.low };
  if (state.above !== null) state.above.extreme = moreExtreme(state.above.extreme, candle, 1);
  if (state.below !== null) state.below.extreme = moreExtreme(state.below.extreme, candle, -1);
  state.volumes[1] = state.volumes[0];
  state.volumes[0] = bar.volume;
  state.seen += 1;
  return { found, closed: [...ended, ...replaced] };
}

/** One bar in the life of a block; true when it is the last. */
function follow(block: KnownBlock, bar: OhlcBar, now: number, closeMitigation: boolean): boolean {
  const { side, top, bottom } = block;
  if (block.mitigatedAt !== NEVER) {
    const ended = side === 1 ? bar.high > top : bar.low < bottom;
    if (ended) block.endedAt = now;
    return ended;
  }
  const lowest = closeMitigation ? Math.min(bar.open, bar.close) : bar.low;
  const highest = closeMitigation ? Math.max(bar.open, bar.close) : bar.high;
  if (side === 1 ? lowest < bottom : highest > top) block.mitigatedAt = now;
  return false;
}

/** Takes the swing as the one to break; the bars since it are still in the window of the swing fold. */
function aimAt(state: BlockState, { found }: SwingStep, { highs, lows }: SwingState): void {
  const target: Target = { swingIndex: found.index, level: found.level, extreme: null };
  const first = state.seen - highs.length + 1;
  for (let index = found.index + 1; index < state.seen; index++) {
    const candle = { index, high: highs[index - first] ?? Number.NaN, low: lows[index - first] ?? Number.NaN };
    target.extreme = moreExtreme(target.extreme, candle, found.side);
  }
  if (found.side === 1) state.above = target;
  else state.below = target;
}

/** Of equals the later. */
function moreExtreme(best: Candle | null, candle: Candle, side: Side): Candle {
  if (best === null) return candle;
  const beyond = side === 1 ? candle.low <= best.low : candle.high >= best.high;
  return beyond ? candle : best;
}

/** The block of the swing that this bar breaks, if it does; a swing is broken once. */
function breakOf(state: BlockState, bar: OhlcvBar, side: Side): KnownBlock[] {
  const target = side === 1 ? state.above : state.below;
  if (target === null || target.extreme === null) return [];
  const broken = side * (bar.close - target.level) > 0;
  if (!broken) return [];
  if (side === 1) state.above = null;
  else state.below = null;
  const { index, high, low } = target.extreme;
  const [last, before] = state.volumes;
  const larger = Math.max(bar.volume + last, before);
  const block: KnownBlock = {
    index,
    side,
    top: high,
    bottom: low,
    swingIndex: target.swingIndex,
    volume: bar.volume + last + before,
    strength: larger === 0 ? 1 : Math.min(bar.volume + last, before) / larger,
    knownAt: state.seen,
    replacedAt: NEVER,
    mitigatedAt: NEVER,
    endedAt: NEVER,
  };
  return [block];
}
