import type { Bar } from "../../domain/bar.js";
import type { BarsByInstant } from "./invariance.js";
import { FLAT, type Holding, type Subject, type Wish } from "./subject.js";

/** What trading costs and how late it is; the base case is 1 and 0. */
export interface Stress {
  /** Fee and slippage of one side, a fraction of the notional. */
  readonly costFraction: number;
  /** Base bars between the close that decides and the open that trades, beyond the next open. */
  readonly delayBars: number;
}

/** Result of following a strategy's wishes with one unit of capital a full weight, without sizing and limits. */
export interface Outcome {
  /** Σ weight × return − costs, a fraction of the capital of one full weight. */
  readonly gain: number;
  readonly costs: number;
  /** Changes of weight, by market. */
  readonly changes: number;
}

/**
 * Follows a strategy's own words: decided at a close, traded at the open after it (`delayBars` later), marked at opens.
 * Stops at the venue, sizing and limits are left out: what is compared is one outcome under stress with the other.
 *
 * Errors: none; a market without a bar at an instant keeps its last price.
 */
export function outcomeOf(subject: Subject, instants: BarsByInstant, { costFraction, delayBars }: Stress): Outcome {
  const state = subject.create();
  const prices = new Map<string, number>();
  const waiting: Holding[] = [];
  let wanted: Holding = FLAT;
  let held: readonly Wish[] = [];
  const sums = { gain: 0, costs: 0, changes: 0 };
  for (const bars of instants) {
    sums.gain += moveTo(bars, held, prices);
    const due = waiting.length > delayBars ? waiting.shift() : undefined;
    if (due !== undefined) {
      for (const change of changesBetween(held, due.wishes)) {
        sums.changes += 1;
        sums.costs += change * costFraction;
      }
      held = due.wishes;
    }
    subject.next(state, bars);
    if (closesOwnBar(subject, bars)) wanted = subject.wish(state, wanted);
    waiting.push(wanted);
  }
  return { ...sums, gain: sums.gain - sums.costs };
}

/** Strategies on longer bars act at the close of those alone. */
function closesOwnBar({ barMs }: Subject, bars: readonly Bar[]): boolean {
  return bars.some(({ closeTimeMs }) => closeTimeMs % barMs === 0);
}

function moveTo(bars: readonly Bar[], held: readonly Wish[], prices: Map<string, number>): number {
  let gain = 0;
  for (const { symbol, open } of bars) {
    const before = prices.get(symbol);
    const weight = held.find((wish) => wish.symbol === symbol)?.weight ?? 0;
    if (before !== undefined) gain += weight * (open / before - 1);
    prices.set(symbol, open);
  }
  return gain;
}

function changesBetween(before: readonly Wish[], after: readonly Wish[]): readonly number[] {
  const symbols = new Set([...before, ...after].map(({ symbol }) => symbol));
  const weightIn = (wishes: readonly Wish[], symbol: string): number =>
    wishes.find((wish) => wish.symbol === symbol)?.weight ?? 0;
  return [...symbols]
    .map((symbol) => Math.abs(weightIn(after, symbol) - weightIn(before, symbol)))
    .filter((change) => change > 0);
}
