import type { BlockMoments } from "../../quant/block-moments.js";
import { blockEdges } from "../../quant/block-moments.js";
import type { Tally } from "./tally.js";

/** Stretches into which the bars of a sweep are cut; a multiple of the 16 blocks of a cross-validation. */
export const STRETCHES = 64;

/** Sums of the returns of each trial over each stretch, [trial][stretch]: what is kept of its curve. */
export interface Stretches {
  /** Bars after which each stretch ends, counted from the first return. */
  readonly ends: Int32Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Stretches of so many bars for so many trials; fewer bars than stretches make as many as there are bars. */
export function createStretches(
  bars: number,
  trials: number,
  memory: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): Stretches {
  const count = Math.min(STRETCHES, bars);
  const column = (): Float64Array => new Float64Array(memory(trials * count * Float64Array.BYTES_PER_ELEMENT));
  return { ends: blockEdges(bars, count).slice(1), sums: column(), squares: column() };
}

/** Cuts the running sums of one trial into its stretches. */
export class StretchNotes {
  #next = 0;
  #sum = 0;
  #squares = 0;

  constructor(
    readonly stretches: Stretches,
    readonly trial: number,
  ) {}

  /** Takes the sums after so many bars: where a stretch ends there, what it has added is kept. */
  note({ bars, sum, squares }: Pick<Tally, "bars" | "sum" | "squares">): void {
    const { ends, sums, squares: kept } = this.stretches;
    if (bars !== ends[this.#next]) return;
    const at = this.trial * ends.length + this.#next;
    sums[at] = sum - this.#sum;
    kept[at] = squares - this.#squares;
    this.#next += 1;
    this.#sum = sum;
    this.#squares = squares;
  }
}

/** The same sums as a cross-validation takes them: [block][trial]. */
export function momentsOfStretches({ ends, sums, squares }: Stretches, trials: number): BlockMoments {
  const count = ends.length;
  const turned = (values: Float64Array): Float64Array => {
    const out = new Float64Array(values.length);
    for (let trial = 0; trial < trials; trial++) {
      for (let at = 0; at < count; at++) out[at * trials + trial] = values[trial * count + at] ?? Number.NaN;
    }
    return out;
  };
  const bars = Float64Array.from(ends, (end, at) => end - (ends[at - 1] ?? 0));
  return { trials, bars, sums: turned(sums), squares: turned(squares) };
}
