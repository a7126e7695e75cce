import { present } from "../../../lib/invariant.js";
import { FIGURES } from "../../sweep/figures.js";
import { momentumWarmup } from "../momentum-features.js";
import { StretchNotes, type Stretches } from "../stretches.js";
import type { KernelTerms, MomentumPoint } from "../terms.js";
import type { FastLayout } from "./layout.js";
import { ACCOUNT_BYTES, FIELD, LEG_BYTES, POINTER } from "./pair-fields.js";

/** What `assembly/momentum.ts` exports. */
interface Exports {
  setTerms(navStart: number, weight: number, takerFee: number, slippage: number): void;
  setMarkets(at: number, bytes: number, legs: number): void;
  pairBytes(): number;
  reset(pair: number): void;
  run(pairs: number, count: number, from: number, to: number): void;
}

/** Combinations that go through a block of bars before the next block: their numbers stay in the nearest caches. */
const GROUP = 256;
/** Bars of a block. */
const BLOCK = 256;
const PAIR = 2;

/** Bytes of work space that one worker needs for markets of so many legs. */
export function workBytes(legs: number): number {
  return (GROUP / PAIR) * (ACCOUNT_BYTES + legs * LEG_BYTES) + 64;
}

/** Combinations, and where the results of all trials go. */
interface Work {
  readonly points: readonly MomentumPoint[];
  readonly figures: Float64Array;
  readonly stretches: Stretches;
}

/** Momentum by the vector unit; the figures of each trial are those of `runMomentum`, bit for bit. */
export class FastKernel {
  readonly #exports: Exports;
  readonly #pairBytes: number;
  readonly #workAt: number;
  /** The account of each pair of a group. */
  readonly #accounts: readonly Float64Array[];

  /** worker: whose space in the memory this one works in, from 0. */
  constructor(
    module: WebAssembly.Module,
    readonly memory: WebAssembly.Memory,
    readonly of: { readonly layout: FastLayout; readonly terms: KernelTerms; readonly worker: number },
  ) {
    const { layout, terms, worker } = of;
    this.#workAt = layout.workAt + worker * workBytes(layout.legs);
    const instance = new WebAssembly.Instance(module, { env: { memory, abort: stopAtOnce } });
    this.#exports = instance.exports as unknown as Exports;
    const { navStart, weight, takerFee, slippage } = terms;
    this.#exports.setTerms(navStart, weight, takerFee, slippage);
    this.#exports.setMarkets(layout.marketsAt, layout.marketBytes, layout.legs);
    this.#pairBytes = this.#exports.pairBytes();
    this.#accounts = Array.from({ length: GROUP / PAIR }, (_, pair) => {
      const at = this.#workAt + pair * this.#pairBytes;
      return new Float64Array(memory.buffer, at, ACCOUNT_BYTES / Float64Array.BYTES_PER_ELEMENT);
    });
  }

  /** Evaluates the points as trials from `first` on. */
  evaluate(work: Work, first: number): void {
    for (let from = 0; from < work.points.length; from += GROUP) {
      this.#group({ ...work, points: work.points.slice(from, from + GROUP) }, first + from);
    }
  }

  #group({ points, figures, stretches }: Work, first: number): void {
    const pairs = Math.ceil(points.length / PAIR);
    for (let pair = 0; pair < pairs; pair += 1) {
      const one = points[pair * PAIR];
      // An odd one runs beside itself.
      this.#prepare(pair, [one, points[pair * PAIR + 1] ?? one]);
    }
    const { firstRow } = this.of.terms;
    let row = firstRow;
    const notes = points.map((_, index) => new StretchNotes(stretches, first + index));
    for (const end of stretches.ends) {
      const until = firstRow + end;
      for (; row < until; row = Math.min(until, row + BLOCK)) {
        this.#exports.run(this.#workAt, pairs, row, Math.min(until, row + BLOCK));
      }
      notes.forEach((note, index) => {
        const doubles = this.#doubles(index);
        const lane = index % PAIR;
        note.note({ bars: end, sum: doubles[FIELD.sum + lane]!, squares: doubles[FIELD.squares + lane]! });
      });
    }
    points.forEach((_, index) => {
      this.#noteFigures(figures, { trial: first + index, index, endRow: row });
    });
  }

  #prepare(pair: number, points: readonly (MomentumPoint | undefined)[]): void {
    const at = this.#workAt + pair * this.#pairBytes;
    const doubles = new Float64Array(this.memory.buffer, at, this.#pairBytes / 8);
    const words = new Uint32Array(this.memory.buffer, at, this.#pairBytes / 4);
    points.forEach((one, lane) => {
      const point = present(one, "point of a lane");
      doubles[FIELD.entryStrength + lane] = point.entryStrength;
      doubles[FIELD.fullStrength + lane] = point.fullStrength;
      doubles[FIELD.stopAtr + lane] = Math.min(point.stopAtr, this.of.terms.disasterAtr);
      doubles[FIELD.warmRow + lane] = momentumWarmup(point) - 1;
      words[POINTER.fast + lane] = present(this.of.layout.averages.get(point.fast), "column of an average");
      words[POINTER.slow + lane] = present(this.of.layout.averages.get(point.slow), "column of an average");
      words[POINTER.atr + lane] = present(this.of.layout.ranges.get(point.atrPeriod), "column of a range");
    });
    this.#exports.reset(at);
  }

  #noteFigures(
    figures: Float64Array,
    { trial, index, endRow }: { readonly trial: number; readonly index: number; readonly endRow: number },
  ): void {
    const doubles = this.#doubles(index);
    const lane = index % PAIR;
    FIGURES.forEach((name, at) => {
      figures[trial * FIGURES.length + at] =
        name === "bars" ? endRow - this.of.terms.firstRow : doubles[FIELD[name] + lane]!;
    });
    // What is still held was not closed: the bars up to the end are added here.
    const open = doubles[FIELD.openPositions + lane]!;
    if (open > 0) figures[trial * FIGURES.length + FIGURES.indexOf("heldBars")]! += endRow;
    figures[trial * FIGURES.length + FIGURES.indexOf("positionBars")]! += open * endRow;
  }

  /** The numbers of the pair in which a combination of the group lies. */
  #doubles(index: number): Float64Array {
    return this.#accounts[Math.floor(index / PAIR)]!;
  }
}

function stopAtOnce(): never {
  throw new Error("the kernel stopped at an impossible state");
}
