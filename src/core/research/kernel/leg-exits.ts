import type { ExitLevels } from "../../domain/intent.js";
import type { LegRules } from "./leg-rules.js";
import type { KernelMarket } from "./market.js";

/** What the exits are born with. */
interface Birth {
  /** 1 long, −1 short. */
  readonly side: number;
  readonly entry: number;
  readonly levels: ExitLevels;
  /** Mark at which the account would be liquidated; null where no positive price does it. */
  readonly liquidation: number | null;
}

/** A gap of floating point between two equal prices must not decide a fill. */
const TICK_TOLERANCE = 1e-6;

/**
 * The exits of one held position in plain numbers: what `openExitPlan`, `planTrailing` and `planTakeProfits` plan and what
 * the simulated venue's bar model makes of their orders, but for the rounding to a grid.
 *
 * The strategy's stop looks at the last price, the disaster stop at the mark. NaN stands for "none".
 */
export class LegExits {
  /** Bars after which the position is closed; Infinity for never. */
  maxBars = Infinity;
  /** Whether the stop that fired was the disaster stop. */
  isDisaster = false;
  #side = 0;
  #stop = Number.NaN;
  #disaster = Number.NaN;
  #atr = 0;
  #trail = Number.NaN;
  #best = 0;
  #entry = 0;
  #ladder: ExitLevels["takeProfits"] = [];
  /** Rungs that have not filled, one bit a rung. */
  #open = 0;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #first: Float64Array;
  readonly #markHigh: Float64Array;
  readonly #markLow: Float64Array;
  readonly #markFirst: Float64Array;

  constructor(
    market: KernelMarket,
    readonly rules: LegRules,
    readonly disasterAtr: number,
  ) {
    this.#high = market.high;
    this.#low = market.low;
    this.#first = market.open;
    const marks = market.markBars ?? market;
    this.#markHigh = marks.high;
    this.#markLow = marks.low;
    this.#markFirst = marks.open;
  }

  open({ side, entry, levels, liquidation }: Birth): void {
    const { tick, liquidationFraction } = this.rules;
    this.isDisaster = false;
    const farthest = levels.atr * this.disasterAtr;
    let disaster = entry - side * farthest;
    if (!(disaster > 0)) disaster = tick;
    if (liquidation !== null) {
      const bound = Math.max(0, entry + (liquidation - entry) * liquidationFraction);
      if (side * (bound - disaster) > 0) disaster = bound;
    }
    const distance = levels.stopDistance === 0 ? farthest : levels.stopDistance;
    const stop = entry - side * distance;
    this.#stop = stop > 0 && side * (stop - disaster) > 0 ? stop : Number.NaN;
    this.#disaster = disaster;
    this.#side = side;
    this.#atr = levels.atr;
    this.#trail = levels.trailDistance ?? Number.NaN;
    this.#best = entry;
    this.#entry = entry;
    this.maxBars = levels.maxBars ?? Infinity;
    this.#ladder = levels.takeProfits;
    this.#open = 2 ** levels.takeProfits.length - 1;
  }

  /** Whether orders rest at the venue that must be withdrawn once the position is closed; the disaster stop ends with it. */
  get rests(): boolean {
    return this.#open !== 0 || !Number.isNaN(this.#stop);
  }

  /** Price at which a stop fires that the open has passed, before slippage; NaN for none. */
  gap(row: number): number {
    const first = this.#first[row]!;
    const markFirst = this.#markFirst[row]!;
    if (this.#side > 0) {
      if (first <= this.#stop) return first;
      return markFirst <= this.#disaster ? this.#disasterPrice(row, first) : Number.NaN;
    }
    if (first >= this.#stop) return first;
    return markFirst >= this.#disaster ? this.#disasterPrice(row, first) : Number.NaN;
  }

  /** Price at which a stop fires within the bar, before slippage; the nearer one first, NaN for none. */
  stopped(row: number): number {
    if (this.#side > 0) {
      if (this.#low[row]! <= this.#stop) return this.#stop;
      if (!(this.#markLow[row]! <= this.#disaster)) return Number.NaN;
    } else {
      if (this.#high[row]! >= this.#stop) return this.#stop;
      if (!(this.#markHigh[row]! >= this.#disaster)) return Number.NaN;
    }
    return this.#disasterPrice(row, this.#first[row]!);
  }

  /** The worse of trigger and open, inside the bar of the last price. */
  #disasterPrice(row: number, first: number): number {
    this.isDisaster = true;
    const isWorse = this.#side > 0 ? first < this.#disaster : first > this.#disaster;
    return isWorse ? first : clamp(this.#disaster, this.#low[row]!, this.#high[row]!);
  }

  /** The next rung that the bar trades through; −1 for none. */
  reachedRung(row: number): number {
    if (this.#open === 0) return -1;
    const distance = this.rules.tick * (1 - TICK_TOLERANCE);
    for (let rung = 0; rung < this.#ladder.length; rung += 1) {
      if ((this.#open & (1 << rung)) === 0) continue;
      const price = this.#rungPrice(rung);
      if (this.#side > 0 ? this.#high[row]! >= price + distance : this.#low[row]! <= price - distance) return rung;
    }
    return -1;
  }

  /** Marks a rung as filled. Returns its price before slippage: a gap beyond it gains nothing but what the bar forces. */
  fillRung(rung: number, row: number): number {
    this.#open &= ~(1 << rung);
    return clamp(this.#rungPrice(rung), this.#low[row]!, this.#high[row]!);
  }

  /** Share of what is held that a rung closes; to be asked before it is marked. */
  rungShare(rung: number): number {
    let done = 0;
    let open = 0;
    for (let at = 0; at < this.#ladder.length; at += 1) {
      const { fraction } = this.#ladder[at]!;
      if ((this.#open & (1 << at)) === 0) done += fraction;
      else open += fraction;
    }
    return Math.min(1, this.#ladder[rung]!.fraction / Math.max(1 - done, open));
  }

  #rungPrice(rung: number): number {
    return Math.max(this.rules.tick, this.#entry + this.#side * this.#ladder[rung]!.distance);
  }

  /** Moves the trailing stop at a close. Returns whether it has come to lie where it would fire at once. */
  follow(close: number): boolean {
    const side = this.#side;
    if (side * (close - this.#best) > 0) this.#best = close;
    const wanted = this.#best - side * this.#trail;
    // NaN without a trail: nothing of what follows holds.
    if (!(wanted > 0 && side * (wanted - this.#disaster) > 0)) return false;
    const gained = side * (wanted - this.#stop);
    const isMove = Number.isNaN(this.#stop) || (gained > 0 && gained >= this.rules.trailStepAtr * this.#atr);
    if (!isMove) return false;
    this.#stop = wanted;
    return side * (close - wanted) <= 0;
  }
}

function clamp(price: number, low: number, high: number): number {
  return Math.min(Math.max(price, low), high);
}
