import { invariant } from "../../../lib/invariant.js";
import type { KernelMarket } from "../market.js";
import { momentumFeatures } from "../momentum-features.js";
import type { MomentumPoint } from "../terms.js";

/** Columns of a bar in the order of `assembly/layout.ts`; a bar fills one line. */
const BAR = ["open", "high", "low", "mark", "longPays", "shortGets"] as const satisfies readonly (keyof KernelMarket)[];

const DOUBLE_BYTES = 8;
const LINE_BYTES = 64;
const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;

/** Where each column lies in the memory that all workers share; bytes. */
export interface FastLayout {
  readonly rows: number;
  readonly legs: number;
  readonly marketsAt: number;
  readonly marketBytes: number;
  /** Columns of the averages and ranges that the points name, from the start of a market. */
  readonly averages: ReadonlyMap<number, number>;
  readonly ranges: ReadonlyMap<number, number>;
  /** Behind the columns: room for the workers. */
  readonly workAt: number;
}

/** The layout for these points; every distinct window has one column a market. */
export function fastLayout(rows: number, legs: number, points: readonly MomentumPoint[]): FastLayout {
  const barsBytes = rows * LINE_BYTES;
  const columnBytes = roundUp(rows * DOUBLE_BYTES, LINE_BYTES);
  const windows = distinct(points.flatMap(({ fast, slow }) => [fast, slow]));
  const periods = distinct(points.map(({ atrPeriod }) => atrPeriod));
  const at = (values: readonly number[], first: number): ReadonlyMap<number, number> =>
    new Map(values.map((value, index) => [value, barsBytes + (first + index) * columnBytes]));
  const marketBytes = barsBytes + (windows.length + periods.length) * columnBytes;
  return {
    ...{ rows, legs, marketsAt: LINE_BYTES, marketBytes },
    averages: at(windows, 0),
    ranges: at(periods, windows.length),
    workAt: LINE_BYTES + legs * marketBytes,
  };
}

/** Whether the columns and the room for the workers fit into what WebAssembly can address. */
export function fits(layout: FastLayout, workBytes: number): boolean {
  return layout.workAt + workBytes <= MOST_PAGES * PAGE_BYTES;
}

/** Shared memory for a layout, not filled yet. */
export function fastMemory(layout: FastLayout, workBytes: number): WebAssembly.Memory {
  const pages = Math.ceil((layout.workAt + workBytes) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Writes one market's columns into the memory, its indicators included. */
export function fillMarket(memory: WebAssembly.Memory, layout: FastLayout, leg: number, market: KernelMarket): void {
  invariant(market.open.length === layout.rows, "markets of a set have the same bars");
  const start = layout.marketsAt + leg * layout.marketBytes;
  const put = (offset: number, values: Float64Array): void => {
    new Float64Array(memory.buffer, start + offset, values.length).set(values);
  };
  const bars = new Float64Array(memory.buffer, start, (layout.rows * LINE_BYTES) / DOUBLE_BYTES);
  BAR.forEach((name, place) => {
    market[name].forEach((value, row) => {
      bars[(row * LINE_BYTES) / DOUBLE_BYTES + place] = value;
    });
  });
  for (let row = 0; row < layout.rows; row += 1) {
    const paid = market.longPays[row] !== 0 || market.shortGets[row] !== 0;
    bars[(row * LINE_BYTES) / DOUBLE_BYTES + BAR.length] = paid ? 1 : 0;
  }
  // Not kept beyond this: the columns in the memory are what everybody reads.
  for (const [window, offset] of layout.averages) put(offset, momentumFeatures(market).ema(window));
  for (const [period, offset] of layout.ranges) put(offset, momentumFeatures(market).atr(period));
}

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}
