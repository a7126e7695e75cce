import { hadHappened, NEVER } from "../../../../src/core/quant/smart-money/causal/known.js";
import type { KnownBlock } from "../../../../src/core/quant/smart-money/causal/order-blocks.js";
import type { BreakUnderWay } from "../../../../src/core/quant/smart-money/causal/structure-breaks.js";
import type { KnownSwing } from "../../../../src/core/quant/smart-money/causal/swings.js";
import type { Candles } from "./tables.js";

// The definitions of docs/SMART_MONEY.md a second time: whole series at once, nothing carried from bar to bar.

/** Swings in force at the close of a bar, oldest first. */
export function swingsAt(swings: readonly KnownSwing[], bar: number): KnownSwing[] {
  return swings.filter(({ knownAt, replacedAt }) => knownAt <= bar && !hadHappened(replacedAt, bar));
}

function firstFrom(count: number, from: number, holds: (i: number) => boolean): number {
  for (let i = from; i < count; i++) if (holds(i)) return i;
  return NEVER;
}

/** Blocks of all swings: each swing can be broken while it is the newest known of its side. */
export function blocksFromScratch(candles: Candles, swings: readonly KnownSwing[], closeMitigation: boolean) {
  const blocks = swings.flatMap((swing) => blockOf(candles, swings, swing, closeMitigation));
  blocks.sort((a, b) => a.knownAt - b.knownAt || b.side - a.side);
  for (const block of blocks) {
    const later = blocks.find(
      (other) => other.index === block.index && other.side === block.side && other.knownAt > block.knownAt,
    );
    const isOver = later !== undefined && hadHappened(block.endedAt, later.knownAt);
    if (later === undefined || isOver) continue;
    block.replacedAt = later.knownAt;
    block.mitigatedAt = hadHappened(block.mitigatedAt, later.knownAt) ? block.mitigatedAt : NEVER;
    block.endedAt = NEVER;
  }
  return blocks;
}

function blockOf(
  candles: Candles,
  swings: readonly KnownSwing[],
  swing: KnownSwing,
  closeMitigation: boolean,
): KnownBlock[] {
  const { open, high, low, close, volume } = candles;
  const { side } = swing;
  const next = swings.find((other) => other.side === side && other.knownAt > swing.knownAt);
  const until = next?.knownAt ?? close.length;
  const at = firstFrom(until, swing.knownAt, (i) => side * (close[i]! - swing.level) > 0);
  if (at === NEVER) return [];
  const between = Array.from({ length: at - swing.index - 1 }, (_, k) => swing.index + 1 + k);
  const extreme = side === 1 ? Math.min(...between.map((i) => low[i]!)) : Math.max(...between.map((i) => high[i]!));
  const index = between.findLast((i) => (side === 1 ? low[i] : high[i]) === extreme)!;
  const [top, bottom] = [high[index]!, low[index]!];
  const [recent, before] = [volume[at]! + volume[at - 1]!, volume[at - 2]!];
  const through = (i: number): boolean => {
    const [worst, best] = closeMitigation
      ? [Math.min(open[i]!, close[i]!), Math.max(open[i]!, close[i]!)]
      : [low[i]!, high[i]!];
    return side === 1 ? worst < bottom : best > top;
  };
  const mitigatedAt = firstFrom(close.length, at + 1, through);
  const back = (i: number): boolean => (side === 1 ? high[i]! > top : low[i]! < bottom);
  const endedAt = mitigatedAt === NEVER ? NEVER : firstFrom(close.length, mitigatedAt + 1, back);
  const ratio = Math.min(recent, before) / Math.max(recent, before);
  const strength = Number.isNaN(ratio) ? 1 : ratio;
  const place = { index, side, top, bottom, swingIndex: swing.index, volume: recent + before, strength };
  return [{ ...place, knownAt: at, replacedAt: NEVER, mitigatedAt, endedAt }];
}

/** Retracement at the close of a bar, as fractions; null before there is a leg. */
export function retracementFromScratch({ high, low }: Candles, swings: readonly KnownSwing[], bar: number) {
  const [from, to] = swingsAt(swings, bar).slice(-2);
  if (from === undefined || to === undefined) return null;
  const ways = Array.from({ length: bar - to.index }, (_, k) => {
    const price = to.side === 1 ? low[to.index + 1 + k]! : high[to.index + 1 + k]!;
    return from.level === to.level ? 0 : (to.level - price) / (to.level - from.level);
  });
  return { side: to.side, current: ways.at(-1)!, deepest: Math.max(0, ...ways) };
}

/** Levels broken by a bar with the three swings of the pattern in force, and never before while the level was known. */
export function underWayFromScratch(
  candles: Candles,
  swings: readonly KnownSwing[],
  closeBreak: boolean,
): BreakUnderWay[] {
  const upper = closeBreak ? candles.close : candles.high;
  const lower = closeBreak ? candles.close : candles.low;
  return [...candles.close.keys()].flatMap((bar): BreakUnderWay[] => {
    const [a, b, c] = swingsAt(swings, bar).slice(-3);
    if (a === undefined || b === undefined || c === undefined) return [];
    const beyond = (i: number): boolean => (b.side === 1 ? upper[i]! > b.level : lower[i]! < b.level);
    if (firstFrom(bar + 1, b.knownAt, beyond) !== bar) return [];
    const higher = b.side * (c.level - a.level);
    if (higher === 0 || b.side * (b.level - Math.max(b.side * a.level, b.side * c.level) * b.side) <= 0) return [];
    return [{ index: b.index, kind: higher > 0 ? "bos" : "choch", side: b.side, level: b.level, knownAt: bar }];
  });
}
