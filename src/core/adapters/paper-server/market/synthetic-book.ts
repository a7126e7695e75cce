import type { Instrument } from "../../../domain/instrument.js";
import type { WireBook, WireLevel } from "./depth-book.js";
import { lotGrid, onGrid, tickGrid, unitsDown } from "./wire-numbers.js";
import type { Grid } from "./wire-numbers.js";

const LEVELS_A_SIDE = 100;
/** Distance of the levels behind the best one. */
const GAP_BPS = 1;
/** Notional of a level, before chance: near the touch a small one, deeper a larger one. */
const LEVEL_USD = 20_000;
/** A quantity holds for so many steps, on average. */
const STEPS_A_QUANTITY = 8;

/** What a synthetic book is a function of: nothing else moves it. */
interface BookInputs {
  readonly instrument: Instrument;
  readonly last: number;
  readonly seed: number;
  /** Counts intervals of time; from one to the next about an eighth of the quantities change. */
  readonly step: number;
}

/**
 * A book around the last price where none was recorded: for show. The best bid is the last price, the spread one tick.
 * The simulated venue does not fill from it but from the recorded bars.
 */
export function syntheticBook(inputs: BookInputs): WireBook {
  const { instrument, last } = inputs;
  const tick = tickGrid(instrument);
  const touch = Math.max(1, unitsDown(last, tick));
  const gap = Math.max(1, Math.round((last * GAP_BPS) / 10_000 / tick.unit));
  const level = levelOf(inputs, tick);
  const bids: WireLevel[] = [];
  for (const units of deeper(touch, -gap)) {
    if (units > 0) bids.push(level(units, bids.length));
  }
  const asks: WireLevel[] = [];
  for (const units of deeper(touch + 1, gap)) asks.push(level(units, asks.length));
  return { bids, asks };
}

/** Best prices of that book, without building it. */
export function syntheticTouch(instrument: Instrument, last: number): { readonly bid: number; readonly ask: number } {
  const tick = tickGrid(instrument);
  const touch = Math.max(1, unitsDown(last, tick));
  return { bid: Number(onGrid(touch, tick)), ask: Number(onGrid(touch + 1, tick)) };
}

/** The touch, then the round prices behind it, so that a small move of the price keeps most levels. */
function* deeper(touch: number, gap: number): Generator<number> {
  yield touch;
  const length = Math.abs(gap);
  const first = gap < 0 ? Math.ceil(touch / length) - 1 : Math.floor(touch / length) + 1;
  for (let number = 0; number < LEVELS_A_SIDE - 1; number += 1) yield (first + Math.sign(gap) * number) * length;
}

function levelOf({ instrument, last, seed, step }: BookInputs, tick: Grid): (units: number, at: number) => WireLevel {
  const lot = lotGrid(instrument);
  return (units, at) => {
    const phase = hash(seed, units, 0) % STEPS_A_QUANTITY;
    const chance = hash(seed, units, Math.floor((step + phase) / STEPS_A_QUANTITY)) / 0x1_0000_0000;
    const qty = ((LEVEL_USD * (1 + at / 10)) / last) * (0.2 + 1.6 * chance);
    return [onGrid(units, tick), onGrid(Math.max(1, unitsDown(qty, lot)), lot)];
  };
}

/** 32 bits that look like chance and are the same everywhere. */
export function hash(seed: number, a: number, b: number): number {
  let mixed = seed ^ Math.imul(a | 0, 0x9e3779b1) ^ Math.imul(Math.trunc(b) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
