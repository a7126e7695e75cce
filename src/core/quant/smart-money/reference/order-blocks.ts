import { sideAt, valueAt } from "../columns.js";
import type { OhlcvColumns, Side } from "../columns.js";
import type { SwingColumns } from "./swings.js";

/** Order blocks at their bar; NaN (side 0) where there is none. */
export interface BlockColumns {
  readonly side: Int8Array;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Volume of the breaking bar and the two before it. */
  readonly volume: Float64Array;
  /** Bar that went through the block (bullish: the one before it); 0 while none has. */
  readonly mitigatedIndex: Float64Array;
  /** Smaller of two volumes in percent of the larger: breaking bar and the one before it, against the one before those. */
  readonly percentage: Float64Array;
}

/** Both passes write to these: a candle holds one block, and what one pass left behind the other finds. */
interface Pass {
  readonly out: BlockColumns;
  /** Blocks that price has gone through: the next move beyond their other edge erases them. */
  readonly gone: Uint8Array;
  readonly columns: OhlcvColumns;
  readonly closeMitigation: boolean;
}

/**
 * Order blocks with hindsight, as the reference library finds them. The first close above the newest swing high before it
 * makes the lowest low since that high (the last among equals) a bullish block, from its low to its high. Price below its
 * bottom (the body, with `closeMitigation`) mitigates it; a high above its top after that erases it altogether. Bearish
 * mirrors it. Prices and volumes are single precision. All bullish blocks are made before the first bearish one.
 *
 * Shape:   columns of m bars and their swings; each out: m values.
 * Source:  docs/SMART_MONEY.md#order-blocks
 */
export function referenceBlocks(columns: OhlcvColumns, swings: SwingColumns, closeMitigation: boolean): BlockColumns {
  const length = columns.open.length;
  const out: BlockColumns = {
    side: new Int8Array(length),
    top: new Float64Array(length),
    bottom: new Float64Array(length),
    volume: new Float64Array(length),
    mitigatedIndex: new Float64Array(length),
    percentage: new Float64Array(length),
  };
  const pass: Pass = { out, gone: new Uint8Array(length), columns, closeMitigation };
  runPass(pass, swings, 1);
  runPass(pass, swings, -1);
  out.side.forEach((value, i) => {
    if (value !== 0) return;
    for (const column of figuresOf(out)) column[i] = Number.NaN;
  });
  return out;
}

function figuresOf({ top, bottom, volume, mitigatedIndex, percentage }: BlockColumns): Float64Array[] {
  return [top, bottom, volume, mitigatedIndex, percentage];
}

function runPass(pass: Pass, swings: SwingColumns, side: Side): void {
  const { high, low, close } = pass.columns;
  let active: number[] = [];
  let newest = -1;
  let crossed = true;
  for (let i = 0; i < close.length; i++) {
    if (i > 0 && sideAt(swings.side, i - 1) === side) {
      newest = i - 1;
      crossed = false;
    }
    active = active.filter((block) => follow(pass, block, i, side));
    const level = valueAt(side === 1 ? high : low, newest);
    if (crossed || !(side * (valueAt(close, i) - level) > 0)) continue;
    crossed = true;
    const block = blockCandle(pass.columns, newest, i, side);
    place(pass, block, i, side);
    active.push(block.index);
  }
}

/** One bar in the life of a block; false once it is erased. */
function follow({ out, gone, columns, closeMitigation }: Pass, block: number, i: number, side: Side): boolean {
  const { open, high, low, close } = columns;
  const [top, bottom] = [valueAt(out.top, block), valueAt(out.bottom, block)];
  if (gone[block] === 1) {
    const erased = side === 1 ? valueAt(high, i) > top : valueAt(low, i) < bottom;
    if (!erased) return true;
    out.side[block] = 0;
    for (const column of figuresOf(out)) column[block] = 0;
    return false;
  }
  const [first, last] = [valueAt(open, i), valueAt(close, i)];
  const lowest = closeMitigation ? Math.min(first, last) : valueAt(low, i);
  const highest = closeMitigation ? Math.max(first, last) : valueAt(high, i);
  const through = side === 1 ? lowest < bottom : highest > top;
  if (through) {
    gone[block] = 1;
    out.mitigatedIndex[block] = side === 1 ? i - 1 : i;
  }
  return true;
}

interface Candle {
  readonly index: number;
  readonly top: number;
  readonly bottom: number;
}

/** Extreme candle between swing and break; a break right after its swing takes the swing itself (bullish: edges swapped). */
function blockCandle({ high, low }: OhlcvColumns, swing: number, i: number, side: Side): Candle {
  if (i - swing === 1) {
    const edges = [valueAt(high, swing), valueAt(low, swing)] as const;
    return { index: swing, top: side === 1 ? edges[1] : edges[0], bottom: side === 1 ? edges[0] : edges[1] };
  }
  let index = swing + 1;
  for (let j = swing + 2; j < i; j++) {
    const extreme = side === 1 ? valueAt(low, j) <= valueAt(low, index) : valueAt(high, j) >= valueAt(high, index);
    if (extreme) index = j;
  }
  return { index, top: valueAt(high, index), bottom: valueAt(low, index) };
}

function place({ out, columns: { volume } }: Pass, { index, top, bottom }: Candle, i: number, side: Side): void {
  const before = i >= 2 ? valueAt(volume, i - 2) : 0;
  const recent = valueAt(volume, i) + (i >= 1 ? valueAt(volume, i - 1) : 0);
  const [one, two] = [Math.fround(before), Math.fround(recent)];
  out.side[index] = side;
  out.top[index] = Math.fround(top);
  out.bottom[index] = Math.fround(bottom);
  out.volume[index] = Math.fround(recent + before);
  const larger = Math.max(one, two);
  // Single precision throughout, as the library's columns are.
  const ratio = Math.fround(Math.min(one, two) / larger);
  out.percentage[index] = larger === 0 ? 100 : Math.fround(ratio * 100);
}
